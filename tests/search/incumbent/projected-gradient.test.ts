import { expect, test } from "vitest";
import { box } from "../../../src/numeric/box.js";
import type { Objective } from "../../../src/search/incumbent/objective.js";
import { ProjectedGradient } from "../../../src/search/incumbent/projected-gradient.js";

/** 100 (y - x^2)^2 + (1 - x)^2, minimum 0 at (1, 1). */
const rosenbrock: Objective = {
  variables: 2,
  evaluate: ([x, y]) => 100 * (y - x * x) ** 2 + (1 - x) ** 2,
  gradient([x, y], out) {
    out[0] = -400 * x * (y - x * x) - 2 * (1 - x);
    out[1] = 200 * (y - x * x);
  },
};

test("reaches an interior minimum", () => {
  const x = Float64Array.of(-1.2, 1);
  const value = new ProjectedGradient(rosenbrock).descend(box([-2, -2], [2, 2]), x, 500, x);
  expect(value).toBeLessThan(1e-6);
  expect(x[0]).toBeCloseTo(1, 2);
  expect(value).toBe(rosenbrock.evaluate(x));
});

test("reaches a minimum on the boundary, stays inside, and starts inside", () => {
  const out = new Float64Array(2);
  const root = box([-2, -2], [0.5, 2]);
  const value = new ProjectedGradient(rosenbrock).descend(root, Float64Array.of(5, -5), 500, out);
  expect(out[0]).toBeLessThanOrEqual(0.5);
  expect(value).toBeCloseTo(0.25, 4);
});

test("never ends above its start, also with kinks", () => {
  const kinked: Objective = {
    variables: 2,
    evaluate: ([x, y]) => Math.abs(x) + 3 * Math.abs(y - x),
    gradient([x, y], out) {
      out[0] = Math.sign(x) - 3 * Math.sign(y - x);
      out[1] = 3 * Math.sign(y - x);
    },
  };
  const out = new Float64Array(2);
  for (const start of [Float64Array.of(0.9, -0.3), Float64Array.of(0, 0), Float64Array.of(-1, 1)]) {
    const value = new ProjectedGradient(kinked).descend(box([-1, -1], [1, 1]), start, 60, out);
    expect(value).toBeLessThanOrEqual(kinked.evaluate(start));
  }
});

test("a flat function, a point box, and NaN end at once", () => {
  const flat: Objective = { variables: 1, evaluate: () => 4, gradient: (_, out) => out.fill(0) };
  const undefinedEverywhere: Objective = { ...flat, evaluate: () => Number.NaN, gradient: (_, out) => out.fill(1) };
  const out = new Float64Array(1);
  expect(new ProjectedGradient(flat).descend(box([0], [1]), Float64Array.of(0.5), 60, out)).toBe(4);
  expect(new ProjectedGradient(undefinedEverywhere).descend(box([0], [1]), Float64Array.of(0.5), 60, out)).toBeNaN();
  expect(new ProjectedGradient({ ...flat, gradient: (_, o) => o.fill(1) }).descend(box([2], [2]), out, 60, out)).toBe(
    4,
  );
  expect(out[0]).toBe(2);
});
