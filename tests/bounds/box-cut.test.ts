import { expect, test } from "vitest";
import { cutBox } from "../../src/bounds/box-cut.js";
import { box, copyBox } from "../../src/numeric/box.js";
import { exactly } from "../predictors/network/exact.js";
import { generator } from "../predictors/network/random-networks.js";

test("cuts where the minorant reaches the cutoff", () => {
  const b = box([0, -2], [10, 2]);
  // 2 x - y >= -2 on the box; below 2 only for x <= 2 and y >= -2.
  const shrinkage = cutBox(b, Float64Array.of(2, -1), -2, 2);
  expect(b.upper[0]).toBeCloseTo(2, 12);
  expect(b.lower[1]).toBe(-2);
  expect(shrinkage).toBeCloseTo(0.8, 12);
});

test("leaves the box alone for a zero minorant and an infinite cutoff", () => {
  const b = box([0], [1]);
  expect(cutBox(b, Float64Array.of(0), -1, 0)).toBe(0);
  expect(cutBox(b, Float64Array.of(5), -1, Number.POSITIVE_INFINITY)).toBe(0);
  expect([b.lower[0], b.upper[0]]).toEqual([0, 1]);
});

test("never cuts off a point whose minorant is below the cutoff, in exact arithmetic", () => {
  const random = generator(11);
  let cuts = 0;
  for (let trial = 0; trial < 3000; trial++) {
    const scale = 10 ** Math.floor(12 * random() - 6);
    const original = box([-scale * random(), scale * random()], [scale * random(), scale * (1 + random())]);
    const a = Float64Array.of(random() - 0.5, (random() - 0.5) * 1e3);
    const at = (x: ArrayLike<number>) =>
      exactly(a[0])
        .times(exactly(x[0]))
        .plus(exactly(a[1]).times(exactly(x[1])));
    const corner = a.map((slope, i) => (slope > 0 ? original.lower[i] : original.upper[i]));
    // Any number below the exact minimum is a valid `minimum`.
    const minimum = at(corner).toNumber() - Math.abs(at(corner).toNumber()) * 1e-15;
    const cutoff = minimum + random() * Math.abs(minimum);
    const cut = copyBox(original);
    if (cutBox(cut, a, minimum, cutoff) > 0) cuts++;
    for (let i = 0; i < 2; i++) {
      for (const [edge, was] of [
        [cut.lower[i], original.lower[i]],
        [cut.upper[i], original.upper[i]],
      ] as const) {
        if (edge === was) continue;
        // The best point on the new face lies at the cutoff or above it.
        const face = Array.from(corner);
        face[i] = edge;
        const slack = at(face).minus(at(corner)).plus(exactly(minimum));
        expect(slack.gte(exactly(cutoff))).toBe(true);
      }
    }
  }
  expect(cuts).toBeGreaterThan(500);
});
