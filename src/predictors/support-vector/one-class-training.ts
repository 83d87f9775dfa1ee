import { OneClassProgram } from "./one-class-program.js";

const TOLERANCE = 1e-4;

/** Where the weighted sum of kernels is at least the threshold. */
export interface RadialMachine {
  /** Support vectors, row-major, with kernel exp(-|z - z_i|^2 / 2). */
  readonly points: number[];
  readonly weights: number[];
  readonly threshold: number;
}

/** normal . z >= threshold. */
export interface LinearMachine {
  readonly normal: number[];
  readonly threshold: number;
}

/**
 * The one-class support vector machine with the kernel exp(-|z - z'|^2 / 2) (Schoelkopf et al., "Estimating the support of a
 * high-dimensional distribution", Neural Computation 13 (2001)), scaled as in LIBSVM: weights in (0, 1] that sum to nu N.
 * @param points N x dimension row-major
 * @param nu share of the points that may lie outside; at least one support vector is used
 * @param tolerance of the optimality conditions; LIBSVM's is 1e-3
 */
export function radialMachine(
  points: Float64Array,
  dimension: number,
  nu: number,
  tolerance = TOLERANCE,
): RadialMachine {
  const { weights, threshold } = trained(points, dimension, nu, tolerance, (i, row) => {
    for (let k = 0; k < row.length; k++) {
      let square = 0;
      for (let j = 0; j < dimension; j++) square += (points[i * dimension + j] - points[k * dimension + j]) ** 2;
      row[k] = Math.exp(-0.5 * square);
    }
  });
  const chosen = Array.from(weights.keys()).filter((i) => weights[i] > 0);
  return {
    points: chosen.flatMap((i) => [...points.subarray(i * dimension, (i + 1) * dimension)]),
    weights: chosen.map((i) => weights[i]),
    threshold,
  };
}

/** The same with the kernel z . z': a half-space that holds most points and not the origin. */
export function linearMachine(
  points: Float64Array,
  dimension: number,
  nu: number,
  tolerance = TOLERANCE,
): LinearMachine {
  const { weights, threshold } = trained(points, dimension, nu, tolerance, (i, row) => {
    for (let k = 0; k < row.length; k++) {
      let product = 0;
      for (let j = 0; j < dimension; j++) product += points[i * dimension + j] * points[k * dimension + j];
      row[k] = product;
    }
  });
  const normal = new Array<number>(dimension).fill(0);
  weights.forEach((weight, i) => {
    for (let j = 0; j < dimension; j++) normal[j] += weight * points[i * dimension + j];
  });
  return { normal, threshold };
}

function trained(
  points: Float64Array,
  dimension: number,
  nu: number,
  tolerance: number,
  kernelRow: (i: number, row: Float64Array) => void,
) {
  const count = points.length / dimension;
  return new OneClassProgram(count, kernelRow).solve(Math.min(count, Math.max(1, nu * count)), tolerance);
}
