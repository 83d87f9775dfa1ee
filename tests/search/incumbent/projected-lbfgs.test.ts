import { expect, test } from "vitest";
import { box } from "../../../src/numeric/box.js";
import { type Differentiable, ProjectedLbfgs } from "../../../src/search/incumbent/projected-lbfgs.js";
import { UnitScaling } from "../../../src/search/incumbent/unit-scaling.js";

/** 100 (y - x^2)^2 + (1 - x)^2, minimum 0 at (1, 1). */
const rosenbrock: Differentiable = {
  evaluate: ([x, y]) => 100 * (y - x * x) ** 2 + (1 - x) ** 2,
  gradient([x, y], out) {
    out[0] = -400 * x * (y - x * x) - 2 * (1 - x);
    out[1] = 200 * (y - x * x);
  },
};

test("an interior minimum, to many digits", () => {
  const x = Float64Array.of(-1.2, 1);
  new ProjectedLbfgs(2).minimize(rosenbrock, box([-2, -2], [2, 2]), x, 200, 1e-10);
  expect(x[0]).toBeCloseTo(1, 8);
  expect(x[1]).toBeCloseTo(1, 8);
});

test("a minimum on the boundary, and fixed variables stay", () => {
  const x = Float64Array.of(-1, 0);
  new ProjectedLbfgs(2).minimize(rosenbrock, box([-2, -2], [0.5, 2]), x, 200, 1e-10);
  expect(x[0]).toBe(0.5);
  expect(x[1]).toBeCloseTo(0.25, 8);
  const fixed = Float64Array.of(1.5, 0);
  new ProjectedLbfgs(2).minimize(rosenbrock, box([1.5, -2], [1.5, 4]), fixed, 200, 1e-10);
  expect(fixed[0]).toBe(1.5);
  expect(fixed[1]).toBeCloseTo(2.25, 8);
});

test("a flat function and one that is not defined leave the start alone", () => {
  for (const value of [3, Number.NaN]) {
    const x = Float64Array.of(0.25);
    new ProjectedLbfgs(1).minimize(
      { evaluate: () => value, gradient: (_, out) => out.fill(0) },
      box([0], [1]),
      x,
      9,
      0,
    );
    expect(x[0]).toBe(0.25);
  }
});

test("positions in a box, and back", () => {
  const scaling = new UnitScaling(3);
  scaling.scaleBy(box([-2, 5, 0], [2, 5, 0.1]));
  const position = new Float64Array(3);
  const x = new Float64Array(3);
  scaling.positionOf(Float64Array.of(1, 7, 9), position);
  scaling.pointAt(position, x);
  expect([...position]).toEqual([0.75, 0, 1]);
  expect([...x]).toEqual([1, 5, 0.1]);
  const gradient = Float64Array.of(1, 1, 1);
  scaling.scaleGradient(gradient);
  expect([...gradient]).toEqual([4, 0, 0.1]);
});
