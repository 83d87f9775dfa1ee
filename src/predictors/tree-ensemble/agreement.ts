import type { Predictor } from "../predictor.js";
import { onlyEnsemble } from "./only-ensemble.js";
import { TreeEnsemble } from "./tree-ensemble.js";
import type { Trees } from "./trees.js";

export interface Agreement {
  /** Which output of the forest is meant; default 0. */
  readonly output?: number;
  /** What a tree's own prediction has to be; one of the two, or both. */
  readonly atLeast?: number;
  readonly atMost?: number;
}

/**
 * The share of the trees of a forest whose own prediction lies within limits: a model with one output from 0 to 1, so that
 * `agreement(x) >= 0.8` asks four trees out of five to keep a limit (as D. Maragno et al., Mixed-Integer Optimization with
 * Constraint Learning, Operations Research 2023, section 3.3). A tree's own prediction is its leaf, times the number of trees
 * where the file has divided the leaves by it, plus the base. @throws RangeError where the model is not one sum or mean of trees
 */
export function treeAgreement(model: Predictor, limits: Agreement): Predictor {
  const trees = onlyEnsemble(model);
  const { output = 0, atLeast = Number.NEGATIVE_INFINITY, atMost = Number.POSITIVE_INFINITY } = limits;
  if (!(Number.isInteger(output) && output >= 0 && output < trees.outputs))
    throw new RangeError(`there is no output ${output}; the model has ${trees.outputs}`);
  if (trees.aggregate !== "sum" && trees.aggregate !== "average")
    throw new RangeError(`trees of which the ${trees.aggregate} is taken have no share that agrees`);
  const factor = trees.aggregate === "sum" ? trees.roots.length : 1;
  const votes = Float64Array.from(trees.feature, (feature, node) => {
    const prediction = factor * trees.values[node * trees.outputs + output] + trees.base[output];
    return feature < 0 && prediction >= atLeast && prediction <= atMost ? 1 : 0;
  });
  return new TreeEnsemble(withValues(trees, votes, "average"));
}

/** The same trees with one other number in each leaf, and no base. */
export function withValues(trees: Trees, values: Float64Array, aggregate: Trees["aggregate"]): Trees {
  return { ...trees, outputs: 1, values, base: new Float64Array(1), aggregate };
}
