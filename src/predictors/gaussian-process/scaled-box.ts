import type { Box } from "../../numeric/box.js";
import { down, UNIT_ROUNDOFF, up } from "../../numeric/rounding.js";
import type { AffineMinorant } from "../predictor.js";
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

/**
 * Turns a minorant in scaled coordinates into one in the inputs, z_j = (x_j - offset_j) factor_j, times `scale` >= 0: rounding of
 * coefficients, over the box, goes into the constant.
 */
export function toInputs({ inputOffset, inputFactor }: Scaling, box: Box, scale: number, out: AffineMinorant): void {
  let constant = out.constant;
  let magnitude = Math.abs(constant);
  for (let j = 0; j < out.linear.length; j++) {
    const slope = out.linear[j] * inputFactor[j];
    const size = Math.max(Math.abs(box.lower[j]), Math.abs(box.upper[j])) + Math.abs(inputOffset[j]);
    constant -= slope * inputOffset[j];
    magnitude += Math.abs(slope) * size;
    out.linear[j] = scale * slope;
  }
  out.constant = down(scale * (constant - up((out.linear.length + 8) * 4 * UNIT_ROUNDOFF * magnitude)));
}
