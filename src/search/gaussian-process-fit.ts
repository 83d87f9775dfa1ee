import { Random } from "../numeric/random.js";
import type { GaussianProcessJson } from "../predictors/gaussian-process/json-schema.js";
import { MarginalLikelihood } from "../predictors/gaussian-process/marginal-likelihood.js";
import { standardisation, standardised } from "../predictors/gaussian-process/standardisation.js";
import { ProjectedLbfgs } from "./incumbent/projected-lbfgs.js";

export interface FitOptions {
  /** Name in the kernel table. */
  readonly kernel: string;
  /** Starts of the local search; default 8. */
  readonly starts?: number | undefined;
  readonly seed?: number | undefined;
  /** The noise variance relative to that of the observations, where it is not to be fitted. */
  readonly noise?: number | undefined;
  /** Most points by which hyper-parameters are fitted, drawn at random (all are conditioned on afterwards); default 400. */
  readonly fitPoints?: number | undefined;
  /** Whether inputs and observations are standardised first; default true. */
  readonly standardise?: boolean | undefined;
}

export interface Fit {
  readonly model: GaussianProcessJson;
  /** Of the points that were fitted by, standardised. */
  readonly logMarginalLikelihood: number;
  readonly fittedPoints: number;
}

/** Ranges of the hyper-parameters for standardised data. */
const LENGTH_SCALES = [0.01, 100] as const;
const SIGNAL = [1e-3, 1e3] as const;
const NOISE = [1e-6, 1] as const;
const ALPHA = [0.01, 1e4] as const;
const ITERATIONS = 100;

/**
 * A Gaussian process with zero mean (of the standardised observations) whose hyper-parameters have the largest marginal
 * likelihood that several starts of a local search find: an estimate, as every fit is.
 * @param X N x d, row-major @param y N
 * @throws RangeError where no start has a covariance matrix that is positive definite in float64
 */
export function fitGaussianProcess(X: Float64Array, y: Float64Array, options: FitOptions): Fit {
  const inputs = X.length / y.length;
  const isStandardised = options.standardise !== false;
  const identity = (columns: number) => ({
    offset: new Float64Array(columns),
    scale: new Float64Array(columns).fill(1),
  });
  const inputScaling = isStandardised ? standardisation(X, inputs) : identity(inputs);
  const outputScaling = isStandardised ? standardisation(y, 1) : identity(1);
  const Z = standardised(X, inputScaling);
  const v = standardised(y, outputScaling);
  const random = new Random(options.seed ?? 0);
  const chosen = sample(y.length, options.fitPoints ?? 400, random);
  const likelihood = new MarginalLikelihood(
    options.kernel,
    Float64Array.from(
      { length: chosen.length * inputs },
      (_, k) => Z[chosen[Math.floor(k / inputs)] * inputs + (k % inputs)],
    ),
    Float64Array.from(chosen, (i) => v[i]),
  );
  const { theta, value } = bestOf(likelihood, inputs, options, random);
  const { lengthScales, signalVariance, noiseVariance, alpha } = likelihood.hyperparameters(theta);
  const model: GaussianProcessJson = {
    "surety-gp": 1,
    kernel: options.kernel,
    ...(alpha === undefined ? {} : { alpha }),
    lengthScales: Array.from(lengthScales),
    signalVariance,
    noiseVariance,
    mean: 0,
    inputs: { offset: Array.from(inputScaling.offset), scale: Array.from(inputScaling.scale) },
    output: { offset: outputScaling.offset[0], scale: outputScaling.scale[0] },
    X: Array.from(y, (_, i) => Array.from(Z.subarray(i * inputs, (i + 1) * inputs))),
    y: Array.from(v),
  };
  return { model, logMarginalLikelihood: -value, fittedPoints: chosen.length };
}

function bestOf(
  likelihood: MarginalLikelihood,
  inputs: number,
  options: FitOptions,
  random: Random,
): { theta: Float64Array; value: number } {
  const noise = options.noise === undefined ? NOISE : ([options.noise, options.noise] as const);
  const ranges = [...new Array(inputs).fill(LENGTH_SCALES), SIGNAL, noise, ALPHA].slice(0, likelihood.variables);
  const lower = Float64Array.from(ranges, ([low]) => Math.log(low));
  const width = Float64Array.from(ranges, ([low, high]) => Math.log(high / low));
  const n = likelihood.variables;
  const theta = new Float64Array(n);
  const scaled = (u: Float64Array): Float64Array => {
    for (let k = 0; k < n; k++) theta[k] = lower[k] + width[k] * u[k];
    return theta;
  };
  const objective = {
    evaluate: (u: Float64Array) => likelihood.evaluate(scaled(u)),
    gradient(u: Float64Array, out: Float64Array): void {
      likelihood.gradient(scaled(u), out);
      for (let k = 0; k < n; k++) out[k] *= width[k];
    },
  };
  const unit = { lower: new Float64Array(n), upper: width.map((w) => (w > 0 ? 1 : 0)) };
  const minimizer = new ProjectedLbfgs(n);
  let best = Number.POSITIVE_INFINITY;
  let at = new Float64Array(n);
  for (let start = 0; start < (options.starts ?? 8); start++) {
    // First a smooth function of moderate length scales and little noise, then anything.
    const u = Float64Array.from(unit.upper, (top, k) => {
      if (start > 0) return top * random.uniform();
      return top * (k === inputs + 1 ? 0.25 : 0.5 + (k < inputs ? 0.1 : 0));
    });
    minimizer.minimize(objective, unit, u, ITERATIONS, 1e-5);
    const value = objective.evaluate(u);
    if (value < best) {
      best = value;
      at = u;
    }
  }
  if (best === Number.POSITIVE_INFINITY) {
    throw new RangeError(
      "no start had a covariance matrix that is positive definite in float64: points repeat each other; allow more noise",
    );
  }
  return { theta: scaled(at).slice(), value: best };
}

/** `most` of 0..count - 1 without repetition, in order; all where there are no more. */
function sample(count: number, most: number, random: Random): number[] {
  const all = Array.from({ length: count }, (_, i) => i);
  if (count <= most) return all;
  for (let i = 0; i < most; i++) {
    const other = i + random.below(count - i);
    [all[i], all[other]] = [all[other], all[i]];
  }
  return all.slice(0, most).sort((a, b) => a - b);
}
