import type { Box } from "../numeric/box.js";
import { gamma, up } from "../numeric/rounding.js";
import type { KernelLevel } from "./kernel-ball.js";

/** Exponents are taken to be at least minus this: nothing underflows. */
const MOST_EXPONENT = 64;
const STEPS = 32;
const POWERS = Float64Array.from({ length: MOST_EXPONENT * STEPS + 1 }, (_, k) => Math.exp(-k / STEPS));

/**
 * At least exp(-x), x >= 0, but for rounding: a table and the Taylor polynomial of degree 4, which is above exp(-r) for r >= 0. Twice as fast as Math.exp; too large by
 * a part in 4e9, and by anything beyond the largest exponent.
 */
export function powerAbove(x: number): number {
  if (!(x < MOST_EXPONENT)) return POWERS[MOST_EXPONENT * STEPS];
  const k = (x * STEPS) | 0;
  const r = x - k / STEPS;
  return POWERS[k] * (1 - r * (1 - r * (1 / 2 - r * (1 / 6 - r * (1 / 24)))));
}

/**
 * Logarithms of sums of Gaussian kernels at all 2^n vertices of a box, rounded up: bit j of a vertex's place says that edge j is at its upper end. A kernel is a product over the
 * inputs, and the sums are the product of two matrices: kernels by vertices of one half of the inputs, and of the other.
 */
export class KernelVertices {
  readonly values: Float64Array;
  private readonly n: number;
  /** Rows of as many entries as there are kernels: one for each vertex of the first half of the inputs, and of the others. */
  private readonly low: Float64Array;
  private readonly high: Float64Array;
  private readonly stride: number;
  private readonly rounding: number;

  constructor(private readonly level: KernelLevel) {
    const n = level.scales.length;
    this.n = n;
    this.stride = level.weights.length;
    this.values = new Float64Array(2 ** n);
    this.low = new Float64Array(2 ** (n >> 1) * this.stride);
    this.high = new Float64Array(2 ** (n - (n >> 1)) * this.stride);
    // An exponent errs by 6 u of itself, a factor by 32 u more.
    this.rounding = 2 * gamma(n * (6 * MOST_EXPONENT + 32) + this.stride + 8);
  }

  /** Of the first `count` kernels, to `values`. */
  run(box: Box, kernels: Int32Array, count: number): void {
    const { level, values, low, high, n } = this;
    const half = n >> 1;
    for (let k = 0; k < count; k++) {
      low[k] = level.weights[kernels[k]];
      high[k] = 1;
    }
    for (let j = 0; j < n; j++) {
      if (j < half) this.double(box, j, kernels, count, low, 1 << j);
      else this.double(box, j, kernels, count, high, 1 << (j - half));
    }
    this.multiply(1 << half, 1 << (n - half), count);
    for (let v = 0; v < values.length; v++) {
      const logarithm = Math.log(up(values[v] * (1 + this.rounding)));
      values[v] = logarithm + 8 * gamma(0) * (Math.abs(logarithm) + 1);
    }
  }

  /** From the vertices of the inputs before j to those with both ends of edge j. */
  private double(
    { lower, upper }: Box,
    j: number,
    kernels: Int32Array,
    count: number,
    table: Float64Array,
    rows: number,
  ): void {
    const { level, stride, n } = this;
    const { centres, scales } = level;
    for (let k = 0; k < count; k++) {
      const centre = centres[kernels[k] * n + j];
      const a = scales[j] * (lower[j] - centre);
      const b = scales[j] * (upper[j] - centre);
      const atLower = powerAbove(0.5 * a * a);
      const atUpper = powerAbove(0.5 * b * b);
      for (let r = 0, p = k, q = k + rows * stride; r < rows; r++, p += stride, q += stride) {
        const value = table[p];
        table[q] = value * atUpper;
        table[p] = value * atLower;
      }
    }
  }

  private multiply(columns: number, rows: number, count: number): void {
    const { values, low, high, stride } = this;
    if (columns % 2 === 1) {
      for (let r = 0; r < rows; r++) {
        let sum = 0;
        for (let k = 0; k < count; k++) sum += high[r * stride + k] * low[k];
        values[r] = sum;
      }
      return;
    }
    for (let r = 0; r < rows; r += 2) {
      for (let c = 0; c < columns; c += 2) {
        let first = 0;
        let second = 0;
        let third = 0;
        let fourth = 0;
        for (let k = 0, a = r * stride, b = c * stride; k < count; k++, a++, b++) {
          const x = high[a];
          const y = high[a + stride];
          const s = low[b];
          const t = low[b + stride];
          first += x * s;
          second += x * t;
          third += y * s;
          fourth += y * t;
        }
        const v = r * columns + c;
        values[v] = first;
        values[v + 1] = second;
        values[v + columns] = third;
        values[v + columns + 1] = fourth;
      }
    }
  }
}
