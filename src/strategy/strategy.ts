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

/**
 * What strategies have in common: per strategy, whether a constraint is tight or a whole number has a value, one number for each
 * such fact that not all of them share; facts that always come together count once. Undefined if there are not fewer of them than strategies.
 */
export function strategyCodes(strategies: readonly Strategy[]): Float64Array[] | undefined {
  const facts = new Map<string, boolean[]>();
  const add = (holds: boolean[]): void => {
    // A fact and its opposite say the same.
    const normal = holds[0] ? holds.map((one) => !one) : holds;
    if (normal.includes(true)) facts.set(normal.map(Number).join(""), normal);
  };
  const parts = [
    strategies.map(({ rows }) => Array.from(rows)),
    strategies.map(({ columns }) => Array.from(columns)),
    strategies.map(({ integers }) => Array.from(integers)),
  ];
  for (const states of parts) {
    for (let k = 0; k < (states[0]?.length ?? 0); k++) {
      for (const value of new Set(states.map((one) => one[k]))) add(states.map((one) => one[k] === value));
    }
  }
  if (facts.size === 0 || facts.size >= strategies.length) return undefined;
  const columns = [...facts.values()];
  return strategies.map((_, k) => Float64Array.from(columns, (holds) => (holds[k] ? 1 : 0)));
}
