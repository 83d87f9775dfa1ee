import { afterAll, describe, expect, test } from "vitest";
import { ThreadBackend } from "../../../src/fullspace/thread-backend.js";
import { Random } from "../../../src/numeric/random.js";
import { ReducedSystem } from "../../../src/strategy/online/reduced-system.js";
import { ValueFunctions } from "../../../src/strategy/online/value-functions.js";
import { instance, objectiveAt } from "../../../src/strategy/program/parametric-program.js";
import { drawParameters } from "../../../src/strategy/program/sampling.js";
import { ParametricSolver } from "../../../src/strategy/solver/parametric-solver.js";
import { type Strategy, strategyKey } from "../../../src/strategy/strategy.js";
import { randomProgram } from "../random-programs.js";
import { sites } from "../sites.js";

const backend = new ThreadBackend();
afterAll(() => backend.close());

describe.each([2, 3, 4])("sites, seed %i", (seed) => {
  const random = new Random(seed);
  const program = sites(random, 6, 5);
  const solver = new ParametricSolver(program, backend);
  const draws = Array.from({ length: 40 }, () => drawParameters(program.blocks, random));

  test("the strategy of an optimum is the one of its whole numbers, with the objective as its value", async () => {
    const found: Strategy[] = [];
    for (const theta of draws) found.push((await solver.label(instance(program, theta))).strategy as Strategy);
    const strategies = [...new Map(found.map((one) => [strategyKey(one), one])).values()];
    expect(strategies.length).toBeGreaterThan(1);
    const systems = strategies.map((one) => new ReducedSystem(program, one));
    const functions = new ValueFunctions(program, strategies, systems);
    const { order, values } = functions;
    draws.forEach((theta, k) => {
      functions.rank(theta);
      const own = strategies.findIndex((one) => strategyKey(one) === strategyKey(found[k]));
      const data = instance(program, theta);
      systems[own].recover(data);
      const objective = objectiveAt(program, data, systems[own].point);
      expect(order).toContain(own);
      expect(values[order.indexOf(own)]).toBeCloseTo(objective, 9);
      // No other whole numbers are worth less where all their strategies are known.
      expect([...values]).toEqual([...values].sort((a, b) => a - b));
      expect(values[0]).toBeLessThanOrEqual(objective + 1e-4);
      const whole = [...order].map((one) => strategies[one].integers.join());
      expect(new Set(whole).size).toBe(whole.length);
    });
  });

  test("a strategy whose multipliers have wrong signs comes second to others with its whole numbers", async () => {
    const [theta] = draws;
    const strategy = (await solver.label(instance(program, theta))).strategy as Strategy;
    const wrong = { ...strategy, columns: strategy.columns.map((_, j) => (program.isInteger[j] === 1 ? 0 : 1)) };
    const systems = [wrong, strategy].map((one) => new ReducedSystem(program, one));
    const functions = new ValueFunctions(program, [wrong, strategy], systems);
    functions.rank(theta);
    expect([...functions.order]).toEqual([1]);
    const alone = new ValueFunctions(program, [wrong], systems);
    alone.rank(theta);
    expect([...alone.order]).toEqual([0]);
  });
});

test("they are for linear programs with parameters in the sides of rows only", () => {
  expect(ValueFunctions.suits(sites(new Random(1), 3, 2))).toBe(true);
  expect(ValueFunctions.suits(randomProgram(new Random(1)))).toBe(false);
  expect(ValueFunctions.suits(randomProgram(new Random(1), { isQuadratic: true }))).toBe(false);
});
