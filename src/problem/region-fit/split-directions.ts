import type { Random } from "../../numeric/random.js";
import { AffineFit } from "./least-squares.js";
import type { TrainingData } from "./training-data.js";

const RANDOM_DIRECTIONS = 4;

/**
 * Directions of splits that are tried: each input; if oblique also where the errors of the affine fit bend most (the weights of a fit
 * of the residuals' size), the difference of the slopes on both sides of such a direction, and random ones. In scaled units.
 */
export function splitDirections(
  data: TrainingData,
  points: Int32Array,
  fit: Float64Array,
  isOblique: boolean,
  random: Random,
): Float64Array[] {
  const { inputs: n } = data;
  const axes = Array.from({ length: n }, (_, j) => new Float64Array(n).fill(1, j, j + 1));
  if (!isOblique || n === 1) return axes;
  const bend = unit(bendDirection(data, points, fit));
  const directions = [bend];
  const drawn = Array.from({ length: RANDOM_DIRECTIONS }, () =>
    unit(Float64Array.from({ length: n }, () => random.normal())),
  );
  for (const start of [bend, ...drawn]) directions.push(start, hinge(data, points, start));
  return [...axes, ...directions.filter((row) => row.every(Number.isFinite) && row.some((a) => a !== 0))];
}

/** The dominant direction of sum r_i (x_i - m) (x_i - m)', r the residuals: where the target is curved. */
function bendDirection({ X, y, inputs: n }: TrainingData, points: Int32Array, fit: Float64Array): Float64Array {
  const mean = new Float64Array(n);
  for (const i of points) for (let j = 0; j < n; j++) mean[j] += X[i * n + j] / points.length;
  const moments = new Float64Array(n * n);
  for (const i of points) {
    let residual = y[i] - fit[0];
    for (let j = 0; j < n; j++) residual -= fit[j + 1] * X[i * n + j];
    for (let a = 0; a < n; a++) {
      for (let b = 0; b < n; b++) moments[a * n + b] += residual * (X[i * n + a] - mean[a]) * (X[i * n + b] - mean[b]);
    }
  }
  // Power iteration finds the eigenvalue of largest magnitude, whichever its sign.
  let vector = Float64Array.from({ length: n }, (_, j) => 1 + j / n);
  for (let step = 0; step < 50; step++) {
    const image = vector.map((_, a) => vector.reduce((sum, v, b) => sum + moments[a * n + b] * v, 0));
    vector = Float64Array.from(unit(image));
  }
  return vector;
}

/** The difference of the slopes of the fits on both sides of a median: along it the two planes meet. */
function hinge({ X, y, inputs: n }: TrainingData, points: Int32Array, direction: Float64Array): Float64Array {
  const key = (i: number): number => direction.reduce((sum, a, j) => sum + a * X[i * n + j], 0);
  const keys = Float64Array.from(points, key);
  const median = keys.slice().sort()[keys.length >> 1];
  const [below, above] = [new AffineFit(n), new AffineFit(n)];
  points.forEach((i, k) => {
    (keys[k] < median ? below : above).add(X, y, i, 1);
  });
  const [a, b] = [new Float64Array(n + 1), new Float64Array(n + 1)];
  below.solve(a);
  above.solve(b);
  return unit(a.subarray(1).map((slope, j) => slope - b[j + 1]));
}

function unit(vector: Float64Array): Float64Array {
  const length = Math.hypot(...vector);
  return vector.map((a) => (length > 0 ? a / length : 0));
}
