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

test("over half a line and a line it stays below or proves nothing, whatever the order of its steps", () => {
  const support = new StepSupport();
  const infinite = Number.POSITIVE_INFINITY;
  for (const ends of [
    [-infinite, 0, 1],
    [0, 0.5, infinite],
    [-infinite, 0, infinite],
  ]) {
    for (const heights of [
      [1, 5],
      [5, 1],
    ]) {
      support.at(Float64Array.from(ends), Float64Array.from(heights), 2, 0.5);
      for (const x of [-1e9, -1, 0, 0.25, 0.75, 1, 1e9]) {
        if (x < ends[0] || x > ends[2]) continue;
        const height = x <= ends[1] ? heights[0] : heights[1];
        expect(support.intercept + support.slope * x).toBeLessThanOrEqual(height + 1e-9);
      }
    }
  }
});
