import { AcquisitionBounder, type AcquisitionMethod } from "../bounds/acquisition-bounder.js";
import type { Box } from "../numeric/box.js";
import { Random } from "../numeric/random.js";
import { type AcquisitionTerm, CostObjective } from "../predictors/acquisition/cost-objective.js";
import { KernelSumBound } from "../predictors/gaussian-process/bound/kernel-sum-bound.js";
import type { GaussianProcessDefinition } from "../predictors/gaussian-process/definition.js";
import { Posterior } from "../predictors/gaussian-process/posterior.js";
import { branchAndBound, type Outcome } from "./branch-and-bound.js";
import { relaxationGap } from "./branching/relaxation-gap.js";
import type { Collaborators } from "./collaborators.js";
import type { Differentiable } from "./incumbent/projected-lbfgs.js";
import { SeededMultistart } from "./incumbent/seeded-multistart.js";
import { DEFAULT_LIMITS, type Limits } from "./limits.js";

const SEEDS = 6;

export interface AcquisitionOptions extends Partial<Limits> {
  readonly seed?: number;
  readonly method?: AcquisitionMethod;
  /** Aborted: the search ends with what it has. */
  readonly signal?: AbortSignal;
}

/**
 * Finds the point of the box at which the sum of the terms' costs is least, and proves how far it can be from the best one.
 * Logarithmic costs (ei, pi) want `absoluteGap`: a gap of eps there is a relative gap of eps of the acquisition itself.
 */
export function searchAcquisition(
  terms: readonly AcquisitionTerm[],
  box: Box,
  options: AcquisitionOptions = {},
): Promise<Outcome> {
  return branchAndBound(box, {
    ...acquisitionCollaborators(terms, box, new Random(options.seed ?? 1), options.method),
    branching: relaxationGap,
    limits: { ...DEFAULT_LIMITS, ...options },
    signal: options.signal,
  });
}

/** What searches for the least sum of the terms' costs. */
export function acquisitionCollaborators(
  terms: readonly AcquisitionTerm[],
  box: Box,
  random: Random,
  method?: AcquisitionMethod,
): Pick<Collaborators, "bounder" | "finder" | "objective"> {
  const objective = new CostObjective(terms);
  const estimate: Differentiable = {
    evaluate: (x) => objective.estimate(x),
    gradient: (x, out) => objective.gradient(x, out),
  };
  return {
    objective,
    bounder: new AcquisitionBounder(terms, (sum) => new KernelSumBound(sum), method),
    finder: new SeededMultistart(objective, estimate, random, bestPoints(terms[0].definition, box)),
  };
}

/** The training points in the box with the lowest means. */
function bestPoints(definition: GaussianProcessDefinition, box: Box): Float64Array[] {
  const { count, inputs, points, inputFactor, inputOffset } = definition;
  const posterior = new Posterior(definition);
  const seeds: { readonly x: Float64Array; readonly mean: number }[] = [];
  for (let i = 0; i < count; i++) {
    const x = new Float64Array(inputs);
    for (let j = 0; j < inputs; j++) x[j] = points[i * inputs + j] / inputFactor[j] + inputOffset[j];
    if (x.every((value, j) => value >= box.lower[j] && value <= box.upper[j]))
      seeds.push({ x, mean: posterior.mean(x) });
  }
  seeds.sort((a, b) => a.mean - b.mean);
  return seeds.slice(0, SEEDS).map(({ x }) => x);
}
