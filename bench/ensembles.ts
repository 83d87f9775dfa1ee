import { existsSync, readFileSync } from "node:fs";
import { type Box, box } from "../dist/numeric/box.js";
import { Random } from "../dist/numeric/random.js";
import { largestRoundedTo } from "../dist/predictors/tree-ensemble/cut.js";
import { TreeEnsemble } from "../dist/predictors/tree-ensemble/tree-ensemble.js";
import type { Trees } from "../dist/predictors/tree-ensemble/trees.js";
import { branchAndBound } from "../dist/search/branch-and-bound.js";
import { branchingRules } from "../dist/search/branching/table.js";
import { type EnsembleSearchOptions, ensembleSearch } from "../dist/search/ensemble-search.js";
import { DEFAULT_LIMITS } from "../dist/search/limits.js";
import { fromRoot } from "./box-solve.js";

/** An ensemble that models/ensembles.py trained, over the box of its training points. */
export interface BoxedEnsemble {
  readonly name: string;
  readonly box: Box;
  readonly trees: Trees;
}

/** Null where the file is absent. */
export function trainedEnsemble(name: string): BoxedEnsemble | null {
  const file = fromRoot(`build/ensembles/${name}.json`);
  if (!existsSync(file)) return null;
  const { lower, upper, trees } = JSON.parse(readFileSync(file, "utf8"));
  return {
    name,
    box: box(lower, upper),
    trees: {
      features: trees.features,
      outputs: trees.outputs,
      roots: Int32Array.from(trees.roots),
      feature: Int32Array.from(trees.feature),
      // scikit-learn rounds its inputs to float32.
      threshold: Float64Array.from(trees.threshold as number[], (t) => largestRoundedTo(t)),
      left: Int32Array.from(trees.left),
      right: Int32Array.from(trees.right),
      values: Float64Array.from(trees.values),
      base: Float64Array.from(trees.base),
      aggregate: trees.aggregate,
    },
  };
}

export const cpuSeconds = () => process.cpuUsage().user / 1e6;

const ONE = Float64Array.of(1);

/** Minimizes the ensemble's output over its box until that many CPU seconds are over. */
export async function minimizeEnsemble({ trees, box }: BoxedEnsemble, options: EnsembleSearchOptions, limit: number) {
  const model = new TreeEnsemble(trees);
  const y = new Float64Array(1);
  const objective = {
    variables: model.inputs,
    evaluate(x: Float64Array) {
      model.evaluate(x, y);
      return y[0];
    },
    gradient(_x: Float64Array, out: Float64Array) {
      out.fill(0);
    },
  };
  const started = cpuSeconds();
  const abort = new AbortController();
  const search = ensembleSearch(trees, ONE, objective, new Random(1), options);
  const outcome = await branchAndBound(box, {
    ...search,
    branching: branchingRules["relaxation-gap"](),
    limits: DEFAULT_LIMITS,
    listener() {
      if (cpuSeconds() - started > limit) abort.abort();
    },
    signal: abort.signal,
  });
  return { ...outcome, cpu: cpuSeconds() - started, warmStart: search.remember(outcome.x) };
}
