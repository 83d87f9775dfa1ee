import type { Box } from "../../numeric/box.js";
import { gamma } from "../../numeric/rounding.js";
import type { AffineMinorant } from "../predictor.js";
import type { GaussianProcessDefinition } from "./definition.js";

/**
 * Turns an affine minorant in scaled coordinates into one of `scale` times the function over the box in the inputs x, in place: z = (x - offset) * factor.
 * @param scale at least 0
 */
export function fromScaledMinorant(
  { inputFactor, inputOffset }: Pick<GaussianProcessDefinition, "inputFactor" | "inputOffset">,
  scale: number,
  box: Box,
  out: AffineMinorant,
): void {
  let constant = scale * out.constant;
  let magnitude = Math.abs(constant);
  for (let j = 0; j < inputFactor.length; j++) {
    const slope = scale * out.linear[j] * inputFactor[j];
    const term = slope * inputOffset[j];
    out.linear[j] = slope;
    constant -= term;
    magnitude += Math.abs(term) + Math.abs(slope) * Math.max(Math.abs(box.lower[j]), Math.abs(box.upper[j]));
  }
  out.constant = constant - gamma(inputFactor.length + 8) * magnitude - Number.MIN_VALUE;
}
