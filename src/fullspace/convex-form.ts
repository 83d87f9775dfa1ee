import { gamma } from "../numeric/rounding.js";
import type { LinearExpression } from "./linear-expression.js";
import { type Magnitude, QuadraticForm, type QuadraticTerm } from "./quadratic-form.js";

/** weight * expression^2, weight > 0. */
export interface Square {
  readonly weight: number;
  readonly expression: LinearExpression;
}

/** A quadratic form that is convex up to rounding. */
export interface ConvexForm {
  readonly form: QuadraticForm;
  /** x' M x is their sum. */
  readonly squares: readonly Square[];
  /** A bound of |x' M x - the squares' sum| over the columns' bounds. */
  readonly remainder: number;
}

/** The largest remainder, relative to the terms' sizes, that still counts as rounding rather than as a negative curvature. */
const ROUNDING_SHARE = 1e-10;
/** Pivots below this share of the largest are left to the remainder. */
const LEAST_PIVOT = 1e-13;
/** Columns of the largest form that is factorized, densely. */
const MOST_COLUMNS = 300;

/**
 * The terms' sum as a sum of squares: as it is where all terms are squares with positive weights, otherwise by a Cholesky factorization
 * with complete pivoting (N. J. Higham, Accuracy and Stability of Numerical Algorithms, section 10.3). Nothing depends on that being
 * accurate: what the squares leave of the matrix is bounded together with its rounding errors. Null if the sum is not convex, or not
 * clearly so.
 */
export function convexForm(terms: readonly QuadraticTerm[], magnitude: Magnitude): ConvexForm | null {
  const form = new QuadraticForm(terms, magnitude);
  if (terms.every(({ weight, left, right }) => weight > 0 && left === right)) {
    const squares = terms.map(({ weight, left }) => ({ weight, expression: { ...left.expression, constant: 0 } }));
    return { form, squares, remainder: form.rounding };
  }
  if (form.columns.length > MOST_COLUMNS) return null;
  const squares = factorized(form);
  const remainder = remainderOf(form, squares);
  return remainder <= ROUNDING_SHARE * form.size ? { form, squares, remainder } : null;
}

/** Squares whose sum is nearly x' M x if M is positive semidefinite. */
function factorized({ columns, entries }: QuadraticForm): Square[] {
  const n = columns.length;
  const left = new Float64Array(n * n);
  for (const [at, entry] of entries) left[at] = entry;
  const squares: Square[] = [];
  const isUsed = new Uint8Array(n);
  let largest = 0;
  for (let step = 0; step < n; step++) {
    let p = -1;
    for (let i = 0; i < n; i++) if (isUsed[i] === 0 && (p < 0 || left[i * n + i] > left[p * n + p])) p = i;
    const weight = left[p * n + p];
    largest = Math.max(largest, weight);
    if (!(weight > LEAST_PIVOT * largest)) break;
    const row = left.slice(p * n, (p + 1) * n).map((entry, j) => (isUsed[j] === 1 ? 0 : entry / weight));
    isUsed[p] = 1;
    const used = Array.from(row.keys()).filter((j) => row[j] !== 0);
    for (const i of used) for (const j of used) left[i * n + j] -= weight * row[i] * row[j];
    const expression = { columns: used.map((j) => columns[j]), coefficients: used.map((j) => row[j]), constant: 0 };
    squares.push({ weight, expression });
  }
  return squares;
}

function remainderOf(form: QuadraticForm, squares: readonly Square[]): number {
  const n = form.columns.length;
  const places = new Map(form.columns.map((column, k) => [column, k]));
  const left = new Map(form.entries);
  const sizes = new Map([...left].map(([at, entry]) => [at, Math.abs(entry)]));
  for (const { weight, expression } of squares) {
    const at = expression.columns.map((column) => places.get(column) as number);
    expression.coefficients.forEach((a, s) => {
      expression.coefficients.forEach((b, t) => {
        const [place, product] = [at[s] * n + at[t], weight * a * b];
        left.set(place, (left.get(place) ?? 0) - product);
        sizes.set(place, (sizes.get(place) ?? 0) + Math.abs(product));
      });
    });
  }
  return form.over(left) + gamma(squares.length + 8) * form.over(sizes) + form.rounding;
}
