import type { Box } from "../../numeric/box.js";
import { down, up } from "../../numeric/rounding.js";
import type { GaussianProcessDefinition } from "./definition.js";

type Scaling = Pick<GaussianProcessDefinition, "inputOffset" | "inputFactor">;

/** Writes a box in scaled coordinates that contains the image of `box`; factors are positive. */
export function toScaledBox(
  { inputOffset, inputFactor }: Scaling,
  box: Box,
  lower: Float64Array,
  upper: Float64Array,
): void {
  for (let j = 0; j < lower.length; j++) {
    lower[j] = down(down(box.lower[j] - inputOffset[j]) * inputFactor[j]);
    upper[j] = up(up(box.upper[j] - inputOffset[j]) * inputFactor[j]);
  }
}

/** Shrinks `box` to what of it a box in scaled coordinates contains. False if nothing is left. */
export function intersectScaled(
  { inputOffset, inputFactor }: Scaling,
  lower: Float64Array,
  upper: Float64Array,
  box: Box,
): boolean {
  let isEmpty = false;
  for (let j = 0; j < lower.length; j++) {
    box.lower[j] = Math.max(box.lower[j], down(down(lower[j] / inputFactor[j]) + inputOffset[j]));
    box.upper[j] = Math.min(box.upper[j], up(up(upper[j] / inputFactor[j]) + inputOffset[j]));
    if (box.lower[j] > box.upper[j]) isEmpty = true;
  }
  return !isEmpty;
}
