import { ExtremumEnsembleBounder } from "../bounds/extremum-ensemble-bounder.js";
import { TreeEnsembleBounder } from "../bounds/tree-ensemble-bounder.js";
import type { Random } from "../numeric/random.js";
import { EnsembleBound, type EnsembleBoundOptions } from "../predictors/tree-ensemble/bound/ensemble-bound.js";
import type { Trees } from "../predictors/tree-ensemble/trees.js";
import type { Collaborators } from "./collaborators.js";
import { CellDescent } from "./incumbent/cell-descent.js";
import { ConstrainedMultistart } from "./incumbent/constrained-multistart.js";
import { Multistart } from "./incumbent/multistart.js";
import type { Objective } from "./incumbent/objective.js";

/**
 * What minimizes weights . outputs of trees, plus terms of the features: for sums one bounder, and a finder that knows cells.
 * @throws RangeError for terms where the trees are aggregated by their minimum or maximum
 */
export function ensembleSearch(
  trees: Trees,
  weights: Float64Array,
  objective: Objective,
  random: Random,
  options: EnsembleBoundOptions,
): Pick<Collaborators, "bounder" | "finder" | "objective" | "isInteger"> {
  const { isInteger } = options;
  if (trees.aggregate === "minimum" || trees.aggregate === "maximum") {
    if (options.terms?.some((term) => term !== null)) {
      throw new RangeError(
        `terms of features go with sums of trees, but the trees are aggregated by their ${trees.aggregate}`,
      );
    }
    const bounder = new ExtremumEnsembleBounder(trees, weights);
    const finder = isInteger
      ? new ConstrainedMultistart(objective, random, { isInteger, feasibilityTolerance: 0 })
      : new Multistart(objective, random);
    return { bounder, finder, objective, isInteger };
  }
  const ensemble = new EnsembleBound(trees, weights, options);
  return {
    bounder: new TreeEnsembleBounder(ensemble),
    finder: new CellDescent(objective, ensemble, random),
    objective,
    isInteger,
  };
}
