import { afterAll, expect, test } from "vitest";
import { ThreadBackend } from "../../../src/fullspace/thread-backend.js";
import { Random } from "../../../src/numeric/random.js";
import { instance, objectiveAt } from "../../../src/strategy/program/parametric-program.js";
import { drawParameters } from "../../../src/strategy/program/sampling.js";
import { DualSimplex } from "../../../src/strategy/proof/dual-simplex.js";
import { LagrangianBound } from "../../../src/strategy/proof/lagrangian-bound.js";
import { LinearSolver } from "../../../src/strategy/solver/linear-solver.js";
import { randomProgram } from "../random-programs.js";

const backend = new ThreadBackend();
afterAll(() => backend.close());

test.each([
  [1, false],
  [2, false],
  [3, true],
  [4, true],
])("meets HiGHS over changing bounds and parameters, and its multipliers prove it: seed %i", async (seed, inMatrix) => {
  const random = new Random(seed);
  const program = randomProgram(random, { variables: 8, rows: 6, inMatrix });
  const simplex = new DualSimplex(program, Int32Array.from(program.rowNames.keys()));
  const solver = new LinearSolver(program, backend);
  const bounds = new LagrangianBound(program);
  let infeasible = 0;
  for (let k = 0; k < 25; k++) {
    const data = instance(program, drawParameters(program.blocks, random));
    const lower = program.lower.map((low) => low + (random.uniform() < 0.3 ? random.between(0, 2) : 0));
    const upper = program.upper.map((high, j) => Math.max(lower[j], high - (random.uniform() < 0.3 ? 2 : 0)));
    simplex.load(data);
    simplex.work = 0;
    const status = simplex.solve(lower, upper, Number.POSITIVE_INFINITY, 1e6);
    const known = await solver.solve(data, lower, upper);
    expect(status).toBe(known.status);
    if (status === "infeasible") {
      infeasible++;
      const multipliers = simplex.multipliers.map((y, r) => y + (1e4 / simplex.infeasibility) * simplex.ray[r]);
      expect(bounds.at(data, { multipliers, anchor: null }, lower, upper)).toBeGreaterThan(1000);
    } else {
      const objective = objectiveAt(program, data, known.point);
      expect(objectiveAt(program, data, simplex.point)).toBeCloseTo(objective, 6);
      const bound = bounds.at(data, { multipliers: simplex.multipliers, anchor: null }, lower, upper);
      expect(bound).toBeCloseTo(objective, 6);
      expect(bound).toBeLessThanOrEqual(objective + 1e-6 * (1 + Math.abs(objective)));
    }
  }
  expect(infeasible).toBeLessThan(25);
});

test("it ends at a cutoff and at a limit of work", () => {
  const program = randomProgram(new Random(2), { variables: 8, rows: 6 });
  const simplex = new DualSimplex(program, Int32Array.from(program.rowNames.keys()));
  simplex.load(instance(program, new Float64Array(2)));
  expect(simplex.solve(program.lower, program.upper, Number.NEGATIVE_INFINITY, 1e6)).toBe("cutoff");
  expect(simplex.solve(program.lower, program.upper, Number.POSITIVE_INFINITY, -1)).toBe("work-limit");
});
