import { expect, test } from "vitest";
import { VertexEnvelope } from "../../src/bounds/vertex-envelope.js";
import { Random } from "../../src/numeric/random.js";

function valueAt(envelope: VertexEnvelope, constant: number, point: ArrayLike<number>): number {
  return envelope.slopes.reduce((sum, slope, j) => sum + slope * point[j], constant);
}

function vertex(v: number, n: number): number[] {
  return Array.from({ length: n }, (_, j) => (v >> j) & 1);
}

test("affine functions are above all values, and at the point little more than any convex combination that makes it", () => {
  const random = new Random(8);
  for (let trial = 0; trial < 60; trial++) {
    const n = 1 + (trial % 6);
    const envelope = new VertexEnvelope(n);
    const values = Float64Array.from({ length: 2 ** n }, () => 3 * random.normal());
    const point = Float64Array.from({ length: n }, () => (trial % 3 === 0 ? 0.5 : random.between(0, 1)));
    const constant = envelope.run(values, point, 0);
    const found = valueAt(envelope, constant, point);
    values.forEach((value, v) => {
      expect(valueAt(envelope, constant, vertex(v, n))).toBeGreaterThan(value - 1e-9);
    });
    // Vertices with the product of the coordinates' shares, and two opposite ones in the middle.
    const mixed = values.reduce(
      (sum, value, v) =>
        sum + value * vertex(v, n).reduce((share, bit, j) => share * (bit === 1 ? point[j] : 1 - point[j]), 1),
      0,
    );
    expect(found).toBeGreaterThan(mixed - 1e-9);
    if (trial % 3 === 0) {
      const last = 2 ** n - 1;
      const best = Math.max(...values.map((value, v) => 0.5 * (value + values[last - v])));
      expect(found).toBeGreaterThan(best - 1e-9);
    }
  }
});

test("in two dimensions the affine function is that of the better diagonal", () => {
  const envelope = new VertexEnvelope(2);
  const point = Float64Array.of(0.5, 0.5);
  expect(valueAt(envelope, envelope.run(Float64Array.of(0, 3, 5, 2), point, 0), point)).toBeCloseTo(4);
  expect(valueAt(envelope, envelope.run(Float64Array.of(4, 0, 1, 6), point, 0), point)).toBeCloseTo(5);
});

test("affine values are met exactly, and points at vertices have the vertex's value", () => {
  const envelope = new VertexEnvelope(3);
  const values = Float64Array.from(
    { length: 8 },
    (_, v) => 1 + vertex(v, 3).reduce((s, bit, j) => s + bit * (j - 1), 0),
  );
  const constant = envelope.run(values, Float64Array.of(0.2, 0.7, 0.4), 0);
  expect(constant).toBeCloseTo(1);
  expect([...envelope.slopes].map((slope) => Math.round(1e9 * slope) / 1e9)).toEqual([-1, 0, 1]);
  const corner = Float64Array.of(1, 0, 1);
  const bent = Float64Array.of(0, 9, 1, 4, 7, 2, 8, 3);
  expect(valueAt(envelope, envelope.run(bent, corner, 0), corner)).toBeCloseTo(2);
});
