import { describe, expect, test } from "vitest";
import type { BoundingMethodName } from "../../src/bounds/table.js";
import { boundingMethods, createBounder } from "../../src/bounds/table.js";
import { copyBox } from "../../src/numeric/box.js";
import type { Network } from "../../src/predictors/network/network.js";
import { exactly, exactPoint, exactValue } from "../predictors/network/exact.js";
import type { NetworkShape } from "../predictors/network/random-networks.js";
import { generator, pointsOf, randomBoxes, randomNetwork } from "../predictors/network/random-networks.js";

const shapes: Record<string, NetworkShape> = {
  "tanh 2-6-6": { inputs: 2, widths: [6, 6], functions: ["tanh"] },
  "ReLU 3-6-6-6": { inputs: 3, widths: [6, 6, 6], functions: ["relu"] },
  "SiLU and exponential": { inputs: 2, widths: [4, 4], functions: ["silu", "exp"] },
  branched: { inputs: 2, widths: [4, 4], functions: ["sigmoid", "tanh"], isBranched: true },
};

function isInside(x: Float64Array, lower: Float64Array, upper: Float64Array): boolean {
  return x.every((value, i) => value >= lower[i] && value <= upper[i]);
}

/** The contract of Bounder.bound at sampled points: what is kept is above the result, what is cut off above the cutoff. */
function check(network: Network, method: BoundingMethodName, random: () => number): number {
  const bounder = createBounder(network, { bounds: method });
  let checks = 0;
  for (const box of randomBoxes(network.inputs, random, 14)) {
    const points = pointsOf(box, random, 8);
    const values = points.map((x) => exactValue(network, exactPoint(x)));
    // Cutoffs just below a sampled value, below all of them, and none.
    const cutoffs = [values[0].toNumber() - 1e-9, Math.min(...values.map(Number)) - 0.01, Number.POSITIVE_INFINITY];
    for (const cutoff of cutoffs) {
      const kept = copyBox(box);
      const lower = bounder.bound(kept, cutoff);
      expect(lower).not.toBeNaN();
      expect(isInside(kept.lower, box.lower, box.upper) && isInside(kept.upper, box.lower, box.upper)).toBe(true);
      points.forEach((x, p) => {
        const bound = isInside(x, kept.lower, kept.upper) ? lower : Math.min(lower, cutoff);
        const proved = isInside(x, kept.lower, kept.upper) ? bound : cutoff;
        expect(values[p].gte(exactly(proved))).toBe(true);
        checks++;
      });
    }
  }
  return checks;
}

describe.each(Object.entries(shapes))("%s", (_name, shape) => {
  test.each(Object.keys(boundingMethods) as BoundingMethodName[])(
    "%s keeps its contract in exact arithmetic",
    (method) => {
      const random = generator(shape.inputs + 10 * shape.widths.length);
      expect(check(randomNetwork(shape, random), method, random)).toBeGreaterThan(300);
    },
  );
});

test("better methods give better root bounds on a tanh network", () => {
  const random = generator(99);
  const network = randomNetwork({ inputs: 3, widths: [10, 10], functions: ["tanh"] }, random);
  const box = { lower: Float64Array.of(-1, -1, -1), upper: Float64Array.of(1, 1, 1) };
  const root = (bounds: BoundingMethodName) => createBounder(network, { bounds }).bound(copyBox(box), 1e6);
  expect(root("mccormick")).toBeGreaterThanOrEqual(root("interval"));
  expect(root("mccormick-tightened")).toBeGreaterThanOrEqual(root("mccormick"));
  expect(root("backward")).toBeGreaterThanOrEqual(root("forward"));
  expect(root("alpha")).toBeGreaterThanOrEqual(root("backward"));
});

test("on a small box near a smooth minimum the second order closes the gap that first order leaves", () => {
  const random = generator(4);
  const network = randomNetwork({ inputs: 2, widths: [6, 6], functions: ["softplus"] }, random);
  const box = { lower: Float64Array.of(0.1, 0.1), upper: Float64Array.of(0.2, 0.2) };
  const cutoff = Math.min(...pointsOf(box, random, 200).map((x) => exactValue(network, exactPoint(x)).toNumber()));
  const bound = (bounds: BoundingMethodName) => createBounder(network, { bounds }).bound(copyBox(box), cutoff + 1e-3);
  expect(cutoff - bound("auto")).toBeLessThanOrEqual(cutoff - bound("alpha"));
});
