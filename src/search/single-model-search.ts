import type { Bounder } from "../bounds/bounder.js";
import { GaussianProcessBounder } from "../bounds/gaussian-process-bounder.js";
import { ShiftedBounder } from "../bounds/shifted-bounder.js";
import { type SingleModel, singleModel } from "../bounds/single-model.js";
import type { BoundingMethodName } from "../bounds/table.js";
import type { Random } from "../numeric/random.js";
import type { KernelSumMethodName } from "../predictors/gaussian-process/bound/method.js";
import { GaussianProcess } from "../predictors/gaussian-process/gaussian-process.js";
import type { Network } from "../predictors/network/network.js";
import type { EnsembleMethod } from "../predictors/tree-ensemble/bound/ensemble-bound.js";
import { linearTerm } from "../predictors/tree-ensemble/bound/univariate-term.js";
import { TreeEnsemble } from "../predictors/tree-ensemble/tree-ensemble.js";
import { ensembleSearch } from "./ensemble-search.js";
import type { IncumbentFinder } from "./incumbent/finder.js";
import { Multistart } from "./incumbent/multistart.js";
import type { Objective } from "./incumbent/objective.js";

/** What a search of a problem without rows that is a functional of one model works with. */
export interface SingleModelSearch {
  readonly bounder: Bounder;
  readonly finder: IncumbentFinder;
}

/** What the search is given besides the problem. */
export interface SingleModelOptions {
  readonly bounds: BoundingMethodName;
  readonly random: Random;
  /** 1 for integer variables; null if there are none. */
  readonly isInteger: Uint8Array | null;
}

/**
 * The bounder and the incumbent finder of the model's own family, where the network is a functional of one model; null: it is more than
 * that, or the family has none, and layers are bounded as in any problem.
 * @param objective the network's output
 */
export function singleModelSearch(
  network: Network,
  objective: Objective,
  options: SingleModelOptions,
): SingleModelSearch | null {
  const single = singleModel(network);
  if (single === null) return null;
  const search = ofTrees(single, objective, options) ?? ofMean(single, objective, options);
  return search && { ...search, bounder: new ShiftedBounder(search.bounder, single.constant) };
}

const ENSEMBLE_METHODS: Readonly<Record<BoundingMethodName, EnsembleMethod>> = {
  interval: "minima",
  mccormick: "slices",
  "mccormick-tightened": "slices",
  forward: "slices",
  backward: "messages",
  alpha: "messages",
  auto: "messages",
};

function ofTrees(
  { model, weights, linear }: SingleModel,
  objective: Objective,
  { bounds, random, isInteger }: SingleModelOptions,
): SingleModelSearch | null {
  if (!(model instanceof TreeEnsemble)) return null;
  const { trees } = model;
  if (trees.aggregate === "minimum" || trees.aggregate === "maximum") return null;
  const terms = Array.from(linear, (slope) => (slope === 0 ? null : linearTerm(slope)));
  const method = ENSEMBLE_METHODS[bounds];
  return ensembleSearch(trees, weights, objective, random, { method, terms, isInteger });
}

const KERNEL_SUM_METHODS: Readonly<Record<BoundingMethodName, KernelSumMethodName>> = {
  interval: "interval",
  mccormick: "mccormick",
  "mccormick-tightened": "mccormick",
  forward: "separable",
  backward: "reproducing",
  alpha: "taylor",
  auto: "auto",
};

function ofMean(
  { model, weights, linear }: SingleModel,
  objective: Objective,
  { bounds, random, isInteger }: SingleModelOptions,
): SingleModelSearch | null {
  if (!(model instanceof GaussianProcess) || isInteger !== null) return null;
  const { mean } = model.named.indices;
  if (weights.some((weight, o) => weight !== 0 && o !== mean) || linear.some((slope) => slope !== 0)) return null;
  return {
    bounder: new GaussianProcessBounder(model, weights, KERNEL_SUM_METHODS[bounds]),
    finder: new Multistart(objective, random),
  };
}
