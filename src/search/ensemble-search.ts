import { TreeEnsembleBounder } from "../bounds/tree-ensemble-bounder.js";
import type { Random } from "../numeric/random.js";
import { EnsembleBound, type EnsembleBoundOptions } from "../predictors/tree-ensemble/bound/ensemble-bound.js";
import type { Trees } from "../predictors/tree-ensemble/trees.js";
import type { Collaborators } from "./collaborators.js";
import { CellDescent } from "./incumbent/cell-descent.js";
import type { Objective } from "./incumbent/objective.js";

/** What minimizes weights . outputs of a sum of trees, plus terms of the features: one bounder, and a finder that knows cells. */
export function ensembleSearch(
  trees: Trees,
  weights: Float64Array,
  objective: Objective,
  random: Random,
  options: EnsembleBoundOptions,
): Pick<Collaborators, "bounder" | "finder" | "objective" | "isInteger"> {
  const ensemble = new EnsembleBound(trees, weights, options);
  return {
    bounder: new TreeEnsembleBounder(ensemble),
    finder: new CellDescent(objective, ensemble, random),
    objective,
    isInteger: options.isInteger,
  };
}
