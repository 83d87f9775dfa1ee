import type { Trees } from "../trees.js";
import type { Cells } from "./cells.js";
import type { WeightedLeaves } from "./weighted-leaves.js";

/**
 * How the sum of the trees changes with one or two features when the others stay in their cells: all values at once, each
 * leaf being added as a difference at the ends of its range. Estimates.
 */
export class CellProfile {
  /** After `along`: the sum for each cell of the feature. After `across`: of feature j's cell a and k's cell b at a * width + b. */
  values: Float64Array = new Float64Array(0);
  /** After `across`: distance of two cells of the first feature in `values`. */
  width = 0;

  constructor(
    private readonly trees: Trees,
    private readonly cells: Cells,
    private readonly leaves: WeightedLeaves,
  ) {}

  /** The sum of the trees, at a cell of each feature. */
  evaluate(at: Int32Array): number {
    const { feature, left, right, roots } = this.trees;
    const { cutOf } = this.cells;
    let sum = this.leaves.base;
    for (let t = 0; t < roots.length; t++) {
      let node = roots[t];
      for (let j = feature[node]; j >= 0; j = feature[node]) node = at[j] <= cutOf[node] ? left[node] : right[node];
      sum += this.leaves.estimates[node];
    }
    return sum;
  }

  /** The profile along feature j through `at`. */
  along(at: Int32Array, j: number): void {
    const count = this.cells.count(j);
    this.reserve(count + 1);
    const { values } = this;
    for (const root of this.trees.roots) this.addAlong(at, j, 0, count - 1, root);
    let sum = this.leaves.base;
    for (let c = 0; c < count; c++) {
      sum += values[c];
      values[c] = sum;
    }
  }

  /** The profile across features j and k through `at`. */
  across(at: Int32Array, j: number, k: number): void {
    const rows = this.cells.count(j);
    const columns = this.cells.count(k);
    this.width = columns + 1;
    this.reserve((rows + 1) * this.width);
    const { values, width } = this;
    for (const root of this.trees.roots) this.addAcross(at, j, k, 0, rows - 1, 0, columns - 1, root);
    values[0] += this.leaves.base;
    for (let a = 0; a < rows; a++) {
      let sum = 0;
      for (let b = 0; b < columns; b++) {
        sum += values[a * width + b];
        values[a * width + b] = a > 0 ? sum + values[(a - 1) * width + b] : sum;
      }
    }
  }

  private reserve(length: number): void {
    if (this.values.length < length) this.values = new Float64Array(length);
    else this.values.fill(0, 0, length);
  }

  private addAlong(at: Int32Array, j: number, from: number, to: number, root: number): void {
    const { feature, left, right } = this.trees;
    const { cutOf } = this.cells;
    let node = root;
    let first = from;
    for (let i = feature[node]; i >= 0; i = feature[node]) {
      const cut = cutOf[node];
      if (i !== j) node = at[i] <= cut ? left[node] : right[node];
      else if (to <= cut) node = left[node];
      else {
        if (first <= cut) {
          this.addAlong(at, j, first, cut, left[node]);
          first = cut + 1;
        }
        node = right[node];
      }
    }
    const value = this.leaves.estimates[node];
    this.values[first] += value;
    this.values[to + 1] -= value;
  }

  /** The rectangle of cells top .. bottom of j and from .. to of k. */
  private addAcross(
    at: Int32Array,
    j: number,
    k: number,
    top: number,
    bottom: number,
    from: number,
    to: number,
    root: number,
  ): void {
    const { feature, left, right } = this.trees;
    const { cutOf } = this.cells;
    let node = root;
    let upper = top;
    let first = from;
    for (let i = feature[node]; i >= 0; i = feature[node]) {
      const cut = cutOf[node];
      if (i === j) {
        if (bottom <= cut) node = left[node];
        else {
          if (upper <= cut) {
            this.addAcross(at, j, k, upper, cut, first, to, left[node]);
            upper = cut + 1;
          }
          node = right[node];
        }
      } else if (i === k) {
        if (to <= cut) node = left[node];
        else {
          if (first <= cut) {
            this.addAcross(at, j, k, upper, bottom, first, cut, left[node]);
            first = cut + 1;
          }
          node = right[node];
        }
      } else node = at[i] <= cut ? left[node] : right[node];
    }
    const value = this.leaves.estimates[node];
    const { values, width } = this;
    values[upper * width + first] += value;
    values[upper * width + to + 1] -= value;
    values[(bottom + 1) * width + first] -= value;
    values[(bottom + 1) * width + to + 1] += value;
  }
}
