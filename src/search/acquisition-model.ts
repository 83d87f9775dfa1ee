import type { SingleModel } from "../bounds/single-model.js";
import type { Box } from "../numeric/box.js";
import { expUp } from "../numeric/elementary.js";
import type { Random } from "../numeric/random.js";
import { down } from "../numeric/rounding.js";
import type { AcquisitionCost } from "../predictors/acquisition/acquisition.js";
import { AcquisitionPredictor } from "../predictors/acquisition/acquisition-predictor.js";
import { ConfidenceBound, LowerConfidenceBound } from "../predictors/acquisition/confidence-bound.js";
import { ExpectedImprovement } from "../predictors/acquisition/expected-improvement.js";
import { ExpectedImprovementCost, ProbabilityOfImprovementCost } from "../predictors/acquisition/improvement-costs.js";
import { LogExpectedImprovement } from "../predictors/acquisition/log-expected-improvement.js";
import { LogProbabilityOfImprovement } from "../predictors/acquisition/log-probability-of-improvement.js";
import { ProbabilityOfImprovement } from "../predictors/acquisition/probability-of-improvement.js";
import type { GaussianProcessDefinition } from "../predictors/gaussian-process/definition.js";
import { GaussianProcess } from "../predictors/gaussian-process/gaussian-process.js";
import type { Network } from "../predictors/network/network.js";
import type { Predictor } from "../predictors/predictor.js";
import { acquisitionCollaborators } from "./acquisition-search.js";
import type { Collaborators } from "./collaborators.js";

/** What is searched in the place of an acquisition function, and how it relates to the objective (to be minimized). */
interface Substitute {
  readonly definition: GaussianProcessDefinition;
  readonly cost: AcquisitionCost;
  /** The objective is -factor * exp(-cost), or the cost itself where there is no factor. */
  readonly factor?: number;
}

/** How an acquisition function is searched. */
export interface AcquisitionModelSearch extends Pick<Collaborators, "bounder" | "finder" | "objective"> {
  /** Logarithms are searched: gaps of them are relative gaps of the objective. */
  readonly isLogarithmic: boolean;
  /** A lower bound of the objective from one of what is searched. */
  readonly boundOf: (searched: number) => number;
}

/**
 * The search of an acquisition function by the joint bounds of mean and deviation, in logarithms where values run over many orders of
 * magnitude: improvements and confidence bounds in the sense in which they are meant. Null for other functionals.
 */
export function acquisitionModelSearch(
  single: SingleModel,
  box: Box,
  random: Random,
  isJoint: boolean,
): AcquisitionModelSearch | null {
  if (single.constant !== 0 || single.roundingUnits > 0 || single.linear.some((slope) => slope !== 0)) return null;
  const found = ofAcquisition(single.model, single.weights[0]) ?? ofMeanAndDeviation(single);
  if (found === null) return null;
  const { definition, cost, factor } = found;
  return {
    ...acquisitionCollaborators([{ definition, cost }], box, random, { isJoint }),
    isLogarithmic: factor !== undefined,
    boundOf: factor === undefined ? (value) => value : (value) => down(-factor * expUp(-value)),
  };
}

function ofAcquisition(model: Predictor, weight: number): Substitute | null {
  if (!(model instanceof AcquisitionPredictor)) return null;
  const { definition, acquisition } = model;
  if (acquisition instanceof ConfidenceBound) {
    const { coefficient } = acquisition;
    if (weight === 1 && coefficient <= 0) return { definition, cost: new LowerConfidenceBound(-coefficient) };
    if (weight !== -1 || coefficient < 0) return null;
    return { definition: negated(definition), cost: new LowerConfidenceBound(coefficient) };
  }
  if (!(weight < 0)) return null;
  const factor = -weight;
  if (acquisition instanceof ExpectedImprovement) {
    return { definition, cost: new ExpectedImprovementCost(acquisition.best), factor };
  }
  if (acquisition instanceof ProbabilityOfImprovement) {
    return { definition, cost: new ProbabilityOfImprovementCost(acquisition.best), factor };
  }
  if (factor !== 1) return null;
  if (acquisition instanceof LogExpectedImprovement) {
    return { definition, cost: new ExpectedImprovementCost(acquisition.best) };
  }
  if (acquisition instanceof LogProbabilityOfImprovement) {
    return { definition, cost: new ProbabilityOfImprovementCost(acquisition.best) };
  }
  return null;
}

/**
 * The same for a sum of logarithms of improvements and probabilities of several processes in the same inputs: constrained expected improvement. Null for
 * other networks.
 */
export function logarithmicSumSearch(
  { layers }: Network,
  box: Box,
  random: Random,
  isJoint: boolean,
): AcquisitionModelSearch | null {
  const last = layers[layers.length - 1];
  if (last.kind !== "affine" || last.size !== 1 || last.roundingUnits > 0 || last.bias[0] !== 0) return null;
  const terms = last.terms.map(({ source, matrix }) => {
    const layer = layers[source];
    const weight = matrix.columns === 1 ? (matrix.kind === "dense" ? matrix.data[0] : matrix.values[0]) : Number.NaN;
    if (layer.kind !== "model" || layer.source !== 0 || weight !== -1) return null;
    const found = ofAcquisition(layer.model, weight);
    return found === null || found.factor !== undefined ? null : found;
  });
  if (terms.length < 2 || terms.length !== layers.length - 2) return null;
  const all = terms.filter((term) => term !== null);
  if (all.length < terms.length) return null;
  return {
    ...acquisitionCollaborators(all, box, random, { isJoint }),
    isLogarithmic: false,
    boundOf: (value) => value,
  };
}

/** mean - kappa std, as it is written in formulas. */
function ofMeanAndDeviation({ model, weights }: SingleModel): Substitute | null {
  if (!(model instanceof GaussianProcess)) return null;
  const { mean, variance, std } = model.named.indices;
  if (std === undefined || weights[mean] !== 1 || weights[variance] !== 0 || !(weights[std] < 0)) return null;
  return { definition: model.definition, cost: new LowerConfidenceBound(-weights[std]) };
}

/** The process with the negated mean. */
function negated(definition: GaussianProcessDefinition): GaussianProcessDefinition {
  return {
    ...definition,
    weights: definition.weights.map((weight) => 0 - weight),
    meanConstant: 0 - definition.meanConstant,
    meanLinear: definition.meanLinear?.map((slope) => 0 - slope) ?? null,
    outputOffset: 0 - definition.outputOffset,
  };
}
