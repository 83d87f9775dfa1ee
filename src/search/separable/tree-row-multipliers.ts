import type { Box } from "../../numeric/box.js";
import type { Network } from "../../predictors/network/network.js";
import { EnsembleBound } from "../../predictors/tree-ensemble/bound/ensemble-bound.js";
import { linearTerm } from "../../predictors/tree-ensemble/bound/univariate-term.js";
import { JoinedTrees } from "./joined-trees.js";
import { linearSlopes, separated } from "./separation.js";
import { UnivariateEnclosure } from "./univariate-enclosure.js";

/** Of the bound that multipliers are compared by. */
const SWEEPS = 6;
/** Multipliers of a row that has none: the first that raises the bound is refined. */
const FIRST = [1, 1 / 8, 8, 1 / 64, 64, 1 / 512, 512];
/** Factors by which multipliers grow or shrink while the bound rises, one after the other. */
const STEPS = [4, 2, Math.SQRT2];
const ROUNDS = 2;

/**
 * Multipliers of rows with which the Lagrangian's bound over the box is about the best, row by row; null where it has no bound of trees and linear terms.
 * @param lagrangian the objective with multiples of the rows as output 0
 */
export function rowMultipliers(
  lagrangian: (values: Float64Array) => Network,
  rows: number,
  box: Box,
): Float64Array | null {
  const values = new Float64Array(rows);
  let best = boundWith(lagrangian(values), box);
  if (best === null) return null;
  /** Whether the bound rises with another multiplier of row r, which is kept then. */
  const raises = (r: number, value: number): boolean => {
    const before = values[r];
    values[r] = value;
    const bound = boundWith(lagrangian(values), box);
    const isBetter = bound !== null && bound > (best ?? Number.NaN) && bound < Number.POSITIVE_INFINITY;
    if (isBetter) best = bound;
    else values[r] = before;
    return isBetter;
  };
  for (let round = 0; round < ROUNDS; round++) {
    for (let r = 0; r < rows; r++) {
      if (values[r] === 0 && !FIRST.some((value) => raises(r, value))) continue;
      for (const step of STEPS) {
        if (!raises(r, values[r] * step)) {
          while (raises(r, values[r] / step));
        } else while (raises(r, values[r] * step));
      }
    }
  }
  return values;
}

/** After a few sweeps; an estimate. Null where there are no trees, or terms that are not linear. */
function boundWith(network: Network, box: Box): number | null {
  const parts = separated(network);
  if (parts === null) return null;
  const constant = new UnivariateEnclosure(parts.constant);
  constant.over(0, 0);
  const { trees, leaves } = new JoinedTrees(network.inputs, parts.ensembles);
  const slopes = linearSlopes(parts);
  if (slopes === null) return null;
  const terms = Array.from(slopes, (slope) => (slope === 0 ? null : linearTerm(slope)));
  const bound = new EnsembleBound(trees, Float64Array.of(1), { method: "messages", leaves, terms });
  return bound.sweep(box, null, SWEEPS) + constant.lower;
}
