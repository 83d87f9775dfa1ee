import type { Predictor } from "../predictor.js";
import { withValues } from "./agreement.js";
import { Evaluation } from "./evaluation.js";
import { onlyEnsemble } from "./only-ensemble.js";
import { TreeEnsemble } from "./tree-ensemble.js";

/**
 * How many rows of data lie in the leaves that x reaches: a model with one output, the least or the mean count over the trees.
 * `support(x) >= 5` keeps a solution where the trees have seen something.
 * @param rows each of as many numbers as the model has inputs
 * @throws RangeError for rows of another length, and where the model is not one ensemble of trees
 */
export function leafSupport(
  model: Predictor,
  rows: readonly ArrayLike<number>[],
  over: "minimum" | "average" = "minimum",
): Predictor {
  const trees = onlyEnsemble(model);
  const evaluation = new Evaluation(trees);
  const counts = new Float64Array(trees.feature.length);
  const leaves = new Int32Array(trees.roots.length);
  rows.forEach((row, r) => {
    if (row.length !== trees.features)
      throw new RangeError(
        `row ${r} of the data has ${row.length} numbers, but the model has ${trees.features} inputs`,
      );
    evaluation.leavesAt(Float64Array.from(row), leaves);
    for (const leaf of leaves) counts[leaf]++;
  });
  return new TreeEnsemble(withValues(trees, counts, over));
}
