import { expect, test } from "vitest";
import { BoxTightening } from "../../src/bounds/box-tightening.js";
import { box, copyBox } from "../../src/numeric/box.js";
import { exactly } from "../predictors/network/exact.js";
import { generator } from "../predictors/network/random-networks.js";

test("two rows that each leave an edge alone tighten it together", () => {
  // x + y <= 0 and x - y <= 0 on [-1, 1]^2: neither bounds x below 1 alone, together x <= 0.
  const tightening = new BoxTightening(2, 2);
  tightening.add(0, Float64Array.of(1, 1), 0);
  tightening.add(0, Float64Array.of(1, -1), 0);
  const b = box([-1, -1], [1, 1]);
  const shrinkage = tightening.run(b, Float64Array.of(1, 1));
  expect(b.upper[0]).toBeGreaterThanOrEqual(0);
  expect(b.upper[0]).toBeLessThan(1e-12);
  expect([b.lower[0], b.lower[1], b.upper[1]]).toEqual([-1, -1, 1]);
  expect(shrinkage).toBeGreaterThan(0.49);
});

test("rows that exclude each other empty the box", () => {
  const tightening = new BoxTightening(1, 2);
  tightening.add(0.5, Float64Array.of(1), 0);
  tightening.add(0.5, Float64Array.of(-1), 0);
  expect(tightening.run(box([-1], [1]), Float64Array.of(1))).toBe(Number.POSITIVE_INFINITY);
});

test("never cuts off a point that satisfies all rows, in exact arithmetic", () => {
  const random = generator(31);
  let kept = 0;
  let cuts = 0;
  for (let trial = 0; trial < 300; trial++) {
    const n = 1 + (trial % 4);
    const scale = 10 ** Math.floor(8 * random() - 4);
    const halfWidths = Float64Array.from({ length: n }, () => scale * (0.1 + random()));
    const count = 1 + (trial % 5);
    const tightening = new BoxTightening(n, count);
    const rows = Array.from({ length: count }, () => ({
      constant: (random() - 0.7) * scale,
      coefficients: Float64Array.from({ length: n }, () => 2 * random() - 1),
    }));
    for (const { constant, coefficients } of rows) tightening.add(constant, coefficients, 0);
    const original = { lower: halfWidths.map((w) => -w), upper: halfWidths.slice() };
    const tight = copyBox(original);
    const shrinkage = tightening.run(tight, halfWidths);
    if (shrinkage > 0) cuts++;
    for (let sample = 0; sample < 40; sample++) {
      const d = Float64Array.from(halfWidths, (w) => w * (2 * random() - 1));
      const isFeasible = rows.every(({ constant, coefficients }) =>
        d.reduce((sum, x, i) => sum.plus(exactly(coefficients[i]).times(exactly(x))), exactly(constant)).lte(0),
      );
      if (!isFeasible) continue;
      kept++;
      expect(shrinkage).toBeLessThanOrEqual(1);
      expect(d.every((x, i) => tight.lower[i] <= x && x <= tight.upper[i])).toBe(true);
    }
  }
  expect(kept).toBeGreaterThan(1000);
  expect(cuts).toBeGreaterThan(50);
});
