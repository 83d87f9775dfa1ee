import { expect, test } from "vitest";
import { Random } from "../../../../src/numeric/random.js";
import { StepSupport } from "../../../../src/predictors/tree-ensemble/bound/step-support.js";

test("touches the convex envelope at the anchor, from below", () => {
  const random = new Random(4);
  const support = new StepSupport();
  for (let round = 0; round < 300; round++) {
    const count = 1 + random.below(8);
    const ends = Float64Array.from({ length: count + 1 }, () => random.between(-3, 3)).sort();
    const heights = Float64Array.from({ length: count }, () => random.normal());
    const anchor = random.between(ends[0], ends[count]);
    support.at(ends, heights, count, anchor);
    // The envelope at the anchor: the lowest segment between a corner to its left and one to its right.
    let envelope = Number.POSITIVE_INFINITY;
    const corners = Array.from(heights, (height, k) => [ends[k], ends[k + 1]].map((x) => ({ x, height }))).flat();
    for (const a of corners) {
      expect(support.intercept + support.slope * a.x).toBeLessThanOrEqual(
        a.height + 1e-14 * (1 + Math.abs(support.slope)),
      );
      for (const b of corners) {
        if (!(a.x <= anchor && anchor <= b.x)) continue;
        const t = b.x > a.x ? (anchor - a.x) / (b.x - a.x) : 0;
        envelope = Math.min(envelope, (1 - t) * a.height + t * b.height);
      }
    }
    expect(support.intercept + support.slope * anchor).toBeCloseTo(envelope, 8);
  }
});
