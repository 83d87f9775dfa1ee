import { type Box, box } from "../dist/numeric/box.js";
import { Random } from "../dist/numeric/random.js";
import { factorize, logDeterminant, solve } from "../dist/predictors/gaussian-process/cholesky.js";
import { covarianceMatrix } from "../dist/predictors/gaussian-process/covariance-matrix.js";
import type { GaussianProcessDefinition } from "../dist/predictors/gaussian-process/definition.js";
import { kernel } from "../dist/predictors/gaussian-process/kernels/table.js";

/** A function to be modelled, minimized over its box. */
export interface TestFunction {
  readonly name: string;
  readonly box: Box;
  value(x: Float64Array): number;
}

export interface AcquisitionProblem {
  readonly definition: GaussianProcessDefinition;
  readonly box: Box;
  /** Values at the training points, standardised. */
  readonly observations: Float64Array;
  /** The lowest of them. */
  readonly best: number;
}

const cube = (lower: number, upper: number, d: number): Box =>
  box(new Float64Array(d).fill(lower), new Float64Array(d).fill(upper));

export const functions = {
  forrester: {
    name: "Forrester",
    box: cube(0, 1, 1),
    value: ([x]) => (6 * x - 2) ** 2 * Math.sin(12 * x - 4),
  },
  branin: {
    name: "Branin",
    box: box([-5, 0], [10, 15]),
    value: ([x, y]) =>
      (y - (5.1 / (4 * Math.PI ** 2)) * x * x + (5 / Math.PI) * x - 6) ** 2 +
      10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) +
      10,
  },
  peaks: {
    name: "peaks",
    box: cube(-3, 3, 2),
    value: ([x, y]) =>
      3 * (1 - x) ** 2 * Math.exp(-x * x - (y + 1) ** 2) -
      10 * (x / 5 - x ** 3 - y ** 5) * Math.exp(-x * x - y * y) -
      Math.exp(-((x + 1) ** 2) - y * y) / 3,
  },
  hartmann3: {
    name: "Hartmann 3",
    box: cube(0, 1, 3),
    value: (x) =>
      hartmann(
        x,
        [
          [3, 10, 30],
          [0.1, 10, 35],
          [3, 10, 30],
          [0.1, 10, 35],
        ],
        [
          [0.3689, 0.117, 0.2673],
          [0.4699, 0.4387, 0.747],
          [0.1091, 0.8732, 0.5547],
          [0.03815, 0.5743, 0.8828],
        ],
      ),
  },
  hartmann6: {
    name: "Hartmann 6",
    box: cube(0, 1, 6),
    value: (x) =>
      hartmann(
        x,
        [
          [10, 3, 17, 3.5, 1.7, 8],
          [0.05, 10, 17, 0.1, 8, 14],
          [3, 3.5, 1.7, 10, 17, 8],
          [17, 8, 0.05, 10, 0.1, 14],
        ],
        [
          [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
          [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
          [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.665],
          [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
        ],
      ),
  },
  styblinski1: styblinski(1),
  styblinski4: styblinski(4),
  styblinski5: styblinski(5),
  rosenbrock4: rosenbrock(4),
  rosenbrock5: rosenbrock(5),
} as const satisfies Record<string, TestFunction>;

function hartmann(x: Float64Array, a: readonly (readonly number[])[], p: readonly (readonly number[])[]): number {
  const weights = [1, 1.2, 3, 3.2];
  return -weights.reduce(
    (sum, weight, i) => sum + weight * Math.exp(-x.reduce((s, v, j) => s + a[i][j] * (v - p[i][j]) ** 2, 0)),
    0,
  );
}

function styblinski(d: number): TestFunction {
  const value = (x: Float64Array) => x.reduce((sum, v) => sum + (v ** 4 - 16 * v * v + 5 * v) / 2, 0);
  return { name: `Styblinski-Tang ${d}`, box: cube(-5, 5, d), value };
}

function rosenbrock(d: number): TestFunction {
  const value = (x: Float64Array) =>
    x.slice(1).reduce((sum, next, j) => sum + 100 * (next - x[j] ** 2) ** 2 + (1 - x[j]) ** 2, 0);
  return { name: `Rosenbrock ${d}`, box: cube(-2, 2, d), value };
}

/** Relative to the signal variance. */
const NOISE = 1e-6;

/**
 * A Gaussian process of N uniform points of the function, values standardised: one length scale for all inputs (relative to the box) from a grid and
 * the signal variance by maximum marginal likelihood, zero mean.
 */
export function modelled(f: TestFunction, count: number, kernelName: string, seed: number): AcquisitionProblem {
  const d = f.box.lower.length;
  const random = new Random(seed);
  const unit = Float64Array.from({ length: count * d }, () => random.uniform());
  const values = new Float64Array(count);
  const x = new Float64Array(d);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < d; j++) x[j] = f.box.lower[j] + unit[i * d + j] * (f.box.upper[j] - f.box.lower[j]);
    values[i] = f.value(x);
  }
  const middle = values.reduce((sum, v) => sum + v, 0) / count;
  const spread = Math.sqrt(values.reduce((sum, v) => sum + (v - middle) ** 2, 0) / count);
  const y = values.map((v) => (v - middle) / spread);
  let most = Number.NEGATIVE_INFINITY;
  let chosen = { length: 1, signal: 1, weights: y };
  for (let length = 0.08 * Math.sqrt(d); length < 1.5 * Math.sqrt(d); length *= 1.25) {
    const matrix = covarianceMatrix(
      kernel(kernelName),
      unit.map((v) => v / length),
      count,
      1,
      NOISE,
    );
    if (factorize(matrix, count) >= 0) continue;
    const weights = y.slice();
    solve(matrix, count, weights);
    const signal = weights.reduce((sum, w, i) => sum + w * y[i], 0) / count;
    const likelihood = -count * Math.log(signal) - logDeterminant(matrix, count);
    if (!(likelihood > most)) continue;
    most = likelihood;
    chosen = { length, signal, weights };
  }
  const { length, signal, weights } = chosen;
  return {
    definition: {
      kernel: kernel(kernelName),
      inputs: d,
      count,
      inputOffset: f.box.lower.slice(),
      inputFactor: f.box.lower.map((low, j) => 1 / ((f.box.upper[j] - low) * length)),
      points: unit.map((v) => v / length),
      weights,
      signalVariance: signal,
      noiseVariance: NOISE * signal,
      meanConstant: 0,
      meanLinear: null,
      outputOffset: 0,
      outputScale: 1,
    },
    box: f.box,
    observations: y,
    best: Math.min(...y),
  };
}

/** Direction numbers of S. Joe and F. Y. Kuo (2008) for the first four dimensions: degree, polynomial, initial m. */
const SOBOL: readonly (readonly [number, number, readonly number[]])[] = [
  [1, 0, [1]],
  [2, 1, [1, 3]],
  [3, 1, [1, 3, 1]],
];

/** The first `count` points of the Sobol sequence in the unit cube of 1 to 4 dimensions, the origin left out. */
export function sobolPoints(count: number, d: number): Float64Array[] {
  const bits = 30;
  const directions = Array.from({ length: d }, (_, j) => {
    const v = new Array<number>(bits);
    if (j === 0) return v.fill(0).map((_v, k) => 2 ** (bits - 1 - k));
    const [degree, polynomial, m] = SOBOL[j - 1];
    for (let k = 0; k < bits; k++) {
      if (k < degree) v[k] = m[k] * 2 ** (bits - 1 - k);
      else {
        let value = v[k - degree] ^ (v[k - degree] >>> degree);
        for (let i = 1; i < degree; i++) if ((polynomial >> (degree - 1 - i)) & 1) value ^= v[k - i];
        v[k] = value;
      }
    }
    return v;
  });
  const state = new Array<number>(d).fill(0);
  return Array.from({ length: count }, (_, n) => {
    let zero = 0;
    for (let rest = n; rest & 1; rest >>>= 1) zero++;
    return Float64Array.from(state, (value, j) => {
      state[j] = value ^ directions[j][zero];
      return state[j] / 2 ** bits;
    });
  });
}
