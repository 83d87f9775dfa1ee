import { afterAll, describe, expect, test } from "vitest";
import { ThreadBackend } from "../../../src/fullspace/thread-backend.js";
import { Random } from "../../../src/numeric/random.js";
import type { Classifier } from "../../../src/strategy/learners/classifier.js";
import { ReducedSystem } from "../../../src/strategy/online/reduced-system.js";
import { QUERY_DEFAULTS, relativeGap, StrategyQuery } from "../../../src/strategy/online/strategy-query.js";
import { instance } from "../../../src/strategy/program/parametric-program.js";
import { ProgramBuilder } from "../../../src/strategy/program/program-builder.js";
import { loadProgram } from "../../../src/strategy/program/program-file.js";
import { drawParameters } from "../../../src/strategy/program/sampling.js";
import { ParametricSolver } from "../../../src/strategy/solver/parametric-solver.js";
import type { Strategy } from "../../../src/strategy/strategy.js";
import { randomProgram } from "../random-programs.js";
import { sites } from "../sites.js";

const backend = new ThreadBackend();
afterAll(() => backend.close());

/** Always sure of the first class. */
function always(classes: number): Classifier {
  return {
    classes,
    scores: (_, out) => out.fill(0).fill(1, 0, 1),
    toJson: () => ({ learner: "always" }),
  };
}

describe.each([{}, { isQuadratic: true }, { inMatrix: true }])("without whole numbers, %j", (options) => {
  test.each([1, 2, 3, 4])("the optimum's own strategy recovers it, and is proved, seed %i", async (seed) => {
    const random = new Random(seed);
    const program = randomProgram(random, options);
    const theta = drawParameters(program.blocks, random);
    const solver = new ParametricSolver(program, backend);
    const { strategy } = await solver.label(instance(program, theta));
    const { objective } = await solver.solve(instance(program, theta));
    if (strategy === null) throw new Error("no strategy");
    const answer = new StrategyQuery(program, [strategy], always(1), [null]).answer(theta);
    expect(answer.verdict).toBe("proved");
    expect(answer.gap).toBeLessThan(1e-9);
    expect(answer.objective).toBeCloseTo(objective, 6);
    expect(answer.bound).toBeLessThanOrEqual(objective + 1e-7 * (1 + Math.abs(objective)));
    expect(answer.infeasibility).toBeLessThan(1e-9);
  });
});

const inventory = loadProgram("instances/strategy/inventory.json");
const nothing: Strategy = {
  rows: new Int8Array(8),
  columns: new Int8Array(8),
  integers: new Float64Array(0),
};
const THETA = Float64Array.of(4, 2, 2, 2, 2);

test("a strategy whose system is singular gives no false answer; the proof finds the right one", () => {
  // Nothing tight: the matrix is zero.
  const answer = new StrategyQuery(inventory, [nothing], always(1), [null]).answer(THETA);
  expect(answer).toMatchObject({ verdict: "proved", strategy: -1, recovered: Number.NaN });
  expect(answer.infeasibility).toBeLessThan(1e-9);
  const contradicting = { ...nothing, rows: new Int8Array(8).fill(-1), columns: new Int8Array(8).fill(1) };
  const system = new ReducedSystem(inventory, contradicting);
  system.recover(instance(inventory, THETA));
  expect(system.point.every(Number.isFinite)).toBe(true);
  const other = new StrategyQuery(inventory, [contradicting], always(1), [null]).answer(THETA);
  expect(other.objective).toBeCloseTo(answer.objective, 9);
});

test("with a quadratic objective, a strategy whose system is singular is not accepted", () => {
  const tracking = loadProgram("instances/strategy/tracking.json");
  const wrong: Strategy = {
    rows: new Int8Array(tracking.rowNames.length).fill(-1),
    columns: new Int8Array(tracking.lower.length),
    integers: tracking.lower.filter((_, j) => tracking.isInteger[j] === 1),
  };
  const answer = new StrategyQuery(tracking, [wrong], always(1), [null]).answer(Float64Array.of(1, 1));
  expect(answer.verdict).toBe("unproved");
});

test("where no point exists, none is given", () => {
  const knapsack = loadProgram("instances/strategy/knapsack.json");
  const whole: Strategy = {
    rows: new Int8Array(knapsack.rowNames.length),
    columns: new Int8Array(knapsack.lower.length),
    integers: new Float64Array(knapsack.lower.length),
  };
  const count = knapsack.blocks.reduce((sum, { size }) => sum + size, 0);
  const data = new Float64Array(count).fill(-1);
  const answer = new StrategyQuery({ ...knapsack, lower: knapsack.lower.map(() => 3) }, [whole], always(1), [
    null,
  ]).answer(data);
  expect(answer.verdict).toBe("unproved");
  expect(answer.point).toHaveLength(0);
});

test("parameters that are no numbers, or too few, are refused by name", () => {
  const query = new StrategyQuery(inventory, [nothing], always(1), [null]);
  expect(() => query.answer(Float64Array.of(4, 2, Number.NaN, 2, 2))).toThrow(/the parameter d\[1\] is NaN/);
  expect(() => query.answer(Float64Array.of(4, 2))).toThrow(/2 parameters given where there are 5/);
});

test("parameters outside the sampled region are warned of", () => {
  const { warnings } = new StrategyQuery(inventory, [nothing], always(1), [null]).answer(
    Float64Array.of(40, 2, 2, 2, 2),
  );
  expect(warnings).toEqual([expect.stringMatching(/stock is 36 from the centre/)]);
});

test("gaps", () => {
  expect(relativeGap(10, 9)).toBeCloseTo(0.1, 12);
  expect(relativeGap(10, 11)).toBe(0);
  expect(relativeGap(10, Number.NEGATIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY);
  expect(relativeGap(Number.NaN, 1)).toBe(Number.POSITIVE_INFINITY);
});

describe("where no candidate is the one", () => {
  test.each([0, 1])(
    "others are tried, unless that is not wanted, parameters in %i kinds of places",
    async (inMatrix) => {
      const random = new Random(4);
      const program = inMatrix === 1 ? randomProgram(random, { integers: 2, inMatrix: true }) : sites(random, 6, 5);
      const solver = new ParametricSolver(program, backend);
      const theta = drawParameters(program.blocks, random);
      const { strategy } = await solver.label(instance(program, theta));
      if (strategy === null) throw new Error("no strategy");
      const { objective } = await solver.solve(instance(program, theta));
      const wrong = { ...strategy, integers: strategy.integers.map(() => 0) };
      const answerWith = (others: number) =>
        new StrategyQuery(program, [wrong, strategy], always(2), [null, null], {
          ...QUERY_DEFAULTS,
          candidates: 1,
          others,
        }).answer(theta);
      expect(answerWith(0).ranked).toBe(answerWith(0).recovered);
      const { recovered, ranked, verdict } = answerWith(1);
      expect(ranked).toBeCloseTo(objective, 5);
      expect(recovered).toBe(answerWith(0).recovered);
      expect(verdict).toBe("proved");
    },
  );

  test.each([1, 2, 3])("a walk over tight sets ends at the optimum of a quadratic program, seed %i", async (seed) => {
    const random = new Random(seed);
    const program = definiteProgram(random);
    const solver = new ParametricSolver(program, backend);
    const { strategy } = await solver.label(instance(program, drawParameters(program.blocks, random)));
    if (strategy === null) throw new Error("no strategy");
    const query = new StrategyQuery(program, [strategy], always(1), [null]);
    let walked = 0;
    let proved = 0;
    for (let k = 0; k < 20; k++) {
      const theta = drawParameters(program.blocks, random);
      const answer = query.answer(theta);
      const { objective } = await solver.solve(instance(program, theta));
      expect(answer.bound).toBeLessThanOrEqual(objective + 1e-7);
      if (answer.verdict !== "proved") continue;
      proved++;
      expect(answer.objective).toBeCloseTo(objective, 5);
      if (!(Math.abs(answer.recovered - objective) <= 1e-6 * (1 + Math.abs(objective)))) walked++;
    }
    // What the strategy alone gives is told apart.
    expect(walked).toBeGreaterThan(0);
    // A walk may go round in circles.
    expect(proved).toBeGreaterThanOrEqual(15);
  });

  test("the best point with the whole numbers of a candidate is an answer", async () => {
    const random = new Random(4);
    const program = sites(random, 6, 5);
    const solver = new ParametricSolver(program, backend);
    const theta = drawParameters(program.blocks, random);
    const { strategy } = await solver.label(instance(program, theta));
    if (strategy === null) throw new Error("no strategy");
    // Its whole numbers are right, nothing else is: what serves customers is at its lower bound.
    const wrong = { ...strategy, columns: strategy.columns.map((_, j) => (program.isInteger[j] === 1 ? 0 : -1)) };
    const answer = new StrategyQuery(program, [wrong], always(1), [null]).answer(theta);
    const { objective } = await solver.solve(instance(program, theta));
    expect(answer).toMatchObject({ verdict: "proved", recovered: Number.NaN });
    expect(answer.objective).toBeCloseTo(objective, 5);
  });
});

/** Six variables of which theta says which are 0: minimize |x - a(theta)|^2 and products over a simplex. */
function definiteProgram(random: Random) {
  const builder = new ProgramBuilder("definite");
  const theta = builder.addParameters("theta", { kind: "box", lower: [-1, -1, -1], upper: [1, 1, 1] });
  const x = [0, 1, 2, 3, 4, 5].map((j) => builder.addVariable(`x${j}`, 0, 2));
  builder.addRow(
    "budget",
    x.map((j) => [j, 1] as const),
    1,
    1,
  );
  builder.addRow(
    "mix",
    [
      [x[0], 1],
      [x[3], -1],
    ],
    -0.2,
    0.2,
  );
  for (const j of x) {
    builder.addToObjective([[j, { constant: random.normal() * 0.3, terms: [[theta + (j % 3), random.normal()]] }]]);
    builder.addProduct(j, j, 1);
    if (j > 0) builder.addProduct(j - 1, j, 0.3);
  }
  return builder.build();
}
