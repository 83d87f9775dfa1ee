import type { Box } from "../numeric/box.js";
import type { RelaxationState } from "../predictors/network/relaxation/state.js";
import { float64Above } from "../predictors/tree-ensemble/cut.js";
import type { Split } from "./bounder.js";

/**
 * Moves a split to the nearest step of a piecewise constant model that reads the variable as it is: the halves then hold whole cells, where
 * bisection would need many splits to come close to a step. The halves are apart by one float64 step, between which the model has
 * the values of the upper half.
 */
export function moveToStep(state: RelaxationState, box: Box, split: Split): void {
  const { variable, point } = split;
  const lower = box.lower[variable];
  const upper = box.upper[variable];
  let best = Number.NaN;
  for (const relaxation of state.models) {
    const input = relaxation?.origins?.indexOf(variable) ?? -1;
    if (!relaxation || input < 0) continue;
    const step = relaxation.layer.model.stepNear?.(input, point, lower, upper) ?? Number.NaN;
    if (Number.isNaN(best) || Math.abs(step - point) < Math.abs(best - point)) best = step;
  }
  if (Number.isNaN(best)) return;
  split.point = best;
  split.above = Math.min(float64Above(best), upper);
}
