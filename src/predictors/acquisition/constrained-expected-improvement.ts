import type { GaussianProcessDefinition } from "../gaussian-process/definition.js";
import type { AcquisitionTerm } from "./cost-objective.js";
import { ExpectedImprovementCost, ProbabilityOfImprovementCost } from "./improvement-costs.js";

/** A Gaussian process that has to stay at or below a limit. */
export interface ModelledConstraint {
  readonly definition: GaussianProcessDefinition;
  readonly limit: number;
}

/**
 * Constrained expected improvement: EI of the objective times the probability that every constraint's latent value is at most its
 * limit, all Gaussian processes being independent (M. Schonlau, W. J. Welch, D. R. Jones, 1998; J. R. Gardner et al., ICML 2014).
 * Minus its logarithm is a sum of costs, which is what is returned.
 */
export function constrainedExpectedImprovement(
  definition: GaussianProcessDefinition,
  best: number,
  constraints: readonly ModelledConstraint[],
): AcquisitionTerm[] {
  for (const constraint of constraints) {
    const { inputs } = constraint.definition;
    if (inputs === definition.inputs) continue;
    throw new RangeError(
      `constrained expected improvement: the objective has ${definition.inputs} inputs, a constraint has ${inputs}; all have to be models of the same inputs`,
    );
  }
  const feasibility = constraints.map((constraint) => ({
    definition: constraint.definition,
    cost: new ProbabilityOfImprovementCost(constraint.limit),
  }));
  return [{ definition, cost: new ExpectedImprovementCost(best) }, ...feasibility];
}
