import { gamma, UNIT_ROUNDOFF } from "../numeric/rounding.js";
import type { Ranges } from "../predictors/network/relaxation/ranges.js";

/**
 * Lower bounds of h . e + 1/2 e' Q e over the cube |e_i| <= 1, for every symmetric Q within given ranges. Coordinates are
 * scaled by the box's half widths, so that all of this is dimensionless.
 */
export class BoxQuadratic {
  /** Q plus the shift that makes it positive semidefinite, n x n. */
  private readonly matrix: Float64Array;
  private readonly factor: Float64Array;
  private readonly gradient: Float64Array;
  /** Minimiser of the convexified quadratic, |e_i| <= 1. */
  readonly minimiser: Float64Array;
  /** What was added to the diagonal; 0 if every matrix in the ranges is positive semidefinite as it is. */
  shift = 0;

  constructor(private readonly n: number) {
    this.matrix = new Float64Array(n * n);
    this.factor = new Float64Array(n * n);
    this.gradient = new Float64Array(n);
    this.minimiser = new Float64Array(n);
  }

  /**
   * Takes Q from the ranges of a Hessian: the radii move to the diagonal by rows (1/2 e' E e >= -1/2 sum_i rho_i e_i^2 for
   * |E| <= R with row sums rho), and the least shift found that makes the rest provably positive semidefinite is added.
   * False if the ranges are not finite.
   */
  setMatrix(hessian: Ranges, halfWidths: Float64Array): boolean {
    const { n, matrix } = this;
    let scale = 0;
    for (let i = 0; i < n; i++) {
      let row = 0;
      let radius = 0;
      for (let j = 0; j < n; j++) {
        const area = halfWidths[i] * halfWidths[j];
        matrix[i * n + j] = hessian.centres[i * n + j] * area;
        radius += hessian.radii[i * n + j] * area;
        row += Math.abs(matrix[i * n + j]);
      }
      matrix[i * n + i] -= radius;
      scale = Math.max(scale, row + radius);
      if (!(row + radius < Number.POSITIVE_INFINITY)) return false;
    }
    // Rounding of the entries above and of the factorization (S. M. Rump, BIT 46 (2006) 433-452) is less than this.
    const slack = 8 * (n + 4) * n * UNIT_ROUNDOFF * scale + Number.MIN_VALUE;
    this.shift = 0;
    if (!this.isPositiveDefinite(-slack)) {
      this.shift = this.leastShift(slack, scale);
      for (let i = 0; i < n; i++) matrix[i * n + i] += this.shift;
    }
    return true;
  }

  /**
   * Lower bound of h . e + 1/2 e' Q e for |h - linear| <= linearRadii (both already scaled by the half widths): coordinate
   * descent on the convexified quadratic, then its tangent plane at the point reached, which needs no exact minimiser.
   */
  minimum(linear: Float64Array, linearRadii: Float64Array): number {
    const { n, matrix, minimiser, gradient } = this;
    minimiser.fill(0);
    for (let sweep = 0; sweep < 30; sweep++) if (this.descend(linear) < 1e-6) break;
    let value = 0;
    let magnitude = 0;
    for (let i = 0; i < n; i++) {
      let product = 0;
      let size = 0;
      for (let j = 0; j < n; j++) {
        const term = matrix[i * n + j] * minimiser[j];
        product += term;
        size += Math.abs(term);
      }
      value += minimiser[i] * (linear[i] + 0.5 * product);
      gradient[i] = linear[i] + product;
      magnitude += 3 * (Math.abs(linear[i]) + size);
    }
    let decrease = 0;
    for (let i = 0; i < n; i++) {
      decrease += Math.min(gradient[i] * (-1 - minimiser[i]), gradient[i] * (1 - minimiser[i])) - linearRadii[i];
      magnitude += linearRadii[i];
    }
    const convexification = 0.5 * this.shift * n;
    const margin = 2 * gamma(n * n + 4 * n + 16) * (magnitude + convexification) + Number.MIN_VALUE;
    return value + decrease - convexification - margin;
  }

  /** One sweep of exact coordinate minimization; returns the largest move. */
  private descend(linear: Float64Array): number {
    const { n, matrix, minimiser } = this;
    let move = 0;
    for (let i = 0; i < n; i++) {
      let slope = linear[i];
      for (let j = 0; j < n; j++) if (j !== i) slope += matrix[i * n + j] * minimiser[j];
      const curvature = matrix[i * n + i];
      const free = curvature > 0 ? -slope / curvature : slope > 0 ? -1 : 1;
      const next = Math.min(1, Math.max(-1, free));
      move = Math.max(move, Math.abs(next - minimiser[i]));
      minimiser[i] = next;
    }
    return move;
  }

  /** Bisection for the least diagonal shift with a Cholesky factorization to spare; the upper end is Gershgorin's. */
  private leastShift(slack: number, scale: number): number {
    let low = 0;
    let high = scale * (1 + 1e-9) + 4 * slack;
    for (let step = 0; step < 12; step++) {
      const middle = 0.5 * (low + high);
      if (this.isPositiveDefinite(middle - slack)) high = middle;
      else low = middle;
    }
    return high;
  }

  private isPositiveDefinite(shift: number): boolean {
    const { n, matrix, factor } = this;
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
