const MOST_STEPS = 10_000_000;
/** Kernel rows that are kept fill at most so many bytes. */
const MOST_BYTES = 256 * 2 ** 20;
/** In place of a curvature that is not positive. */
const LEAST_CURVATURE = 1e-12;

/** Dual solution: weights of the points, and the value that the sum of kernels has at points with weights inside (0, 1). */
export interface OneClassSolution {
  readonly weights: Float64Array;
  readonly threshold: number;
}

/**
 * min a' Q a / 2 over 0 <= a_i <= 1, sum a = total, by sequential minimal optimization with second-order working sets (Fan, Chen and Lin,
 * "Working set selection using second order information for training support vector machines", JMLR 6 (2005)).
 */
export class OneClassProgram {
  private readonly rows = new Map<number, Float64Array>();
  private readonly mostRows: number;
  private readonly diagonal: Float64Array;
  private readonly gradient: Float64Array;

  /** @param kernelRow writes row i of the kernel matrix Q */
  constructor(
    private readonly count: number,
    private readonly kernelRow: (i: number, row: Float64Array) => void,
  ) {
    this.mostRows = Math.max(2, Math.floor(MOST_BYTES / (8 * count)));
    this.gradient = new Float64Array(count);
    this.diagonal = new Float64Array(count);
    for (let i = 0; i < count; i++) this.diagonal[i] = this.row(i)[i];
  }

  /**
   * @param total in [1, count]
   * @param tolerance largest violation of the optimality conditions that is left
   */
  solve(total: number, tolerance: number): OneClassSolution {
    const { count, gradient } = this;
    const weights = new Float64Array(count);
    for (let i = 0; i < count; i++) {
      weights[i] = Math.min(1, Math.max(0, total - i));
      if (weights[i] > 0) this.addRow(i, weights[i]);
    }
    for (let step = 0; step < MOST_STEPS; step++) {
      const rising = this.steepest(weights);
      if (rising < 0) break;
      const falling = this.partner(weights, rising, tolerance);
      if (falling < 0) break;
      const slope = gradient[falling] - gradient[rising];
      const room = Math.min(1 - weights[rising], weights[falling]);
      const change = Math.min(slope / this.curvature(rising, falling), room);
      weights[rising] = change === 1 - weights[rising] ? 1 : weights[rising] + change;
      weights[falling] = change === weights[falling] ? 0 : weights[falling] - change;
      this.addRow(rising, change);
      this.addRow(falling, -change);
    }
    return { weights, threshold: this.threshold(weights) };
  }

  private steepest(weights: Float64Array): number {
    const { gradient } = this;
    let place = -1;
    for (let i = 0; i < weights.length; i++) {
      if (weights[i] < 1 && (place < 0 || gradient[i] < gradient[place])) place = i;
    }
    return place;
  }

  /** The weight to lower that gains most by the second-order estimate; -1 at the optimum. */
  private partner(weights: Float64Array, rising: number, tolerance: number): number {
    const { gradient, diagonal } = this;
    const row = this.row(rising);
    let place = -1;
    let most = 0;
    let violation = 0;
    for (let i = 0; i < weights.length; i++) {
      const slope = gradient[i] - gradient[rising];
      if (!(weights[i] > 0 && slope > 0)) continue;
      violation = Math.max(violation, slope);
      const gain = (slope * slope) / Math.max(LEAST_CURVATURE, diagonal[i] + diagonal[rising] - 2 * row[i]);
      if (gain <= most) continue;
      most = gain;
      place = i;
    }
    return violation < tolerance ? -1 : place;
  }

  private curvature(i: number, k: number): number {
    const { diagonal } = this;
    return Math.max(LEAST_CURVATURE, diagonal[i] + diagonal[k] - 2 * this.row(i)[k]);
  }

  private addRow(i: number, factor: number): void {
    const { gradient } = this;
    const row = this.row(i);
    for (let k = 0; k < gradient.length; k++) gradient[k] += factor * row[k];
  }

  /** Of the gradient: its mean over weights inside (0, 1), or the middle of what is possible where there are none. */
  private threshold(weights: Float64Array): number {
    const { gradient } = this;
    let sum = 0;
    let free = 0;
    let below = Number.NEGATIVE_INFINITY;
    let above = Number.POSITIVE_INFINITY;
    for (let i = 0; i < weights.length; i++) {
      if (weights[i] === 1) below = Math.max(below, gradient[i]);
      else if (weights[i] === 0) above = Math.min(above, gradient[i]);
      else {
        sum += gradient[i];
        free++;
      }
    }
    if (free > 0) return sum / free;
    if (below === Number.NEGATIVE_INFINITY) return above;
    return above === Number.POSITIVE_INFINITY ? below : 0.5 * (below + above);
  }

  /** Row i of the kernel matrix; those used last are kept. */
  private row(i: number): Float64Array {
    const { rows } = this;
    let row = rows.get(i);
    if (row === undefined) {
      row = new Float64Array(this.count);
      this.kernelRow(i, row);
      if (rows.size >= this.mostRows) rows.delete(rows.keys().next().value as number);
    } else rows.delete(i);
    rows.set(i, row);
    return row;
  }
}
