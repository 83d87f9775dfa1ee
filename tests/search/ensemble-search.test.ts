import { describe, expect, test } from "vitest";
import type { Box } from "../../src/numeric/box.js";
import { Random } from "../../src/numeric/random.js";
import type { Coarseness } from "../../src/predictors/tree-ensemble/bound/coarse-trees.js";
import type { EnsembleMethod } from "../../src/predictors/tree-ensemble/bound/ensemble-bound.js";
import { linearTerm } from "../../src/predictors/tree-ensemble/bound/univariate-term.js";
import { sideBySide } from "../../src/predictors/tree-ensemble/side-by-side.js";
import { TreeEnsemble } from "../../src/predictors/tree-ensemble/tree-ensemble.js";
import type { Trees } from "../../src/predictors/tree-ensemble/trees.js";
import { branchAndBound, type Outcome } from "../../src/search/branch-and-bound.js";
import { type BranchingName, branchingRules } from "../../src/search/branching/table.js";
import { type EnsembleWarmStart, ensembleSearch } from "../../src/search/ensemble-search.js";
import type { IncumbentFinder } from "../../src/search/incumbent/finder.js";
import type { Objective } from "../../src/search/incumbent/objective.js";
import { DEFAULT_LIMITS } from "../../src/search/limits.js";
import { ExactTrees, least } from "../predictors/tree-ensemble/bound/exact-trees.js";
import {
  bestOfCells,
  cellsOf,
  combinations,
  randomBox,
  randomTrees,
} from "../predictors/tree-ensemble/bound/random-trees.js";

const nothing: IncumbentFinder = { start() {}, visit() {}, polish() {} };

function objectiveOf(trees: Trees, weights: Float64Array, slopes: Float64Array | null): Objective {
  const model = new TreeEnsemble(trees);
  const y = new Float64Array(trees.outputs);
  return {
    variables: trees.features,
    evaluate(x) {
      model.evaluate(x, y);
      const sum = y.reduce((total, value, o) => total + weights[o] * value, 0);
      return x.reduce((total, value, j) => total + (slopes?.[j] ?? 0) * value, sum);
    },
    gradient(_x, out) {
      out.fill(0);
    },
  };
}

interface Variation {
  readonly method?: EnsembleMethod;
  readonly hasFinder?: boolean;
  readonly branching?: BranchingName;
  readonly memoryLimit?: number;
  readonly aggregate?: "minimum" | "maximum";
  readonly coarse?: Coarseness;
}

/** Solves a random problem and compares with all points that matter. */
async function solveRandom(seed: number, variation: Variation = {}): Promise<Outcome> {
  const {
    method = "messages",
    hasFinder = false,
    branching = "relaxation-gap",
    memoryLimit = 2 ** 30,
    coarse,
  } = variation;
  const random = new Random(seed);
  const features = 2 + random.below(3);
  const count = 2 + random.below(40);
  const decades = 1 + random.below(2);
  const outputs = 1 + random.below(2);
  const sum = random.uniform() < 0.3 ? "average" : "sum";
  const aggregate = variation.aggregate ?? sum;
  const trees = randomTrees(random, { features, trees: count, depth: 4, outputs, aggregate, decades });
  const weights = Float64Array.from({ length: outputs }, () => [1, -1, random.normal()][random.below(3)]);
  const hasSlopes = random.uniform() < 0.4 && aggregate === sum;
  const slopes = hasSlopes ? Float64Array.from({ length: features }, () => 3 * random.normal()) : null;
  const isInteger = random.uniform() < 0.4 ? Uint8Array.from({ length: features }, () => random.below(2)) : null;
  const box = randomBox(random, features, isInteger);
  const terms = slopes && Array.from(slopes, linearTerm);
  const objective = objectiveOf(trees, weights, slopes);
  const collaborators = ensembleSearch(trees, weights, objective, random, { method, terms, isInteger, coarse });
  const outcome = await branchAndBound(box, {
    ...collaborators,
    ...(hasFinder ? {} : { finder: nothing }),
    branching: branchingRules[branching](features),
    limits: { ...DEFAULT_LIMITS, relativeGap: 0, absoluteGap: 1e-7, memoryLimit, nodeLimit: 20_000 },
  });
  const exact = new ExactTrees(trees, weights, slopes);
  const truth = least(
    Array.from(combinations(bestOfCells(cellsOf(trees), box, slopes, isInteger)), (x) => exact.at(x)),
  );
  expect(outcome.status, `seed ${seed}`).toBe(truth === null ? "infeasible" : "optimal");
  if (truth === null || outcome.x === null) return outcome;
  expect(exact.of(outcome.bound) <= truth, `seed ${seed}: bound`).toBe(true);
  expect(outcome.incumbent - exact.toNumber(truth), `seed ${seed}: value`).toBeLessThan(1.01e-7);
  expect(exact.at(Array.from(outcome.x)) >= truth, `seed ${seed}: point`).toBe(true);
  outcome.x.forEach((x, j) => {
    expect(box.lower[j] <= x && x <= box.upper[j] && (!isInteger?.[j] || Number.isInteger(x))).toBe(true);
  });
  return outcome;
}

describe("small ensembles against all their points", () => {
  test("dual messages, without a search for incumbents", async () => {
    for (let seed = 0; seed < 1000; seed++) await solveRandom(seed);
  });

  test("with coordinate descent", async () => {
    for (let seed = 0; seed < 150; seed++) await solveRandom(seed, { hasFinder: true });
  });

  test.each(["minima", "slices"] as const)("bound by %s", async (method) => {
    for (let seed = 0; seed < 80; seed++) await solveRandom(seed, { method });
  });

  test.each(["minimum", "maximum"] as const)("aggregated by their %s", async (aggregate) => {
    for (let seed = 0; seed < 100; seed++) await solveRandom(seed, { aggregate, hasFinder: seed % 2 === 0 });
  });

  test.each([{ depth: 2 }, { trees: 10 }])("bounded by a part of the ensemble first: %o", async (coarse) => {
    for (let seed = 0; seed < 60; seed++) await solveRandom(seed, { coarse, hasFinder: seed % 2 === 0 });
  });

  test("with knowledge that is forgotten", async () => {
    for (let seed = 0; seed < 80; seed++) await solveRandom(seed, { memoryLimit: 60_000 });
  });
});

/** The same trees with leaves that are a little different, and one tree more. */
function trainedAgain(trees: Trees, random: Random): Trees {
  const more = randomTrees(random, { features: trees.features, trees: 1, depth: 3 });
  return {
    ...sideBySide([trees, more]),
    outputs: 1,
    values: Float64Array.of(...trees.values.map((value) => value + 0.01 * random.normal()), ...more.values),
    base: trees.base,
  };
}

test("a warm start from a similar ensemble changes where the search begins, not what it finds", async () => {
  const one = Float64Array.of(1);
  const solve = async (trees: Trees, box: Box, warmStart: EnsembleWarmStart | null) => {
    const objective = objectiveOf(trees, one, null);
    const search = ensembleSearch(trees, one, objective, new Random(1), { method: "messages", warmStart });
    const outcome = await branchAndBound(box, {
      ...search,
      branching: branchingRules["relaxation-gap"](),
      limits: { ...DEFAULT_LIMITS, relativeGap: 0, absoluteGap: 1e-7 },
    });
    return { ...outcome, warmStart: search.remember(outcome.x) };
  };
  for (let seed = 0; seed < 40; seed++) {
    const random = new Random(seed);
    const features = 2 + random.below(3);
    const box = randomBox(random, features);
    let trees = randomTrees(random, { features, trees: 10 + random.below(20), depth: 4, decades: 1 });
    let { warmStart } = await solve(trees, box, null);
    for (let step = 0; step < 3; step++) {
      trees = trainedAgain(trees, random);
      const [cold, warm] = [await solve(trees, box, null), await solve(trees, box, warmStart)];
      expect(warm.status).toBe(cold.status);
      expect(Math.abs(warm.incumbent - cold.incumbent)).toBeLessThanOrEqual(1e-7);
      const exact = new ExactTrees(trees, one);
      const points = combinations(bestOfCells(cellsOf(trees), box, null, null));
      const truth = least(Array.from(points, (x) => exact.at(x))) as bigint;
      expect(exact.of(warm.bound) <= truth).toBe(true);
      expect(warm.incumbent - exact.toNumber(truth)).toBeLessThan(1.01e-7);
      warmStart = warm.warmStart;
    }
  }
});
