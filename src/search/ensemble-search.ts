import { ExtremumEnsembleBounder } from "../bounds/extremum-ensemble-bounder.js";
import { TreeEnsembleBounder } from "../bounds/tree-ensemble-bounder.js";
import type { Random } from "../numeric/random.js";
import { type Coarseness, coarseTrees } from "../predictors/tree-ensemble/bound/coarse-trees.js";
import { EnsembleBound, type EnsembleBoundOptions } from "../predictors/tree-ensemble/bound/ensemble-bound.js";
import type { RememberedMessages } from "../predictors/tree-ensemble/bound/message-transfer.js";
import { weightedLeaves } from "../predictors/tree-ensemble/bound/weighted-leaves.js";
import type { Trees } from "../predictors/tree-ensemble/trees.js";
import type { Collaborators } from "./collaborators.js";
import { CellDescent } from "./incumbent/cell-descent.js";
import { ConstrainedMultistart } from "./incumbent/constrained-multistart.js";
import { Multistart } from "./incumbent/multistart.js";
import type { Objective } from "./incumbent/objective.js";

/** How an ensemble is searched. */
export interface EnsembleSearchOptions extends EnsembleBoundOptions {
  /** A part of the ensemble that is bounded first, in every box; null or absent: none. */
  readonly coarse?: Coarseness | null | undefined;
  /** What `remember` gave after the solve of a similar ensemble over the same box, such as the same one before it was trained anew. */
  readonly warmStart?: EnsembleWarmStart | null | undefined;
}

/** What a solve leaves to that of a similar ensemble. It decides where that begins, never what it proves. */
export interface EnsembleWarmStart {
  readonly messages: RememberedMessages | null;
  /** The best point. */
  readonly x: Float64Array | null;
}

/** Collaborators of the search, and after it: what a solve with its best point leaves to the next one. */
export type EnsembleSearch = Pick<
  Collaborators,
  "bounder" | "finder" | "objective" | "isInteger" | "startingPoints" | "startsThereOnly"
> & { remember(x: Float64Array | null): EnsembleWarmStart };

/**
 * What minimizes weights . outputs of trees, plus terms of the features: for sums one bounder, and a finder that knows cells.
 * @throws RangeError for terms where the trees are aggregated by their minimum or maximum
 */
export function ensembleSearch(
  trees: Trees,
  weights: Float64Array,
  objective: Objective,
  random: Random,
  options: EnsembleSearchOptions,
): EnsembleSearch {
  const { isInteger, warmStart } = options;
  const start = warmStart?.x ? { startingPoints: [warmStart.x], startsThereOnly: true } : {};
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
    return { bounder, finder, objective, isInteger, ...start, remember: (x) => ({ messages: null, x }) };
  }
  const ensemble = new EnsembleBound(trees, weights, { ...options, remembered: warmStart?.messages });
  const coarse = options.coarse ? coarseBound(trees, weights, options, options.coarse) : null;
  return {
    bounder: new TreeEnsembleBounder(ensemble, coarse),
    finder: new CellDescent(objective, ensemble, random),
    objective,
    isInteger,
    ...start,
    remember: (x) => ({ messages: ensemble.remember(), x }),
  };
}

function coarseBound(trees: Trees, weights: Float64Array, options: EnsembleBoundOptions, coarseness: Coarseness) {
  const coarse = coarseTrees(trees, options.leaves ?? weightedLeaves(trees, weights), coarseness);
  return new EnsembleBound(coarse.trees, weights, { ...options, leaves: coarse.leaves, remembered: null });
}
