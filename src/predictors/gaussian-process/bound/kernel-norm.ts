import { UNIT_ROUNDOFF, up } from "../../../numeric/rounding.js";
import type { Kernel } from "../kernels/kernel.js";
import { BLOCK, blockedUnits } from "./rounding-units.js";

/**
 * Upper bound of the norm of sum_i w_i kappa_i in the kernel's reproducing kernel Hilbert space, sqrt(w' K w), in O(N^2 d). Where sum |w_i| is large the
 * terms cancel; what rounding may have made of them is added.
 * @param points N x d, row-major
 */
export function normUpperBound(kernel: Kernel, points: Float64Array, inputs: number, weights: Float64Array): number {
  const count = weights.length;
  const squares = new Float64Array(count);
  const values = new Float64Array(count);
  let total = 0;
  let magnitude = 0;
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < i; k++) {
      let t = 0;
      for (let j = 0; j < inputs; j++) {
        const difference = points[i * inputs + j] - points[k * inputs + j];
        t += difference * difference;
      }
      squares[k] = t;
    }
    kernel.jets(squares, i, 0, values);
    let row = 0;
    let rowMagnitude = 0;
    let block = 0;
    for (let k = 0; k < i; k++) {
      const term = weights[k] * values[k];
      block += term;
      // Two more units per unit of t: what an inexact t does to kappa, relatively, is at most t / 2 + 3 times as much.
      if (term !== 0) rowMagnitude += Math.abs(term) * (1 + squares[k]);
      if ((k + 1) % BLOCK !== 0) continue;
      row += block;
      block = 0;
    }
    row += block;
    total += weights[i] * (2 * row + weights[i]);
    magnitude += Math.abs(weights[i]) * (2 * rowMagnitude + Math.abs(weights[i]));
  }
  const units = kernel.errorUnits + 3 * (kernel.argumentUnits + inputs + 3) + blockedUnits(count) + 8;
  // Rows are added one after the other: partial sums are at most the sum of magnitudes.
  const error = 1.01 * UNIT_ROUNDOFF * (units + count) * magnitude;
  return up(Math.sqrt(up(Math.max(0, total + error + 1e-280))));
}
