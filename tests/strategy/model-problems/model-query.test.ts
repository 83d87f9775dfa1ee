import { describe, expect, test } from "vitest";
import { solve } from "../../../src/search/solve.js";
import { learnerNamed } from "../../../src/strategy/learners/table.js";
import { basinEstimate } from "../../../src/strategy/model-problems/basins.js";
import { strategyLines } from "../../../src/strategy/model-problems/description.js";
import {
  drawNumber,
  EXPLORATION_DEFAULTS,
  explore,
  newExploration,
} from "../../../src/strategy/model-problems/exploration.js";
import { compared, summarized } from "../../../src/strategy/model-problems/model-evaluation.js";
import { MODEL_QUERY_DEFAULTS, ModelQuery } from "../../../src/strategy/model-problems/model-query.js";
import {
  MODEL_TRAINING_DEFAULTS,
  type ModelStrategies,
  trainedOn,
} from "../../../src/strategy/model-problems/model-strategies.js";
import { ParametricProblem } from "../../../src/strategy/model-problems/parametric-problem.js";
import { steps, trainedProblems } from "./problems.js";

const { prices, mixed, reached, inside } = trainedProblems;
const GAP = 1e-3;

async function learned(problem: ParametricProblem, mostDraws = 12): Promise<ModelStrategies> {
  const exploration = newExploration(1);
  await explore(problem, exploration, { ...EXPLORATION_DEFAULTS, mostDraws, relativeGap: 1e-4 });
  return trainedOn(problem, exploration, [learnerNamed("oct")], {
    ...MODEL_TRAINING_DEFAULTS,
    relativeGap: GAP,
    anchors: 4,
    isQuick: true,
    cover: { mostLeaves: 150, mostParts: 20, timeLimit: 5 },
  });
}

function queryOf(strategies: ModelStrategies): ModelQuery {
  const options = { ...MODEL_QUERY_DEFAULTS, relativeGap: GAP };
  return new ModelQuery(strategies, strategies.classifiers[0].classifier, options);
}

describe.each([prices, mixed, reached, steps, inside].map((problem) => [problem.name, problem] as const))(
  "%s",
  (_, problem) => {
    const sign = problem.sense === "minimize" ? 1 : -1;

    test("answers are those of a search that begins with nothing, within the gap", async () => {
      const strategies = await learned(problem);
      const query = queryOf(strategies);
      for (let k = 0; k < 4; k++) {
        const theta = drawNumber(problem, 1, 1000 + k);
        const first = query.first(theta);
        const answer = await query.prove(first);
        const cold = await solve(problem.at(theta), { relativeGap: GAP });
        expect(answer.status).toBe(cold.status);
        if (cold.objective === null || answer.objective === null) continue;
        // Neither bound is beyond the other's value: both are true.
        expect(sign * answer.bound).toBeLessThanOrEqual(sign * cold.objective);
        expect(sign * cold.bound).toBeLessThanOrEqual(sign * answer.objective);
        expect(Math.abs(answer.objective - answer.bound)).toBeLessThanOrEqual(GAP * Math.abs(answer.objective) + 1e-9);
        if (first.verdict === "no-point") continue;
        expect(sign * first.bound).toBeLessThanOrEqual(sign * cold.objective);
        expect(sign * first.objective).toBeGreaterThanOrEqual(sign * answer.objective - 1e-12);
        expect(problem.at(theta).evaluate(first.point)).toBeCloseTo(first.objective, 9);
        expect(problem.at(theta).violation(first.point)).toBeLessThanOrEqual(1e-6);
      }
      for (let k = 0; k < strategies.basins.length; k++) {
        expect(strategyLines(strategies, k)[0]).toMatch(/^\d+ of 12 draws$/);
      }
    });
  },
);

describe("a smooth network with prices", async () => {
  const strategies = await learned(prices);

  test("learning and answering again give the same", async () => {
    const again = await learned(prices);
    expect(again.basins).toEqual(strategies.basins);
    expect(again.covers).toEqual(strategies.covers);
    const theta = drawNumber(prices, 1, 77);
    const { seconds: _, ...first } = queryOf(strategies).first(theta);
    const { seconds: __, ...second } = queryOf(again).first(theta);
    expect(second).toEqual(first);
  });

  test("parameters outside the sampled region are warned of, and answered", async () => {
    const query = queryOf(strategies);
    const theta = Float64Array.of(3, -0.5);
    const first = query.first(theta);
    expect(first.warnings).toEqual(["price[0] = 3 is outside [-1, 1]"]);
    const answer = await query.prove(first);
    const cold = await solve(prices.at(theta), { relativeGap: GAP });
    expect(answer.status).toBe("optimal");
    expect(answer.bound).toBeLessThanOrEqual(cold.objective as number);
    expect(answer.objective as number).toBeGreaterThanOrEqual(cold.bound);
  });

  test("an answer is proved at its own parameters, whatever was asked since", async () => {
    const query = queryOf(strategies);
    const first = query.first(Float64Array.of(0.9, 0.9));
    query.first(Float64Array.of(-0.9, -0.9));
    const answer = await query.prove(first);
    const cold = await solve(prices.at(Float64Array.of(0.9, 0.9)), { relativeGap: GAP });
    expect(answer.bound).toBeLessThanOrEqual(cold.objective as number);
    expect(answer.objective as number).toBeGreaterThanOrEqual(cold.bound);
    expect(answer.status).toBe("optimal");
  });

  test.each([[[Number.NaN, 0]], [[0, Number.NEGATIVE_INFINITY]], [[1]]])("%j is refused", (theta) => {
    expect(() => queryOf(strategies).first(Float64Array.from(theta))).toThrow(/parameter/);
  });

  test("the comparison with cold searches agrees, and bounds fewer boxes", async () => {
    const { classifier } = strategies.classifiers[0];
    const options = { ...MODEL_QUERY_DEFAULTS, relativeGap: GAP };
    const result = summarized(await compared(strategies, classifier, 8, options));
    expect(result).toMatchObject({ draws: 8, agreeing: 1, solved: 1 });
    expect(result.warmNodes).toBeLessThan(result.coldNodes);
  });

  test("the share of unseen strategies is estimated", () => {
    const { basins, estimate } = basinEstimate(prices, strategies.exploration, GAP);
    expect(basins).toBeGreaterThanOrEqual(strategies.basins.length);
    expect(estimate).toBeGreaterThanOrEqual(0);
    expect(estimate).toBeLessThanOrEqual(1);
  });
});

test("where no strategy is feasible, the search says so, or finds a point", async () => {
  const query = queryOf(await learned(reached));
  const theta = Float64Array.of(0, 0, -50);
  const first = query.first(theta);
  expect(first.verdict).toBe("no-point");
  expect(await query.prove(first)).toMatchObject({ status: "infeasible", objective: null, x: null });
});

test("sampling ends with an error where no draw has an optimum", async () => {
  const region = { kind: "box", lower: [50], upper: [60] } as const;
  const parameter = { variable: { name: "demand", lower: 50, upper: 60 }, region };
  const variables = [{ name: "x", lower: 0, upper: 1 }];
  const definition = { name: "none", variables, minimize: "x", subjectTo: ["x >= demand"] };
  const problem = new ParametricProblem(definition, [parameter], "tests");
  const exploration = newExploration(1);
  const options = { ...EXPLORATION_DEFAULTS, mostDraws: 3 };
  await expect(explore(problem, exploration, options)).rejects.toThrow(/none: none of 3 draws of the parameters/);
});

test("sampling goes on where it was", async () => {
  const whole = newExploration(4);
  await explore(prices, whole, { ...EXPLORATION_DEFAULTS, mostDraws: 4 });
  const parts = newExploration(4);
  for (const mostDraws of [1, 3, 4]) await explore(prices, parts, { ...EXPLORATION_DEFAULTS, mostDraws });
  expect(parts.draws).toEqual(whole.draws);
  expect(parts.nodes).toBeCloseTo(whole.nodes, 10);
});
