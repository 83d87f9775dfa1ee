import { Matrix, pseudoInverse } from "ml-matrix";
import type { Box } from "../numeric/box.js";
import type { AffineMap } from "../predictors/network/latent-space.js";

/** Rounds per variable. */
const ROUNDS = 10;
/** Slopes of the squared distance below this times their scale count as zero. */
const FLAT = 1e-13;

/**
 * The point of the box whose image is nearest to z, but for rounding: bounded-variable least squares with an active set (P. B. Stark, R. L. Parker,
 * Computational Statistics 10 (1995) 129-141), from the middle and with the shortest steps.
 */
export function preimageOf(
  { matrix, bias, size, inputs }: AffineMap,
  z: Float64Array,
  { lower, upper }: Box,
): Float64Array {
  const half = lower.map((low, j) => 0.5 * (upper[j] - low));
  const middle = lower.map((low, j) => 0.5 * low + 0.5 * upper[j]);
  const scaled = matrix.map((value, k) => value * half[k % inputs]);
  /** In half widths from the middle. */
  const u = new Float64Array(inputs);
  const isFree = half.map((h) => (h > 0 ? 1 : 0));
  const residual = () =>
    Float64Array.from(z, (target, r) => {
      let left = target - bias[r];
      for (let j = 0; j < inputs; j++) left -= matrix[r * inputs + j] * middle[j] + scaled[r * inputs + j] * u[j];
      return left;
    });
  for (let round = 0; round < ROUNDS * inputs; round++) {
    const free = [...isFree.keys()].filter((j) => isFree[j] === 1);
    if (free.length > 0 && !isFullStep(scaled, residual(), free, isFree, u, inputs)) continue;
    const released = mostInward(scaled, residual(), isFree, half, u, inputs, size);
    if (released < 0) break;
    isFree[released] = 1;
  }
  return u.map((value, j) => Math.min(Math.max(middle[j] + value * half[j], lower[j]), upper[j]));
}

/** Goes towards the least squares of the free variables; false where one of them reaches its end before, which is not free any more. */
function isFullStep(
  scaled: Float64Array,
  left: Float64Array,
  free: readonly number[],
  isFree: Float64Array,
  u: Float64Array,
  inputs: number,
): boolean {
  const columns = new Matrix(Array.from(left, (_, r) => free.map((j) => scaled[r * inputs + j])));
  const step = pseudoInverse(columns)
    .mmul(Matrix.columnVector([...left]))
    .to1DArray();
  let share = 1;
  let stopped = -1;
  free.forEach((j, k) => {
    const room = (step[k] > 0 ? 1 - u[j] : -1 - u[j]) / step[k];
    if (room < share) {
      share = Math.max(0, room);
      stopped = k;
    }
  });
  free.forEach((j, k) => {
    u[j] = Math.min(1, Math.max(-1, u[j] + share * step[k]));
  });
  if (stopped < 0) return true;
  const j = free[stopped];
  u[j] = step[stopped] > 0 ? 1 : -1;
  isFree[j] = 0;
  return false;
}

/** The variable at an end that gains most by going inside; -1 for none. */
function mostInward(
  scaled: Float64Array,
  left: Float64Array,
  isFree: Float64Array,
  half: Float64Array,
  u: Float64Array,
  inputs: number,
  size: number,
): number {
  let most = FLAT;
  let best = -1;
  for (let j = 0; j < inputs; j++) {
    if (isFree[j] === 1 || half[j] === 0) continue;
    let slope = 0;
    let scale = 0;
    for (let r = 0; r < size; r++) {
      slope += scaled[r * inputs + j] * left[r];
      scale += scaled[r * inputs + j] ** 2;
    }
    const gain = (-Math.sign(u[j]) * slope) / (scale || 1);
    if (gain > most) {
      most = gain;
      best = j;
    }
  }
  return best;
}
