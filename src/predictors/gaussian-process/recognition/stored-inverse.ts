import { squaredDistances } from "../covariance-matrix.js";
import type { GaussianProcessDefinition } from "../definition.js";

/** What the inverse of K + noise I that a file stores says about its noise. */
export interface StoredInverse {
  readonly noiseVariance: number;
  /** Largest entry of |(K + noise I) inverse - I| over the columns that were looked at. */
  readonly misses: number;
  /** What of that rounding explains. */
  readonly expected: number;
}

const COLUMNS = 64;
/** scikit-learn adds this to the diagonal unless told otherwise. */
const DEFAULT_ALPHA = 1e-10;

type Covariance = Pick<GaussianProcessDefinition, "kernel" | "points" | "count" | "inputs" | "signalVariance">;

/**
 * The noise on the diagonal of K, of which a file has the white noise of its kernel, but not what the library added: the
 * candidate (white noise with and without scikit-learn's default, else the least-squares fit) with which the stored inverse
 * fits K best. The fit: columns b of the inverse and e of the identity satisfy e - K b = noise b.
 * @param roundoff of the stored numbers
 */
export function recoverNoise(
  covariance: Covariance,
  inverse: Float64Array,
  whiteNoise: number,
  roundoff: number,
): StoredInverse {
  const { count, signalVariance } = covariance;
  const columns = Array.from({ length: Math.min(COLUMNS, count) }, (_, k) =>
    Math.floor((k * count) / Math.min(COLUMNS, count)),
  );
  // Residuals e - K b of the sampled columns, and the columns themselves.
  const residuals = columns.map((column) => residual(covariance, inverse, column));
  const stored = columns.map((column) => Float64Array.from({ length: count }, (_, i) => inverse[i * count + column]));
  let cross = 0;
  let squares = 0;
  let largest = 0;
  residuals.forEach((r, k) => {
    for (let i = 0; i < count; i++) {
      cross += r[i] * stored[k][i];
      squares += stored[k][i] ** 2;
      largest = Math.max(largest, Math.abs(stored[k][i]));
    }
  });
  const missesWith = (noise: number): number => {
    let worst = 0;
    residuals.forEach((r, k) => {
      for (let i = 0; i < count; i++) worst = Math.max(worst, Math.abs(r[i] - noise * stored[k][i]));
    });
    return worst;
  };
  const expected = 100 * count * roundoff * Math.max(1, signalVariance * largest);
  const fitted = Math.max(0, cross / squares);
  const best = missesWith(fitted);
  for (const noiseVariance of [whiteNoise + DEFAULT_ALPHA, whiteNoise]) {
    const misses = missesWith(noiseVariance);
    if (misses <= 2 * best + expected * 1e-3) return { noiseVariance, misses, expected };
  }
  return { noiseVariance: fitted, misses: best, expected };
}

/** e - K b for one column b of the inverse. */
function residual(covariance: Covariance, inverse: Float64Array, column: number): Float64Array {
  const { kernel, points, count, inputs, signalVariance } = covariance;
  const out = new Float64Array(count);
  out[column] = 1;
  const t = new Float64Array(count);
  const row = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    squaredDistances(points, count, inputs, points.subarray(i * inputs, (i + 1) * inputs), t);
    kernel.jets(t, count, 0, row);
    for (let k = 0; k < count; k++) out[i] -= signalVariance * row[k] * inverse[k * count + column];
  }
  return out;
}
