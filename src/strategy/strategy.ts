import { activities, type ParametricProgram, type ProgramData } from "./program/parametric-program.js";

/**
 * What has to be known of an optimum to recover it by one linear system (D. Bertsimas and B. Stellato, The Voice of
 * Optimization, Machine Learning 110, 2021): which constraints are tight and what the integer variables are.
 */
export interface Strategy {
  /** Per row: -1 if it is tight at its lower side, 1 at its upper one, 0 if it is not; 1 for equations. */
  readonly rows: Int8Array;
  /** Per variable: -1 at its lower bound, 1 at its upper one, 0 in between; 0 for integer variables. */
  readonly columns: Int8Array;
  /** Values of the integer variables, in their order. */
  readonly integers: Float64Array;
}

/** Equal strategies, and only those, have equal keys. */
export function strategyKey({ rows, columns, integers }: Strategy): string {
  const tight = (states: Int8Array): string =>
    Array.from(states.keys())
      .filter((k) => states[k] !== 0)
      .map((k) => (states[k] < 0 ? `-${k}` : `+${k}`))
      .join("");
  return `${tight(rows)}/${tight(columns)}/${integers.join(",")}`;
}

/** Distance at which a constraint of a vertex counts as tight, relative to 1 + |side|. */
const TIGHT = 1e-8;

/** Which constraints of the program are tight at a point that solves it. */
export function strategyAt(
  program: ParametricProgram,
  data: ProgramData,
  lower: Float64Array,
  upper: Float64Array,
  point: Float64Array,
): Strategy {
  const values = new Float64Array(data.rowLower.length);
  activities(program, data, point, values);
  const columns = Int8Array.from(point, (x, j) => (program.isInteger[j] === 1 ? 0 : state(x, lower[j], upper[j])));
  const integers = point.filter((_, j) => program.isInteger[j] === 1).map((x) => Math.round(x) + 0);
  return { rows: Int8Array.from(values, (v, r) => state(v, data.rowLower[r], data.rowUpper[r])), columns, integers };
}

function state(value: number, lower: number, upper: number): number {
  if (lower === upper || isAt(upper - value, upper)) return 1;
  return isAt(value - lower, lower) ? -1 : 0;
}

function isAt(distance: number, side: number): boolean {
  return Number.isFinite(side) && distance <= TIGHT * (1 + Math.abs(side));
}
