import { expect, test } from "vitest";
import { Random } from "../../../src/numeric/random.js";
import { RegionIndex } from "../../../src/predictors/convex-regions/region-index.js";

test("the index finds the boxes that meet a box, and no others", () => {
  const random = new Random(5);
  for (const [inputs, count] of [
    [1, 1],
    [2, 7],
    [3, 100],
    [4, 1000],
  ]) {
    const lower = Float64Array.from({ length: count * inputs }, () => random.between(-1, 1));
    const upper = lower.map((low) =>
      random.uniform() < 0.02 ? Number.POSITIVE_INFINITY : low + 0.3 * random.uniform(),
    );
    const index = new RegionIndex(inputs, lower, upper);
    const found = new Int32Array(count);
    for (let k = 0; k < 50; k++) {
      const low = Float64Array.from({ length: inputs }, () => random.between(-1, 1));
      const box = { lower: low, upper: low.map((end) => end + 0.5 * random.uniform()) };
      const size = index.meeting(box, found);
      const expected = Array.from({ length: count }, (_, r) => r).filter((r) =>
        low.every((_, j) => box.lower[j] <= upper[r * inputs + j] && box.upper[j] >= lower[r * inputs + j]),
      );
      expect(Array.from(found.subarray(0, size)).sort((a, b) => a - b)).toEqual(expected);
    }
  }
});
