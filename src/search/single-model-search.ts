import type { Bounder } from "../bounds/bounder.js";
import { ConvexRegionsBounder } from "../bounds/convex-regions-bounder.js";
import { expansionMean } from "../bounds/expansion-mean.js";
import { GaussianProcessBounder } from "../bounds/gaussian-process-bounder.js";
import { withLinearTrend } from "../bounds/linear-trend.js";
import { LinkedBounder } from "../bounds/linked-bounder.js";
import { monotoneLink } from "../bounds/monotone-link.js";
import { ShiftedBounder } from "../bounds/shifted-bounder.js";
import { functionalError, type SingleModel, singleModel } from "../bounds/single-model.js";
import type { BoundingMethodName } from "../bounds/table.js";
import type { Box } from "../numeric/box.js";
import type { Random } from "../numeric/random.js";
import { down } from "../numeric/rounding.js";
import { ConvexRegions } from "../predictors/convex-regions/convex-regions.js";
import type { KernelSumMethodName } from "../predictors/gaussian-process/bound/method.js";
import type { GaussianProcessDefinition } from "../predictors/gaussian-process/definition.js";
import { GaussianProcess } from "../predictors/gaussian-process/gaussian-process.js";
import { MeanSum } from "../predictors/gaussian-process/mean-sum.js";
import type { Network } from "../predictors/network/network.js";
import type { EnsembleMethod } from "../predictors/tree-ensemble/bound/ensemble-bound.js";
import { linearTerm } from "../predictors/tree-ensemble/bound/univariate-term.js";
import { TreeEnsemble } from "../predictors/tree-ensemble/tree-ensemble.js";
import { acquisitionModelSearch, logarithmicSumSearch } from "./acquisition-model.js";
import { ensembleSearch } from "./ensemble-search.js";
import { ConstrainedMultistart } from "./incumbent/constrained-multistart.js";
import type { IncumbentFinder } from "./incumbent/finder.js";
import { Multistart } from "./incumbent/multistart.js";
import type { Objective } from "./incumbent/objective.js";
import { separableSearch } from "./separable/separable-search.js";

/** What a search of a problem without rows that is a functional of one model works with. */
export interface SingleModelSearch {
  readonly bounder: Bounder;
  readonly finder: IncumbentFinder;
  /** What is searched. */
  readonly objective: Objective;
  /** The logarithm of the objective is searched: an absolute gap of it is a relative one of the objective. */
  readonly isLogarithmic: boolean;
  /** A lower bound of the problem's objective from one of what is searched. */
  readonly boundOf: (searched: number) => number;
}

/** The part that a family decides where the objective itself is searched. */
type FamilySearch = Pick<SingleModelSearch, "bounder" | "finder">;

/** What the search is given besides the problem. */
export interface SingleModelOptions {
  readonly bounds: BoundingMethodName;
  readonly random: Random;
  readonly box: Box;
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
  if (single === null) {
    return (
      behindLink(network, objective, options) ??
      ofSeparable(network, objective, options) ??
      ofExpansion(network, objective, options) ??
      ofLogarithms(network, options)
    );
  }
  const search =
    ofTrees(single, objective, options) ?? ofRegions(single, objective, options) ?? ofMean(single, objective, options);
  if (search === null) return ofAcquisition(single, options);
  const bounder = shifted(search.bounder, single, options.box);
  return bounder && { ...search, bounder, objective, isLogarithmic: false, boundOf: (value) => value };
}

/** Adds the functional's constant, less what its coefficients may be off; null if that is not known. */
function shifted(bounder: Bounder, single: SingleModel, box: Box): Bounder | null {
  const error = functionalError(single, box);
  if (error === Number.POSITIVE_INFINITY) return null;
  return new ShiftedBounder(bounder, error === 0 ? single.constant : down(single.constant - error));
}

/** An increasing function of an ensemble's output: bounded by the ensemble's own bounds, whose messages see through no function. */
function behindLink(network: Network, objective: Objective, options: SingleModelOptions): SingleModelSearch | null {
  const link = monotoneLink(network);
  if (link === null) return null;
  const single = singleModel(link.inner);
  const search = single && ofTrees(single, objective, options);
  const inner = search && single && shifted(search.bounder, single, options.box);
  const found = inner ? { ...search, bounder: inner } : ofSeparable(link.inner, objective, options);
  if (found === null) return null;
  const bounder = new LinkedBounder(found.bounder, link);
  return { ...found, bounder, objective, isLogarithmic: false, boundOf: (value) => value };
}

/** Ensembles and functions of one variable each. */
function ofSeparable(
  network: Network,
  objective: Objective,
  { bounds, random, box, isInteger }: SingleModelOptions,
): SingleModelSearch | null {
  const found = separableSearch(network, objective, { method: ENSEMBLE_METHODS[bounds], random, box, isInteger });
  return found && { ...found, objective, isLogarithmic: false, boundOf: (value) => value };
}

function ofAcquisition(single: SingleModel, options: SingleModelOptions): SingleModelSearch | null {
  const { bounds, box, random } = options;
  return withIntegers(acquisitionModelSearch(single, box, random, isJoint(bounds)), options);
}

function ofLogarithms(network: Network, options: SingleModelOptions): SingleModelSearch | null {
  const { bounds, box, random } = options;
  return withIntegers(logarithmicSumSearch(network, box, random, isJoint(bounds)), options);
}

/** The search with a finder that knows of integers, if there are any. */
function withIntegers(
  search: SingleModelSearch | null,
  { random, isInteger }: SingleModelOptions,
): SingleModelSearch | null {
  if (search === null || isInteger === null) return search;
  return { ...search, finder: finderOf(search.objective, random, isInteger) };
}

function finderOf(objective: Objective, random: Random, isInteger: Uint8Array | null): IncumbentFinder {
  return isInteger === null
    ? new Multistart(objective, random)
    : new ConstrainedMultistart(objective, random, { isInteger, feasibilityTolerance: 0 });
}

/** Cheap methods bound mean and deviation separately. */
function isJoint(bounds: BoundingMethodName): boolean {
  return KERNEL_SUM_METHODS[bounds] === "auto" || KERNEL_SUM_METHODS[bounds] === "taylor";
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
): FamilySearch | null {
  if (!(model instanceof TreeEnsemble)) return null;
  const { trees } = model;
  // Extrema of trees have a bounder of their own, without terms of the features.
  const isExtremum = trees.aggregate === "minimum" || trees.aggregate === "maximum";
  if (isExtremum && linear.some((slope) => slope !== 0)) return null;
  const terms = Array.from(linear, (slope) => (slope === 0 ? null : linearTerm(slope)));
  const method = ENSEMBLE_METHODS[bounds];
  return ensembleSearch(trees, weights, objective, random, { method, terms, isInteger });
}

function ofRegions(
  { model, weights, linear }: SingleModel,
  objective: Objective,
  { random, isInteger }: SingleModelOptions,
): FamilySearch | null {
  if (!(model instanceof ConvexRegions) || isInteger !== null) return null;
  return {
    bounder: new ConvexRegionsBounder(model, weights[0], linear),
    finder: new Multistart(objective, random),
  };
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
  { bounds, random, box, isInteger }: SingleModelOptions,
): FamilySearch | null {
  if (!(model instanceof GaussianProcess)) return null;
  const { mean } = model.named.indices;
  if (weights[mean] === 0 || weights.some((weight, o) => weight !== 0 && o !== mean)) return null;
  const bounder = meanBounder(model.definition, weights[mean], linear, box, bounds);
  return bounder && { bounder, finder: finderOf(objective, random, isInteger) };
}

/** Kernel expansions behind a scaling of their inputs. */
function ofExpansion(
  network: Network,
  objective: Objective,
  { bounds, random, box, isInteger }: SingleModelOptions,
): SingleModelSearch | null {
  const found = expansionMean(network, box);
  if (found === null) return null;
  const bounder = meanBounder(found.definition, found.factor, found.linear, box, bounds);
  if (bounder === null) return null;
  return {
    bounder: new ShiftedBounder(bounder, down(found.constant - found.error)),
    finder: finderOf(objective, random, isInteger),
    objective,
    isLogarithmic: false,
    boundOf: (value) => value,
  };
}

/** Bounds factor * mean + linear . x; null if the box has no end. */
function meanBounder(
  definition: GaussianProcessDefinition,
  factor: number,
  linear: Float64Array,
  box: Box,
  bounds: BoundingMethodName,
): Bounder | null {
  const trend = withLinearTrend(definition, factor, linear, box);
  if (trend === null) return null;
  const mean = new MeanSum(trend.definition, factor, KERNEL_SUM_METHODS[bounds]);
  return new ShiftedBounder(new GaussianProcessBounder(mean), -trend.error);
}
