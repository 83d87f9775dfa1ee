import type { ModelRelaxation } from "./model-relaxation.js";
import type { Relaxation } from "./relaxation.js";
import type { Pieces } from "./state.js";

/**
 * How much of the functional's relaxation gap each input is responsible for: the gap of every nonlinear element at its middle,
 * times the functional's multiplier, shared among the inputs in proportion to |d element / d x_i| * width_i. Where the
 * argument varies by more than its form says, the rest is due to the elements before it, and is shared as their gaps were:
 * otherwise an input in which the forms are flat, such as one of a narrow spike, would never be split. Uses the
 * multipliers of the last objective run and the forms of the argument layers; elements without forms count for nothing.
 */
export function attributeGap(relaxation: Relaxation, scores: Float64Array): void {
  const { state, backward } = relaxation;
  scores.fill(0);
  for (let k = 1; k < state.layers.length; k++) {
    const model = state.models[k];
    if (model) shareModel(relaxation, model, backward.multipliers[k], scores);
    const pieces = state.pieces[k];
    if (!pieces) continue;
    const multipliers = backward.multipliers[k];
    let rest = 0;
    for (let j = 0; j < state.layers[k].size; j++) {
      const loss = Math.abs(multipliers[j]) * gapAtMiddle(relaxation, pieces, j);
      if (!(loss > 0) || loss === Number.POSITIVE_INFINITY) continue;
      for (const operand of pieces.operands) {
        rest += loss / pieces.operands.length - share(relaxation, operand, j, loss / pieces.operands.length, scores);
      }
    }
    enlarge(scores, rest);
  }
}

/** Adds to scores in proportion to what they are. */
function enlarge(scores: Float64Array, addition: number): void {
  let sum = 0;
  for (let i = 0; i < scores.length; i++) sum += scores[i];
  if (!(sum > 0 && addition > 0)) return;
  const factor = 1 + addition / sum;
  for (let i = 0; i < scores.length; i++) scores[i] *= factor;
}

/** The gap of a model's functional, shared among the model's inputs as the model has it. */
function shareModel(
  relaxation: Relaxation,
  model: ModelRelaxation,
  multipliers: Float64Array,
  scores: Float64Array,
): void {
  const { source } = model.layer;
  const loss = model.gapAt(relaxation.state.middles[source], multipliers);
  if (!(loss > 0) || loss === Number.POSITIVE_INFINITY) return;
  const { shares } = model;
  const total = model.shareGap();
  if (!(total > 0)) return;
  for (let i = 0; i < shares.length; i++) {
    if (shares[i] > 0) share(relaxation, source, i, (loss * shares[i]) / total, scores);
  }
}

function gapAtMiddle(relaxation: Relaxation, pieces: Pieces, j: number): number {
  let gap = pieces.upperIntercepts[j] - pieces.lowerIntercepts[j];
  pieces.operands.forEach((operand, o) => {
    gap += (pieces.upperSlopes[o][j] - pieces.lowerSlopes[o][j]) * relaxation.state.middles[operand][j];
  });
  return gap;
}

/** Shares the loss at an argument by its form; returns the part of it for which the form's variation over the box accounts. */
function share(relaxation: Relaxation, layer: number, j: number, loss: number, scores: Float64Array): number {
  const { state } = relaxation;
  if (state.hasForms[layer] === 0) return loss;
  const { coefficients } = state.forms[layer];
  const { halfWidths, inputs } = state;
  const size = state.layers[layer].size;
  let total = 0;
  for (let i = 0, q = j; i < inputs; i++, q += size) total += Math.abs(coefficients[q]) * halfWidths[i];
  if (!(total > 0)) return 0;
  const half = 0.5 * state.upper[layer][j] - 0.5 * state.lower[layer][j];
  const factor = loss / (half > total && half < Number.POSITIVE_INFINITY ? half : total);
  for (let i = 0, q = j; i < inputs; i++, q += size) scores[i] += factor * Math.abs(coefficients[q]) * halfWidths[i];
  return factor * total;
}
