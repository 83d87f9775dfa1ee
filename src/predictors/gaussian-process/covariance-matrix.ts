import type { Kernel } from "./kernels/kernel.js";

/** Most points for which a dense covariance matrix is made (8 N^2 bytes). */
export const MOST_POINTS = 5000;

/** signalVariance kappa(|z_i - z_k|^2), with `noiseVariance` added to the diagonal; lower triangle, N x N row-major. */
export function covarianceMatrix(
  kernel: Kernel,
  points: Float64Array,
  count: number,
  signalVariance: number,
  noiseVariance: number,
): Float64Array {
  const inputs = points.length / count;
  const matrix = new Float64Array(count * count);
  const t = new Float64Array(count);
  const row = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    squaredDistances(points, i, inputs, points.subarray(i * inputs, (i + 1) * inputs), t);
    kernel.jets(t, i, 0, row);
    for (let k = 0; k < i; k++) matrix[i * count + k] = signalVariance * row[k];
    matrix[i * count + i] = signalVariance + noiseVariance;
  }
  return matrix;
}

/** t[i] = |z - z_i|^2 for i < count. */
export function squaredDistances(
  points: Float64Array,
  count: number,
  inputs: number,
  z: Float64Array,
  t: Float64Array,
): void {
  for (let i = 0; i < count; i++) {
    const start = i * inputs;
    let sum = 0;
    for (let j = 0; j < inputs; j++) {
      const difference = z[j] - points[start + j];
      sum += difference * difference;
    }
    t[i] = sum;
  }
}
