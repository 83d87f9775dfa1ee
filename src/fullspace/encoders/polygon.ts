import { UNIT_ROUNDOFF } from "../../numeric/rounding.js";
import { constantExpression } from "../linear-expression.js";
import { addSegments, polygonOver } from "./segments.js";
import type { Encoded, UnivariateTask } from "./univariate-encoder.js";

/** A continuous function that is linear between the given kinks, exactly; a binary for every kink inside the bounds. */
export function encodePolygon({ assembly, phi, argument, label }: UnivariateTask, kinks: readonly number[]): Encoded {
  const { lower, upper } = argument;
  const inside = kinks.filter((kink) => kink > lower && kink < upper).sort((a, b) => a - b);
  const breakpoints = upper > lower ? [lower, ...inside, upper] : [lower];
  const values = breakpoints.map((at) => phi.value(at));
  const slopes = values.slice(1).map((value, k) => (value - values[k]) / (breakpoints[k + 1] - breakpoints[k]));
  const steepest = Math.max(0, ...slopes.map(Math.abs));
  const size = Math.max(...values.map(Math.abs)) + steepest * Math.max(-lower, upper);
  // Values, slopes and the places of the kinks are rounded by a few units each.
  const error = 2 * steepest * argument.error + 32 * breakpoints.length * UNIT_ROUNDOFF * size;
  if (breakpoints.length === 1) return { expression: constantExpression(values[0]), error };
  const fills = addSegments(assembly, argument, breakpoints, label);
  return { expression: polygonOver(argument, breakpoints, values, fills), error };
}
