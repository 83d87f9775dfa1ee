import type { Box } from "../numeric/box.js";
import type { Matrix } from "../numeric/matrix.js";

/** Sweeps of coordinate descent per step. */
const SWEEPS = 10;

/**
 * Moves a point of a box towards the minimum of a quadratic model, by projected coordinate descent. Only proposes points:
 * nothing here needs to be rigorous.
 */
export class NewtonStep {
  private readonly hessian: Float64Array;
  private readonly slope: Float64Array;
  private readonly step: Float64Array;

  /** @param image the matrix of z = image x + shift if Hessians come in z, null if they come in x */
  constructor(
    private readonly n: number,
    private readonly image: Matrix | null,
  ) {
    this.hessian = new Float64Array(n * n);
    this.slope = new Float64Array(n);
    this.step = new Float64Array(n);
  }

  /** Takes H, or image' H image, and a trace of curvature on the diagonal, so that flat directions move no further than the box. */
  setHessian(centres: Float64Array, halfWidths: Float64Array): void {
    const { n, hessian, image } = this;
    if (!image) hessian.set(centres);
    else {
      hessian.fill(0);
      const rows = Array.from({ length: image.rows }, (_, r) => denseRow(image, r));
      for (let a = 0; a < image.rows; a++) {
        for (let b = 0; b < image.rows; b++) {
          const weight = centres[a * image.rows + b];
          for (let i = 0; i < n; i++) {
            for (let j = 0; j < n; j++) hessian[i * n + j] += weight * rows[a][i] * rows[b][j];
          }
        }
      }
    }
    let trace = 0;
    for (let i = 0; i < n; i++) trace += Math.abs(hessian[i * n + i]) * halfWidths[i] ** 2;
    for (let i = 0; i < n; i++) hessian[i * n + i] += (1e-6 * trace) / Math.max(halfWidths[i] ** 2, Number.MIN_VALUE);
  }

  /** x <- approximate minimiser of gradient . d + 1/2 d' H d over x + d in the box. */
  move(gradient: Float64Array, box: Box, x: Float64Array): void {
    const { n, hessian, slope, step } = this;
    slope.set(gradient);
    step.fill(0);
    for (let sweep = 0; sweep < SWEEPS; sweep++) {
      let isMoving = false;
      for (let i = 0; i < n; i++) {
        const curvature = hessian[i * n + i];
        const free = curvature > 0 ? -slope[i] / curvature : -slope[i] * Number.POSITIVE_INFINITY;
        const next = Math.min(Math.max(step[i] + free, box.lower[i] - x[i]), box.upper[i] - x[i]);
        const move = next - step[i];
        if (!(Math.abs(move) > 1e-9 * (box.upper[i] - box.lower[i]))) continue;
        isMoving = true;
        step[i] = next;
        for (let j = 0; j < n; j++) slope[j] += hessian[j * n + i] * move;
      }
      if (!isMoving) break;
    }
    for (let i = 0; i < n; i++) x[i] = Math.min(Math.max(x[i] + step[i], box.lower[i]), box.upper[i]);
  }
}

function denseRow(m: Matrix, r: number): Float64Array {
  if (m.kind === "dense") return m.data.subarray(r * m.columns, (r + 1) * m.columns);
  const row = new Float64Array(m.columns);
  for (let k = m.starts[r]; k < m.starts[r + 1]; k++) row[m.indices[k]] = m.values[k];
  return row;
}
