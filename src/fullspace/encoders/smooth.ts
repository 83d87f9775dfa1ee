import type { Line, UnivariateFunction } from "../../functions/univariate.js";
import { down, up } from "../../numeric/rounding.js";
import { InputError } from "../../problem/input-error.js";
import { columnExpression, combined, valueAt } from "../linear-expression.js";
import { BOTH } from "../side.js";
import { addSegments, polygonOver } from "./segments.js";
import { encodeTangents, isConvexTask } from "./tangents.js";
import type { Encoded, UnivariateTask } from "./univariate-encoder.js";

/** Breakpoints nearer to each other than this, relative to the range, say nothing more. */
const LEAST_SHARE = 1e-7;

const line: Line = { slope: 0, intercept: 0 };

/**
 * Any univariate function between two polygons that enclose its graph, made of the function's own lines below and above it
 * between breakpoints: a relaxation of it, with the stated error `enclosures[].error`. Breakpoints are added where the solver's point
 * leaves the graph, until the gap is closed (adaptive refinement; B. Geissler, A. Martin, A. Morsi, L. Schewe, Mixed Integer
 * Nonlinear Programming, IMA 154 (2012) 287-314). Where only its convex side is asked for, tangents take their place.
 */
export function encodeSmooth(task: UnivariateTask): Encoded {
  if (isConvexTask(task)) return encodeTangents(task);
  const { assembly, phi, argument, label } = task;
  const { lower, upper } = argument;
  const name = { name: `${label}_y` };
  const value = (point: Float64Array): number => phi.value(valueAt(argument.expression, point));
  const breakpoints = cutPoints(lower, upper, assembly.formulation.pieces, assembly.breakpoints.get(label) ?? []);
  const { below, above } = polygons(phi, breakpoints, task);
  const y = assembly.addColumn(
    Math.max(task.lower, Math.min(...below)),
    Math.min(task.upper, Math.max(...above)),
    value,
    name,
  );
  const result = columnExpression(y);
  const error = errorOf(argument.error, breakpoints, below, above);
  if (upper > lower) {
    const fills = addSegments(assembly, argument, breakpoints, label);
    const floor = polygonOver(argument, breakpoints, below, fills);
    const ceiling = polygonOver(argument, breakpoints, above, fills);
    assembly.model.addRow(combined([result, floor], [1, -1]), 0, Number.POSITIVE_INFINITY, `${label}_lo`, error);
    assembly.model.addRow(combined([result, ceiling], [1, -1]), Number.NEGATIVE_INFINITY, 0, `${label}_hi`, error);
  }
  assembly.enclosures.push({
    key: label,
    side: BOTH,
    argument: argument.expression,
    result,
    value: (z) => phi.value(z),
    breakpoints,
    error: Math.max(...above.map((height, k) => height - below[k])),
  });
  return { expression: result, error: 0 };
}

/** The ends, equal pieces, and further points. */
function cutPoints(lower: number, upper: number, pieces: number, extra: readonly number[]): number[] {
  if (!(upper > lower)) return [lower];
  const equal = Array.from({ length: pieces - 1 }, (_, k) => lower + ((k + 1) / pieces) * (upper - lower));
  const points = [lower];
  const nearest = LEAST_SHARE * (upper - lower);
  for (const at of [...equal, ...extra].sort((a, b) => a - b)) {
    if (at > points[points.length - 1] + nearest && at < upper - nearest) points.push(at);
  }
  points.push(upper);
  return points;
}

/** Values of the two polygons at the breakpoints: each takes the worse of the lines of the two pieces that meet there. */
function polygons(phi: UnivariateFunction, breakpoints: readonly number[], { lower, upper, label }: UnivariateTask) {
  const below = breakpoints.map(() => Number.POSITIVE_INFINITY);
  const above = breakpoints.map(() => Number.NEGATIVE_INFINITY);
  const last = Math.max(1, breakpoints.length - 1);
  for (let k = 0; k < last; k++) {
    const [left, right] = [breakpoints[k], breakpoints[Math.min(k + 1, breakpoints.length - 1)]];
    const ends = [k, Math.min(k + 1, breakpoints.length - 1)];
    phi.lowerLine(left, right, Number.NaN, line);
    for (const end of ends) below[end] = Math.min(below[end], ending(line, breakpoints[end], down, lower));
    phi.upperLine(left, right, Number.NaN, line);
    for (const end of ends) above[end] = Math.max(above[end], ending(line, breakpoints[end], up, upper));
  }
  if (![...below, ...above].every(Number.isFinite)) {
    throw new InputError(
      `${phi.name} (${label}) has no finite bounds for arguments from ${breakpoints[0]} to ${breakpoints[breakpoints.length - 1]}; a mixed-integer linear program needs them, so narrow the variables' bounds or use --engine reduced`,
    );
  }
  return { below, above };
}

/** The line's value at `at`, rounded outward; the function's own bound where there is no line. */
function ending({ slope, intercept }: Line, at: number, outward: typeof down, bound: number): number {
  return Number.isFinite(intercept) ? outward(outward(slope * at) + intercept) : bound;
}

/** How much the rows may be off because the argument is, and because the polygons' slopes are rounded. */
function errorOf(argumentError: number, breakpoints: readonly number[], ...heights: readonly number[][]): number {
  let steepest = 0;
  let size = 0;
  for (const values of heights) {
    for (let k = 0; k < values.length; k++) size = Math.max(size, Math.abs(values[k]));
    for (let k = 1; k < values.length; k++) {
      steepest = Math.max(steepest, Math.abs((values[k] - values[k - 1]) / (breakpoints[k] - breakpoints[k - 1])));
    }
  }
  const far = Math.max(-breakpoints[0], breakpoints[breakpoints.length - 1]);
  return 2 * steepest * argumentError + (8 + 4 * breakpoints.length) * 2 ** -52 * (size + 2 * steepest * far);
}
