/** Added to the diagonal, relative to its mean: constant columns and few points have a solution, too. */
const RIDGE = 1e-9;

/**
 * The normal equations of an affine fit, to which points are added and from which they are taken: sums of (1, x, y) (1, x, y)'. Points are
 * to be scaled to about one, or the sums cancel.
 */
export class AffineFit {
  /** (n + 2) x (n + 2), the upper triangle. */
  readonly sums: Float64Array;
  private readonly row: Float64Array;
  private readonly factor: Float64Array;
  private readonly width: number;

  constructor(private readonly inputs: number) {
    this.width = inputs + 2;
    this.sums = new Float64Array(this.width * this.width);
    this.row = new Float64Array(this.width);
    this.factor = new Float64Array((inputs + 1) * (inputs + 1));
  }

  get count(): number {
    return this.sums[0];
  }

  clear(): void {
    this.sums.fill(0);
  }

  /** Adds (sign 1) or takes away (sign -1) point i of X (N x inputs) with its target. */
  add(X: Float64Array, y: Float64Array, i: number, sign: 1 | -1): void {
    const { row, sums, width, inputs } = this;
    row[0] = 1;
    for (let j = 0; j < inputs; j++) row[j + 1] = X[i * inputs + j];
    row[inputs + 1] = y[i];
    for (let a = 0; a < width; a++) {
      const scaled = sign * row[a];
      for (let b = a; b < width; b++) sums[a * width + b] += scaled * row[b];
    }
  }

  /** this = whole - part. */
  difference(whole: AffineFit, part: AffineFit): void {
    for (let k = 0; k < this.sums.length; k++) this.sums[k] = whole.sums[k] - part.sums[k];
  }

  /**
   * Solves for constant and slopes, and returns the sum of squared errors.
   * @param out length inputs + 1: the constant, then the slopes
   */
  solve(out: Float64Array): number {
    const { sums, width, factor } = this;
    const n = width - 1;
    let trace = 0;
    for (let a = 0; a < n; a++) trace += sums[a * width + a];
    const ridge = (RIDGE * trace) / n;
    // Cholesky, and the forward substitution on the right side, which gives the part of y'y that is explained.
    let explained = 0;
    for (let a = 0; a < n; a++) {
      for (let b = 0; b <= a; b++) {
        let sum = sums[b * width + a] + (a === b ? ridge : 0);
        for (let k = 0; k < b; k++) sum -= factor[a * n + k] * factor[b * n + k];
        factor[a * n + b] = a === b ? Math.sqrt(Math.max(sum, 0.5 * ridge)) : sum / factor[b * n + b];
      }
      let value = sums[a * width + n];
      for (let k = 0; k < a; k++) value -= factor[a * n + k] * out[k];
      out[a] = value / factor[a * n + a];
      explained += out[a] * out[a];
    }
    for (let a = n - 1; a >= 0; a--) {
      let value = out[a];
      for (let k = a + 1; k < n; k++) value -= factor[k * n + a] * out[k];
      out[a] = value / factor[a * n + a];
    }
    return Math.max(0, sums[n * width + n] - explained);
  }
}
