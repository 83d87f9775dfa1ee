import { describe, expect, test } from "vitest";
import { extremePoints } from "../../../src/predictors/convex-hull/extreme-points.js";
import { HullDistance } from "../../../src/predictors/convex-hull/hull-distance.js";
import { generator } from "../network/random-networks.js";

describe.each([1, 2, 3, 4])("in %i dimensions", (dimension) => {
  test("the corners of a cube are found among points inside, on its faces and twice", () => {
    const random = generator(dimension);
    const corners = Array.from({ length: 2 ** dimension }, (_, k) =>
      Array.from({ length: dimension }, (_, j) => (k >> j) & 1),
    );
    const inside = Array.from({ length: 60 }, () => Array.from({ length: dimension }, () => random()));
    const onFaces = inside.map((row) => [Math.round(row[0]), ...row.slice(1)]);
    const rows = [...inside, ...corners, ...onFaces, ...corners];
    const found = extremePoints(Float64Array.from(rows.flat()), dimension);
    const names = Array.from({ length: found.length / dimension }, (_, i) =>
      found.subarray(i * dimension, (i + 1) * dimension).join(),
    );
    expect(names.sort()).toEqual(corners.map((corner) => corner.join()).sort());
  });

  test("distances are those to all points", () => {
    const random = generator(10 + dimension);
    const points = Float64Array.from({ length: 200 * dimension }, () => random() + random());
    const all = new HullDistance(dimension, points);
    const few = new HullDistance(dimension, extremePoints(points, dimension));
    const [a, b] = [new Float64Array(1), new Float64Array(1)];
    for (let k = 0; k < 50; k++) {
      const x = Float64Array.from({ length: dimension }, () => 4 * random() - 1);
      all.evaluate(x, a);
      few.evaluate(x, b);
      expect(Math.abs(a[0] - b[0])).toBeLessThan(1e-8);
    }
  });
});

test("degenerate data: one point, equal points, a line", () => {
  expect(Array.from(extremePoints(Float64Array.of(3, 4), 2))).toEqual([3, 4]);
  expect(Array.from(extremePoints(Float64Array.of(3, 4, 3, 4, 3, 4), 2))).toEqual([3, 4]);
  const line = extremePoints(Float64Array.of(1, 1, 0, 0, 3, 3, 2, 2), 2);
  expect(Array.from(line)).toEqual([0, 0, 3, 3]);
});

test("where nearly all points are corners, all are kept", () => {
  const circle = Float64Array.from({ length: 2000 }, (_, k) =>
    k % 2 === 0 ? Math.cos((Math.PI * k) / 1000) : Math.sin((Math.PI * (k - 1)) / 1000),
  );
  expect(extremePoints(circle, 2)).toBe(circle);
});
