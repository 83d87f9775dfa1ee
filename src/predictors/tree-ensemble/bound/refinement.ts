import type { Box } from "../../../numeric/box.js";
import { Ranks } from "../ranks.js";
import type { Trees } from "../trees.js";
import { Cells } from "./cells.js";
import { type Coarseness, coarseTrees } from "./coarse-trees.js";
import { EnsembleBound } from "./ensemble-bound.js";
import type { RememberedMessages } from "./message-transfer.js";
import { weightedLeaves } from "./weighted-leaves.js";

/**
 * Lower bounds of weights . outputs of a sum of trees over one box, one after the other from finer and finer parts of the ensemble,
 * each valid whenever one stops: the messages of a step are where the next one begins, so that the bounds do not fall.
 * @param steps from coarse to fine; `{}` is the ensemble itself
 */
export function* refinedBounds(
  trees: Trees,
  weights: Float64Array,
  box: Box,
  steps: Iterable<Coarseness>,
): Generator<number, void> {
  const cells = new Cells(trees, new Ranks(trees));
  const leaves = weightedLeaves(trees, weights);
  let remembered: RememberedMessages | null = null;
  let best = Number.NEGATIVE_INFINITY;
  for (const step of steps) {
    const coarse = coarseTrees(trees, leaves, step);
    const bound = new EnsembleBound(coarse.trees, weights, {
      method: "messages",
      leaves: coarse.leaves,
      cells,
      remembered,
    });
    const lower = bound.run(box, Number.POSITIVE_INFINITY, null);
    remembered = bound.remember();
    if (lower > best) best = lower;
    yield best;
  }
}
