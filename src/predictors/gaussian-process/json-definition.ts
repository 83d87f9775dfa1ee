import { OnnxError } from "../../onnx/error.js";
import { solve } from "./cholesky.js";
import { squaredDistances } from "./covariance-matrix.js";
import type { GaussianProcessDefinition } from "./definition.js";
import { covarianceFactor } from "./factorization.js";
import type { GaussianProcessFile } from "./gaussian-process-file.js";
import type { GaussianProcessJson } from "./json-schema.js";
import type { Kernel } from "./kernels/kernel.js";
import { kernel } from "./kernels/table.js";

/** The posterior that the file describes: coordinates scaled, weights computed where there are none. @throws OnnxError */
export function definitionOf(json: GaussianProcessJson): GaussianProcessFile {
  const inputs = json.X[0].length;
  const count = json.X.length;
  const lengths = typeof json.lengthScales === "number" ? new Array(inputs).fill(json.lengthScales) : json.lengthScales;
  const offset = json.inputs?.offset ?? new Array(inputs).fill(0);
  const scale = json.inputs?.scale ?? new Array(inputs).fill(1);
  const points = new Float64Array(count * inputs);
  json.X.forEach((row, i) => {
    for (let j = 0; j < inputs; j++) points[i * inputs + j] = row[j] / lengths[j];
  });
  const inputFactor = Float64Array.from(lengths, (length: number, j) => 1 / (scale[j] * length));
  // The file's mean is linear in (x - offset) / scale, the definition's in x.
  const { constant = 0, linear } = typeof json.mean === "object" ? json.mean : { constant: json.mean ?? 0 };
  const slopes = linear?.map((slope, j) => slope / scale[j]);
  const unweighted = {
    kernel: kernelOf(json),
    inputs,
    count,
    inputOffset: Float64Array.from(offset),
    inputFactor,
    points,
    signalVariance: json.signalVariance,
    noiseVariance: json.noiseVariance ?? null,
    meanConstant: slopes === undefined ? constant : slopes.reduce((sum, slope, j) => sum - slope * offset[j], constant),
    meanLinear: slopes === undefined ? null : Float64Array.from(slopes),
    outputOffset: json.output?.offset ?? 0,
    outputScale: json.output?.scale ?? 1,
  };
  requireFinite(unweighted.inputFactor, "inputs.scale times lengthScales");
  requireFinite(points, "X / lengthScales");
  const trend = json.X.map((row) => row.reduce((sum, v, j) => sum + (linear?.[j] ?? 0) * v, constant));
  if (json.weights === undefined) {
    const weights = Float64Array.from(json.y as number[], (y, i) => y - trend[i]);
    solve(covarianceFactor(unweighted), count, weights);
    for (let i = 0; i < count; i++) weights[i] *= json.signalVariance;
    return { definition: { ...unweighted, weights }, notes: [] };
  }
  const weights = Float64Array.from(json.weights, (w) => json.signalVariance * w);
  const definition = { ...unweighted, weights };
  const notes = json.y === undefined ? [] : checkWeights(definition, trend, json.weights, json.y);
  if (json.noiseVariance === undefined) notes.push("no noiseVariance in the file: there is a mean, but no variance");
  return { definition, notes };
}

function kernelOf(json: GaussianProcessJson): Kernel {
  try {
    return kernel(json.kernel, json.alpha === undefined ? {} : { alpha: json.alpha });
  } catch (error) {
    throw error instanceof RangeError ? new OnnxError("unsupported", error.message) : error;
  }
}

function requireFinite(values: Float64Array, what: string): void {
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new OnnxError("number", `${what} is ${values[bad]} at position ${bad}`);
}

/**
 * Weights belong to the observations if mean(x_i) = y_i - noiseVariance weights_i. Refuses those that are off by a tenth of the
 * observations' spread (another convention: weights that include the signal variance, or the observations unscaled). Looks at
 * the first points only where there are many.
 */
function checkWeights(
  definition: GaussianProcessDefinition,
  trend: readonly number[],
  alpha: readonly number[],
  y: readonly number[],
): string[] {
  const { kernel: kappa, points, count, inputs, weights, noiseVariance } = definition;
  const t = new Float64Array(count);
  const values = new Float64Array(count);
  let worst = 0;
  for (let i = 0; i < Math.min(count, 500); i++) {
    squaredDistances(points, count, inputs, points.subarray(i * inputs, (i + 1) * inputs), t);
    kappa.jets(t, count, 0, values);
    let off = trend[i] + (noiseVariance ?? 0) * alpha[i] - y[i];
    for (let k = 0; k < count; k++) off += weights[k] * values[k];
    worst = Math.max(worst, Math.abs(off));
  }
  const spread = Math.max(...y) - Math.min(...y) || 1;
  if (worst > 0.1 * spread && noiseVariance !== null) {
    throw new OnnxError(
      "malformed",
      `weights: they miss y by ${worst.toPrecision(3)} at the training points; weights are (K + noiseVariance I)^-1 (y - mean) with the signal variance in K; leave them out to have them computed`,
    );
  }
  if (!(worst > 1e-6 * spread)) return [];
  return [
    `the weights in the file miss y by up to ${worst.toPrecision(3)} at the training points; they are taken as they are`,
  ];
}
