import { OnnxError } from "../../onnx/error.js";
import { factorize } from "./cholesky.js";
import { covarianceMatrix, MOST_POINTS } from "./covariance-matrix.js";
import type { GaussianProcessDefinition } from "./definition.js";

type Covariance = Pick<
  GaussianProcessDefinition,
  "kernel" | "count" | "points" | "signalVariance" | "noiseVariance" | "inputs"
>;

/**
 * The Cholesky factor of K + noiseVariance I, lower triangle, N x N row-major.
 * @throws OnnxError where the noise is not known, there are too many points, or the matrix is not positive definite in
 * float64; nothing is added to its diagonal in silence
 */
export function covarianceFactor(definition: Covariance): Float64Array {
  const { kernel, count, points, signalVariance, noiseVariance, inputs } = definition;
  if (noiseVariance === null) {
    throw new OnnxError(
      "unsupported",
      "the model has a mean only: without its noise variance there is no variance; export it with return_std=True, or as surety-gp with noiseVariance",
    );
  }
  if (count > MOST_POINTS) {
    throw new OnnxError("limit", `${count} points; the covariance matrix is factorized for at most ${MOST_POINTS}`);
  }
  const factor = covarianceMatrix(kernel, points, count, signalVariance, noiseVariance);
  const row = factorize(factor, count);
  if (row >= 0) throw new OnnxError("number", singular(points, inputs, row, signalVariance, noiseVariance));
  return factor;
}

function singular(points: Float64Array, inputs: number, row: number, signal: number, noise: number): string {
  let nearest = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let k = 0; k < row; k++) {
    let t = 0;
    for (let j = 0; j < inputs; j++) t += (points[row * inputs + j] - points[k * inputs + j]) ** 2;
    if (t < least) {
      least = t;
      nearest = k;
    }
  }
  const distance = Math.sqrt(least).toPrecision(3);
  return `the covariance matrix is not positive definite in float64 at point ${row} (its nearest, point ${nearest}, is ${distance} length scales away) with noise variance ${noise} and signal variance ${signal}; raise the noise variance or leave out points that nearly repeat others`;
}
