import { Random } from "../../../src/numeric/random.js";
import { CovarianceFactor } from "../../../src/predictors/gaussian-process/covariance-factor.js";
import type { GaussianProcessDefinition } from "../../../src/predictors/gaussian-process/definition.js";
import { kernel } from "../../../src/predictors/gaussian-process/kernels/table.js";

export interface Fit {
  readonly kernel: string;
  readonly inputs: number;
  readonly count: number;
  readonly seed: number;
  readonly noise?: number;
  /** Relative to the box [-1, 1]^d of the points. */
  readonly lengthScale?: number;
  readonly outputScale?: number;
  readonly hasTrend?: boolean;
}

/** A wavy function of inputs in [-1, 1]. */
export function wave(x: Float64Array): number {
  return x.reduce((sum, value, j) => sum + Math.sin(3.1 * value + j) + 0.4 * Math.cos(7 * value - j), 0);
}

/** The posterior of a Gaussian process with given parameters at random points of [-1, 1]^d, with the values of `wave`. */
export function fitted(options: Fit): GaussianProcessDefinition {
  const { kernel: name, inputs, count, seed, noise = 1e-6, lengthScale = 0.5 } = options;
  const { outputScale = 1, hasTrend = false } = options;
  const random = new Random(seed);
  const raw = Float64Array.from({ length: count * inputs }, () => random.between(-1, 1));
  const definition: GaussianProcessDefinition = {
    kernel: kernel(name),
    inputs,
    count,
    inputOffset: Float64Array.from({ length: inputs }, () => 0.1 * random.normal()),
    inputFactor: Float64Array.from({ length: inputs }, () => (0.8 + 0.4 * random.uniform()) / lengthScale),
    points: new Float64Array(count * inputs),
    weights: new Float64Array(count),
    signalVariance: 1.3,
    noiseVariance: noise,
    meanConstant: hasTrend ? 0.3 : 0,
    meanLinear: hasTrend ? Float64Array.from({ length: inputs }, () => random.normal()) : null,
    outputOffset: hasTrend ? -2 : 0,
    outputScale,
  };
  const { points, inputOffset, inputFactor, weights } = definition;
  for (let k = 0; k < points.length; k++) points[k] = (raw[k] - inputOffset[k % inputs]) * inputFactor[k % inputs];
  for (let i = 0; i < count; i++) weights[i] = wave(raw.subarray(i * inputs, (i + 1) * inputs));
  new CovarianceFactor(definition).solve(weights);
  for (let i = 0; i < count; i++) weights[i] *= definition.signalVariance;
  return definition;
}

/** The training point i in the inputs' own coordinates, about. */
export function trainingPoint({ points, inputs, inputFactor, inputOffset }: GaussianProcessDefinition, i: number) {
  return Float64Array.from({ length: inputs }, (_, j) => points[i * inputs + j] / inputFactor[j] + inputOffset[j]);
}

/** A box in [-1.2, 1.2]^d: of any size, some centred on training points, some with edges that are points. */
export function randomBox(definition: GaussianProcessDefinition, random: Random) {
  const { inputs, count } = definition;
  const centre =
    random.uniform() < 0.4
      ? trainingPoint(definition, random.below(count))
      : Float64Array.from({ length: inputs }, () => random.between(-1.1, 1.1));
  const size = 10 ** random.between(-7, 0);
  const half = Float64Array.from({ length: inputs }, () => (random.uniform() < 0.1 ? 0 : size * random.uniform()));
  return { lower: centre.map((c, j) => c - half[j]), upper: centre.map((c, j) => c + half[j]) };
}

/** The middle, a corner and a random point of the box, in turn. */
export function samplePoint(box: { lower: Float64Array; upper: Float64Array }, random: Random, k: number) {
  const { lower, upper } = box;
  if (k % 3 === 0) return lower.map((l, j) => Math.min(Math.max(0.5 * l + 0.5 * upper[j], l), upper[j]));
  if (k % 3 === 1) return lower.map((l, j) => (random.uniform() < 0.5 ? l : upper[j]));
  return lower.map((l, j) => random.between(l, upper[j]));
}
