/** Pivots of the simplex method at most: any affine function that comes of fewer is as good, but for tightness. */
const MOST_PIVOTS = 40;
/** Entries that are smaller than it are no pivots. */
const LEAST_PIVOT = 1e-9;

/**
 * The affine function over the unit cube that is above given values at all 2^n vertices and least at a point, an estimate: a vertex of the concave envelope, by the primal simplex method
 * on the convex combinations of vertices that make the point, beginning with those along the point's sorted coordinates.
 */
export class VertexEnvelope {
  /** After `run`: the slopes. */
  readonly slopes: Float64Array;
  private readonly n: number;
  private readonly size: number;
  private readonly basis: Int32Array;
  private readonly inverse: Float64Array;
  private readonly shares: Float64Array;
  private readonly prices: Float64Array;
  private readonly column: Float64Array;
  private readonly order: Int32Array;
  private readonly sums: Float64Array;

  constructor(n: number) {
    this.n = n;
    this.size = n + 1;
    this.slopes = new Float64Array(n);
    this.basis = new Int32Array(n + 1);
    this.inverse = new Float64Array((n + 1) ** 2);
    this.shares = new Float64Array(n + 1);
    this.prices = new Float64Array(n + 1);
    this.column = new Float64Array(n + 1);
    this.order = new Int32Array(n);
    this.sums = new Float64Array(2 ** n);
  }

  /**
   * Returns the constant for which the function is above the values, without rounding.
   * @param tolerance by how much the function may be larger at the point than it need be
   */
  run(values: Float64Array, point: Float64Array, tolerance: number): number {
    this.start(point);
    for (let pivot = 0; ; pivot++) {
      this.price(values);
      const entering = this.mostViolated(values, tolerance);
      if (entering < 0 || pivot === MOST_PIVOTS || !this.exchange(entering)) break;
    }
    const { prices, slopes, n } = this;
    for (let j = 0; j < n; j++) slopes[j] = prices[j];
    return this.constantAbove(values);
  }

  /** max over the vertices of value - slopes . vertex. */
  constantAbove(values: Float64Array): number {
    const { sums } = this;
    this.addUp(0, this.slopes);
    let most = Number.NEGATIVE_INFINITY;
    for (let v = 0; v < sums.length; v++) if (values[v] - sums[v] > most) most = values[v] - sums[v];
    return most;
  }

  private addUp(constant: number, slopes: Float64Array): void {
    const { sums, n } = this;
    sums[0] = constant;
    for (let j = 0; j < n; j++) {
      const size = 1 << j;
      for (let v = 0; v < size; v++) sums[v + size] = sums[v] + slopes[j];
    }
  }

  private start(point: Float64Array): void {
    const { order, basis, inverse, shares, n, size } = this;
    for (let j = 0; j < n; j++) {
      let place = j;
      while (place > 0 && point[order[place - 1]] < point[j]) {
        order[place] = order[place - 1];
        place--;
      }
      order[place] = j;
    }
    inverse.fill(0);
    let vertex = 0;
    for (let r = 0; r < size; r++) {
      if (r > 0) vertex |= 1 << order[r - 1];
      basis[r] = vertex;
      // The share of vertex r is the step from its coordinate to the next; rows of the inverse say the same of any point (with 1 last).
      if (r === 0) inverse[r * size + n] = 1;
      else inverse[r * size + order[r - 1]] = 1;
      if (r < n) inverse[r * size + order[r]] -= 1;
    }
    for (let r = 0; r < size; r++) {
      let share = inverse[r * size + n];
      for (let j = 0; j < n; j++) share += inverse[r * size + j] * point[j];
      shares[r] = Math.max(0, share);
    }
  }

  private price(values: Float64Array): void {
    const { basis, inverse, prices, size } = this;
    prices.fill(0);
    for (let r = 0; r < size; r++) {
      const value = values[basis[r]];
      for (let j = 0; j < size; j++) prices[j] += value * inverse[r * size + j];
    }
  }

  private mostViolated(values: Float64Array, tolerance: number): number {
    const { prices, sums, n } = this;
    this.addUp(prices[n], prices);
    let most = tolerance;
    let place = -1;
    for (let v = 0; v < sums.length; v++) {
      const excess = values[v] - sums[v];
      if (excess > most) {
        most = excess;
        place = v;
      }
    }
    return place;
  }

  private exchange(entering: number): boolean {
    const { basis, inverse, shares, column, size, n } = this;
    let leaving = -1;
    let step = Number.POSITIVE_INFINITY;
    for (let r = 0; r < size; r++) {
      let entry = inverse[r * size + n];
      for (let j = 0; j < n; j++) if (((entering >> j) & 1) === 1) entry += inverse[r * size + j];
      column[r] = entry;
      if (entry > LEAST_PIVOT && shares[r] < step * entry) {
        step = shares[r] / entry;
        leaving = r;
      }
    }
    if (leaving < 0) return false;
    const pivot = column[leaving];
    for (let j = 0; j < size; j++) inverse[leaving * size + j] /= pivot;
    for (let r = 0; r < size; r++) {
      if (r === leaving) continue;
      const factor = column[r];
      shares[r] = Math.max(0, shares[r] - step * factor);
      if (factor === 0) continue;
      for (let j = 0; j < size; j++) inverse[r * size + j] -= factor * inverse[leaving * size + j];
    }
    shares[leaving] = step;
    basis[leaving] = entering;
    return true;
  }
}
