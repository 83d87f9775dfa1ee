import { gamma } from "../numeric/rounding.js";
import type { Element } from "./element.js";
import { combined, type LinearExpression } from "./linear-expression.js";

/** weight * left * right; a square where both are the same element. */
export interface QuadraticTerm {
  readonly weight: number;
  readonly left: Element;
  readonly right: Element;
}

/** The largest |x| within the bounds of a column. */
export type Magnitude = (column: number) => number;

/** The sum of quadratic terms as x' M x + linear over the columns that they are made of. M is symmetric. */
export class QuadraticForm {
  /** Distinct. */
  readonly columns: readonly number[];
  readonly linear: LinearExpression;
  /** Of M, by row and column places in `columns`: place i * n + j. Both of (i, j) and (j, i). */
  readonly entries = new Map<number, number>();
  /** By how much the form may differ from the terms' sum, over the columns' bounds. */
  readonly error: number;
  /** A bound of |x' dM x| over the columns' bounds, dM being the rounding errors of M. */
  readonly rounding: number;
  /** Sum of the terms' largest magnitudes. */
  readonly size: number;
  private readonly extents: readonly number[];

  constructor(terms: readonly QuadraticTerm[], magnitude: Magnitude) {
    this.columns = [...new Set(terms.flatMap(({ left, right }) => [left, right].flatMap((e) => e.expression.columns)))];
    this.extents = this.columns.map(magnitude);
    const n = this.columns.length;
    const places = new Map(this.columns.map((column, k) => [column, k]));
    const sizes = new Map<number, number>();
    const parts: LinearExpression[] = [];
    const factors: number[] = [];
    let [constant, rest, error, size] = [0, 0, 0, 0];
    for (const { weight, left, right } of terms) {
      const [u, v] = [left.expression, right.expression];
      u.columns.forEach((a, s) => {
        v.columns.forEach((b, t) => {
          const half = 0.5 * weight * u.coefficients[s] * v.coefficients[t];
          const [i, j] = [places.get(a) as number, places.get(b) as number];
          for (const at of [i * n + j, j * n + i]) {
            this.entries.set(at, (this.entries.get(at) ?? 0) + half);
            sizes.set(at, (sizes.get(at) ?? 0) + Math.abs(half));
          }
        });
      });
      const pairs = [
        [u, v],
        [v, u],
      ];
      for (const [one, other] of pairs) {
        const factor = weight * other.constant;
        if (factor === 0) continue;
        parts.push({ ...one, constant: 0 });
        factors.push(factor);
        rest += one.columns.reduce((sum, c, t) => sum + Math.abs(factor * one.coefficients[t]) * magnitude(c), 0);
      }
      constant += weight * u.constant * v.constant;
      rest += Math.abs(weight * u.constant * v.constant);
      const [far, wide] = [left, right].map(({ lower, upper }) => Math.max(-lower, upper));
      error += Math.abs(weight) * (left.error * (wide + right.error) + right.error * far);
      size += Math.abs(weight) * far * wide;
    }
    this.linear = combined(parts, factors, constant);
    this.size = size;
    this.rounding = gamma(4 * terms.length + 8) * this.over(sizes);
    this.error = 2 * (error + this.rounding + gamma(4 * terms.length + 8) * rest);
  }

  /** A bound of |x' A x| over the columns' bounds, A given like `entries`. */
  over(entries: ReadonlyMap<number, number>): number {
    const n = this.columns.length;
    let sum = 0;
    for (const [at, entry] of entries) sum += Math.abs(entry) * this.extents[Math.floor(at / n)] * this.extents[at % n];
    return sum * (1 + gamma(entries.size + 8));
  }
}
