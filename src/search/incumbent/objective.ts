/** The function to minimize and the rows that restrict its points, in float64: estimates that prove nothing. */
export interface Objective {
  /** Length of x. */
  readonly variables: number;
  evaluate(x: Float64Array): number;
  /** Writes the gradient at x to `out`. */
  gradient(x: Float64Array, out: Float64Array): void;
  /** A problem with rows has all three of the following. */
  readonly rows?: Rows | undefined;
  /** Writes the objective to values[0] and the rows to the following elements. */
  evaluateAll?(x: Float64Array, values: Float64Array): void;
  /** Writes the gradient at x of weights[0] * objective + sum of weights[k] * row k - 1 to `out`. */
  gradientOf?(x: Float64Array, weights: Float64Array, out: Float64Array): void;
}

/** lower[k] <= row k <= upper[k]; infinite where a side is free, equal for an equation. */
export interface Rows {
  readonly count: number;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** An objective that has everything about its rows, of which there may be none. */
export type ConstrainedObjective = Objective & Required<Pick<Objective, "evaluateAll" | "gradientOf">> & { rows: Rows };

/**
 * Largest violation of a row, in units of the row; 0 without rows. A row that is not a number is violated infinitely.
 * @param values the objective and the rows, from evaluateAll
 */
export function violationOf({ rows }: Pick<Objective, "rows">, values: Float64Array): number {
  let violation = 0;
  if (rows === undefined) return violation;
  for (let k = 0; k < rows.count; k++) {
    const value = values[k + 1];
    if (!Number.isFinite(value)) return Number.POSITIVE_INFINITY;
    violation = Math.max(violation, rows.lower[k] - value, value - rows.upper[k]);
  }
  return violation;
}

/** The same objective with the members that rows need. @throws RangeError where it has rows, but not their functions */
export function constrained(objective: Objective): ConstrainedObjective {
  const { rows } = objective;
  if (rows === undefined || rows.count === 0) return withoutRows(objective);
  if (objective.evaluateAll === undefined || objective.gradientOf === undefined) {
    throw new RangeError(`objective: it has ${rows.count} rows, but lacks evaluateAll or gradientOf`);
  }
  return objective as ConstrainedObjective;
}

function withoutRows(objective: Objective): ConstrainedObjective {
  return {
    variables: objective.variables,
    rows: { count: 0, lower: new Float64Array(0), upper: new Float64Array(0) },
    evaluate: (x) => objective.evaluate(x),
    gradient: (x, out) => objective.gradient(x, out),
    evaluateAll(x, values) {
      values[0] = objective.evaluate(x);
    },
    gradientOf(x, weights, out) {
      objective.gradient(x, out);
      for (let j = 0; j < out.length; j++) out[j] *= weights[0];
    },
  };
}
