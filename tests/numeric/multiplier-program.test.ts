import { expect, test } from "vitest";
import { MultiplierProgram } from "../../src/numeric/multiplier-program.js";
import { generator } from "../predictors/network/random-networks.js";

/** max over rows of b + a . d for objectives; largest violation for constraints. */
function valueAt(program: MultiplierProgram, n: number, from: number, to: number, d: ArrayLike<number>): number {
  let worst = Number.NEGATIVE_INFINITY;
  for (let r = from; r < to; r++) {
    let value = program.constants[r];
    for (let i = 0; i < n; i++) value += program.coefficients[r * n + i] * d[i];
    worst = Math.max(worst, value);
  }
  return worst;
}

/** The dual value of the multipliers: a lower bound of the minimum whatever they are. */
function dualValue(program: MultiplierProgram, n: number, rows: number, w: Float64Array): number {
  let value = 0;
  const slope = new Float64Array(n);
  for (let r = 0; r < rows; r++) {
    value += program.multipliers[r] * program.constants[r];
    for (let i = 0; i < n; i++) slope[i] += program.multipliers[r] * program.coefficients[r * n + i];
  }
  return slope.reduce((sum, a, i) => sum - Math.abs(a) * w[i], value);
}

test("primal and dual values meet on random programs", () => {
  const random = generator(17);
  let solved = 0;
  let infeasible = 0;
  for (let trial = 0; trial < 300; trial++) {
    const n = 1 + (trial % 5);
    const objectives = 1 + (trial % 3);
    const constraints = trial % 7;
    const program = new MultiplierProgram(n, objectives + constraints);
    for (let k = 0; k < program.coefficients.length; k++) program.coefficients[k] = 2 * random() - 1;
    for (let k = 0; k < program.constants.length; k++) program.constants[k] = 2 * random() - 1;
    const w = Float64Array.from({ length: n }, () => 0.1 + random());
    const status = program.solve(objectives, constraints, w);
    const rows = objectives + constraints;
    if (status === "infeasible") {
      infeasible++;
      expect(dualValue(program, n, rows, w)).toBeGreaterThan(0);
      continue;
    }
    expect(status).toBe("optimal");
    solved++;
    const primal = valueAt(program, n, 0, objectives, program.step);
    if (constraints > 0) expect(valueAt(program, n, objectives, rows, program.step)).toBeLessThanOrEqual(1e-8);
    expect(primal).toBeCloseTo(dualValue(program, n, rows, w), 7);
    expect(program.multipliers.every((m) => m >= 0)).toBe(true);
  }
  expect(solved).toBeGreaterThan(150);
  expect(infeasible).toBeGreaterThan(20);
});
