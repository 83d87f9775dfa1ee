import { affineForm, isLinear } from "../../bounds/affine-form.js";
import type { Bounder } from "../../bounds/bounder.js";
import { oneSidedRows, type Rows } from "../../bounds/rows.js";
import { ShiftedBounder } from "../../bounds/shifted-bounder.js";
import type { Box } from "../../numeric/box.js";
import type { Network } from "../../predictors/network/network.js";
import { withOutputs } from "../../predictors/network/output-choice.js";
import { ReversePropagation } from "../../predictors/network/relaxation/reverse-propagation.js";
import { EnsembleBound } from "../../predictors/tree-ensemble/bound/ensemble-bound.js";
import { variationOf } from "./capped-term.js";
import { JoinedTrees } from "./joined-trees.js";
import { type LinearRow, RowsBounder } from "./rows-bounder.js";
import { linearSlopes, separated } from "./separation.js";
import { TiltedTerm } from "./tilted-term.js";
import { UnivariateEnclosure } from "./univariate-enclosure.js";

/**
 * The bounder on cells where the network's output 0 is a sum of ensembles of trees and of a linear function, and all others, on which the rows are,
 * are linear; null where it is anything else.
 */
export function rowsBounder(network: Network, rows: Rows, box: Box, isInteger: Uint8Array | null): Bounder | null {
  const linear = linearRows(network, rows);
  const parts = linear && separated(withOutputs(network, [0]));
  if (linear === null || parts === null || parts.nearest !== null) return null;
  const slopes = linearSlopes(parts);
  if (slopes === null) return null;
  const constant = new UnivariateEnclosure(parts.constant);
  constant.over(0, 0);
  if (!Number.isFinite(constant.lower)) return null;
  const { trees, leaves } = new JoinedTrees(network.inputs, parts.ensembles);
  // Where a term exceeds its least value by more than everything can vary, it does not matter by how much.
  const spread = slopes.reduce((sum, slope, j) => sum + Math.abs(slope) * (box.upper[j] - box.lower[j]), 0);
  const cap = 4 * (variationOf(trees, leaves) + spread);
  const terms = Array.from(slopes, (_, j) => {
    const lean = linear.reduce((sum, { coefficients }) => sum + coefficients[j], 0);
    return new TiltedTerm(box.lower[j], box.upper[j], lean, cap);
  });
  const ensemble = new EnsembleBound(trees, Float64Array.of(1), { method: "messages", terms, isInteger, leaves });
  const propagation = new ReversePropagation(network.layers, isInteger);
  rows.lower.forEach((lower, k) => {
    propagation.limit(k + 1, lower, rows.upper[k]);
  });
  return new ShiftedBounder(new RowsBounder(ensemble, terms, slopes, linear, propagation), constant.lower);
}

/** Null where a row is not linear in the variables, or has coefficients that are not known exactly. */
function linearRows(network: Network, rows: Rows): LinearRow[] | null {
  const { layers } = network;
  const result: LinearRow[] = [];
  for (const { output, sign, limit } of oneSidedRows(rows)) {
    const form = affineForm(layers, layers.length - 1, output);
    if (form === null || !isLinear(form)) return null;
    const coefficients = form.coefficients.get(0) ?? new Float64Array(network.inputs);
    // sign * (coefficients . x + constant) <= limit, rounded up: no point within the limit is lost.
    const left = limit - sign * form.constant;
    const isExact = form.constant === 0;
    result.push({
      coefficients: coefficients.map((value) => sign * value),
      limit: isExact ? left : left + 2 ** -50 * (Math.abs(limit) + Math.abs(form.constant)),
    });
  }
  return result;
}
