import { expect, test } from "vitest";
import { Random } from "../../../../src/numeric/random.js";
import { RangeMinima } from "../../../../src/predictors/tree-ensemble/bound/range-minima.js";

test("minima of all ranges, at lengths around the block size and with an offset", () => {
  const random = new Random(1);
  const minima = new RangeMinima(150);
  for (const length of [1, 2, 15, 16, 17, 33, 64, 150]) {
    const offset = random.below(5);
    const values = Float64Array.from({ length: offset + length }, () => random.below(40));
    minima.prepare(values, offset, length);
    for (let first = 0; first < length; first++) {
      let least = Number.POSITIVE_INFINITY;
      for (let last = first; last < length; last++) {
        least = Math.min(least, values[offset + last]);
        expect(minima.over(first, last)).toBe(least);
      }
    }
  }
});
