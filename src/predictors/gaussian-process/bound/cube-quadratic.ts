import { gamma, UNIT_ROUNDOFF } from "../../../numeric/rounding.js";

const SWEEPS = 30;
const BISECTIONS = 12;

/**
 * Lower bounds of constant + linear . u + 1/2 u' matrix u over the cube |u_j| <= 1. Fill the three, call `separableMinimum` and, where that does not
 * suffice, `convexMinimum`. All results are rigorous for the coefficients as they stand.
 */
export class CubeQuadratic {
  constant = 0;
  readonly linear: Float64Array;
  /** Symmetric, n x n. */
  readonly matrix: Float64Array;
  /** The separable minorant constant + sum_j (curvatures_j u_j^2 + linear_j u_j). */
  readonly curvatures: Float64Array;
  /** Minimum of each of its terms, less their share of rounding. */
  readonly minima: Float64Array;
  readonly minimiser: Float64Array;
  /** What was added to the matrix's diagonal to make it positive semidefinite. */
  shift = 0;
  private readonly factor: Float64Array;
  /** The last `separableMinimum`. */
  separable = Number.NEGATIVE_INFINITY;
  /** Sum of the magnitudes of all coefficients. */
  private magnitude = 0;

  constructor(readonly dimension: number) {
    const n = dimension;
    this.linear = new Float64Array(n);
    this.matrix = new Float64Array(n * n);
    this.factor = new Float64Array(n * n);
    this.curvatures = new Float64Array(n);
    this.minima = new Float64Array(n);
    this.minimiser = new Float64Array(n);
  }

  /** |Q_jk u_j u_k| <= |Q_jk| (u_j^2 + u_k^2) / 2 makes the quadratic separable; its minimum is found per coordinate. */
  separableMinimum(): number {
    const { dimension: n, linear, matrix, curvatures, minima, minimiser } = this;
    this.magnitude = Math.abs(this.constant);
    for (let j = 0; j < n; j++) {
      let curvature = 0.5 * matrix[j * n + j];
      let row = Math.abs(matrix[j * n + j]);
      for (let k = 0; k < n; k++) {
        if (k === j) continue;
        const size = Math.abs(matrix[j * n + k]);
        curvature -= 0.5 * size;
        row += size;
      }
      const size = row + Math.abs(linear[j]);
      curvatures[j] = curvature - gamma(n + 4) * row;
      minima[j] = this.minimumOf(j) - gamma(8) * size;
      minimiser[j] = this.placeOf(j);
      this.magnitude += size;
    }
    this.separable = this.constant;
    for (let j = 0; j < n; j++) this.separable += minima[j];
    this.separable -= gamma(n + 2) * this.magnitude;
    return this.separable;
  }

  /**
   * After `separableMinimum`: curvatures_j u_j^2 + linear_j u_j is at most this wherever the separable minorant does not exceed the level.
   */
  limitOf(j: number, level: number): number {
    return level - (this.separable - this.minima[j]) + gamma(16) * (this.magnitude + Math.abs(level));
  }

  /**
   * Cholesky decides whether the matrix is positive semidefinite or what must be added to its diagonal; coordinate descent on the
   * convex quadratic, whose tangent plane at the point reached bounds it from below, exact minimiser or not; -1/2 shift u_j^2 >= -1/2 shift.
   */
  convexMinimum(): number {
    this.convexify();
    const { dimension: n, minimiser } = this;
    for (let j = 0; j < n; j++) minimiser[j] = Math.min(1, Math.max(-1, minimiser[j]));
    for (let sweep = 0; sweep < SWEEPS; sweep++) if (this.descend() < 1e-5) break;
    let value = this.constant;
    for (let j = 0; j < n; j++) {
      let product = this.shift * minimiser[j];
      for (let k = 0; k < n; k++) product += this.matrix[j * n + k] * minimiser[k];
      const slope = this.linear[j] + product;
      value += minimiser[j] * (this.linear[j] + 0.5 * product) - Math.abs(slope) - slope * minimiser[j];
    }
    const convexification = 0.5 * this.shift * n;
    const margin = 2 * gamma(n * n + 4 * n + 16) * (4 * this.magnitude + 6 * convexification);
    return value - convexification - margin - Number.MIN_VALUE;
  }

  /** Writes the slopes at u of the convexified quadratic to `out`. After `separableMinimum`. */
  convexSlopes(u: Float64Array, out: Float64Array): void {
    this.convexify();
    const { dimension: n } = this;
    for (let j = 0; j < n; j++) {
      let slope = this.linear[j] + this.shift * u[j];
      for (let k = 0; k < n; k++) slope += this.matrix[j * n + k] * u[k];
      out[j] = slope;
    }
  }

  private minimumOf(j: number): number {
    const curvature = this.curvatures[j];
    const slope = Math.abs(this.linear[j]);
    return curvature > 0 && slope < 2 * curvature ? (-slope * slope) / (4 * curvature) : curvature - slope;
  }

  private placeOf(j: number): number {
    const curvature = this.curvatures[j];
    const slope = this.linear[j];
    if (curvature > 0 && Math.abs(slope) < 2 * curvature) return -slope / (2 * curvature);
    return slope > 0 ? -1 : 1;
  }

  /** One sweep of exact coordinate minimization; returns the largest move. */
  private descend(): number {
    const { dimension: n, matrix, linear, minimiser, shift } = this;
    let move = 0;
    for (let j = 0; j < n; j++) {
      let slope = linear[j];
      for (let k = 0; k < n; k++) if (k !== j) slope += matrix[j * n + k] * minimiser[k];
      const curvature = matrix[j * n + j] + shift;
      const free = curvature > 0 ? -slope / curvature : slope > 0 ? -1 : 1;
      const next = Math.min(1, Math.max(-1, free));
      move = Math.max(move, Math.abs(next - minimiser[j]));
      minimiser[j] = next;
    }
    return move;
  }

  /** The least diagonal shift that bisection finds with a Cholesky factorization to spare (S. M. Rump, BIT 46 (2006) 433-452). */
  private convexify(): void {
    const { dimension: n, matrix } = this;
    let scale = 0;
    let low = 0;
    let high = 0;
    for (let j = 0; j < n; j++) {
      let row = 0;
      for (let k = 0; k < n; k++) row += Math.abs(matrix[j * n + k]);
      scale = Math.max(scale, row);
      low = Math.max(low, -matrix[j * n + j]);
      high = Math.max(high, row - Math.abs(matrix[j * n + j]) - matrix[j * n + j]);
    }
    const slack = 8 * (n + 4) * n * UNIT_ROUNDOFF * scale + Number.MIN_VALUE;
    this.shift = 0;
    if (high <= -slack || this.isPositiveDefinite(-slack)) return;
    high += 4 * slack;
    for (let step = 0; step < BISECTIONS; step++) {
      const middle = 0.5 * (low + high);
      if (this.isPositiveDefinite(middle - slack)) high = middle;
      else low = middle;
    }
    this.shift = high;
  }

  private isPositiveDefinite(shift: number): boolean {
    const { dimension: n, matrix, factor } = this;
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= i; j++) {
        let sum = matrix[i * n + j] + (i === j ? shift : 0);
        for (let k = 0; k < j; k++) sum -= factor[i * n + k] * factor[j * n + k];
        if (i !== j) factor[i * n + j] = sum / factor[j * n + j];
        else if (sum > 0) factor[i * n + i] = Math.sqrt(sum);
        else return false;
      }
    }
    return true;
  }
}
