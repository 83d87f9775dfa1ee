import { afterAll, expect, test } from "vitest";
import { ThreadBackend } from "../../../src/fullspace/thread-backend.js";
import { Random } from "../../../src/numeric/random.js";
import { instance, objectiveAt, type ParametricProgram } from "../../../src/strategy/program/parametric-program.js";
import { drawParameters } from "../../../src/strategy/program/sampling.js";
import { ProvedOptima } from "../../../src/strategy/sampling/proved-optima.js";
import { ParametricSolver } from "../../../src/strategy/solver/parametric-solver.js";
import type { Strategy } from "../../../src/strategy/strategy.js";
import { engines } from "../engines.js";
import { randomProgram } from "../random-programs.js";

const backend = new ThreadBackend();
afterAll(() => backend.close());

test.each([
  ["slow", 1, 30],
  ["fast", 0.01, 0],
])("where a solver is %s, whole numbers are proved without it", async (_, seconds, least) => {
  const program = engines();
  expect(ProvedOptima.suits(program)).toBe(true);
  const random = new Random(5);
  const solver = new ParametricSolver(program, backend);
  const optima = new ProvedOptima(program, backend);
  let found = 0;
  for (let k = 0; k < 70; k++) {
    const data = instance(program, drawParameters(program.blocks, random));
    const whole = optima.find(data);
    const label = await solver.label(data);
    if (whole === null) {
      await optima.learn(label.strategy as Strategy, data, seconds);
      continue;
    }
    found++;
    const { objective } = await solver.solve(data);
    const known = await solver.labelWith(data, whole);
    await optima.learn(known.strategy as Strategy, data, 0);
    expect(await objectiveWith(solver, program, data.theta, whole)).toBeLessThanOrEqual(objective * (1 + 1.1e-4));
  }
  expect(found).toBeGreaterThanOrEqual(least);
  expect(found > 0).toBe(least > 0);
});

/** The best objective with the given whole numbers. */
async function objectiveWith(
  solver: ParametricSolver,
  program: ParametricProgram,
  theta: Float64Array,
  whole: Float64Array,
) {
  const fixed = program.lower.slice();
  const upper = program.upper.slice();
  let place = 0;
  program.isInteger.forEach((flag, j) => {
    if (flag === 0) return;
    fixed[j] = whole[place];
    upper[j] = whole[place++];
  });
  const data = instance(program, theta);
  return objectiveAt(program, data, (await solver.relaxations.solve(data, fixed, upper)).point);
}

test("it is for quadratic objectives, whole numbers, and parameters in sides of rows", () => {
  expect(ProvedOptima.suits(randomProgram(new Random(1), { integers: 2, isQuadratic: true }))).toBe(false);
  expect(ProvedOptima.suits(randomProgram(new Random(1), { integers: 2 }))).toBe(false);
});
