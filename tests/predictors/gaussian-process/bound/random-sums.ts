import type { Random } from "../../../../src/numeric/random.js";
import { normUpperBound } from "../../../../src/predictors/gaussian-process/bound/kernel-norm.js";
import { KernelSum } from "../../../../src/predictors/gaussian-process/bound/kernel-sum.js";
import { factorize, solve } from "../../../../src/predictors/gaussian-process/cholesky.js";
import { covarianceMatrix } from "../../../../src/predictors/gaussian-process/covariance-matrix.js";
import { KERNELS, kernel } from "../../../../src/predictors/gaussian-process/kernels/table.js";

export const KERNEL_NAMES = [...KERNELS.keys()];

/** Made once, since each makes its tables. */
const PLAIN = KERNEL_NAMES.map((name) => kernel(name));
const RATIONAL = [0.4, 1.7, 12].map((alpha) => kernel("rational-quadratic", { alpha }));

/**
 * A kernel sum whose weights are those of a fit with the given noise (1e-12: a covariance matrix about as badly conditioned, weights that cancel), or
 * plain random numbers (noise infinite).
 */
export function randomSum(name: string, inputs: number, count: number, noise: number, random: Random): KernelSum {
  const phi =
    name === "rational-quadratic" ? RATIONAL[random.below(RATIONAL.length)] : PLAIN[KERNEL_NAMES.indexOf(name)];
  const points = new Float64Array(count * inputs);
  const span = 1 + 2 * random.uniform();
  for (let k = 0; k < points.length; k++) points[k] = random.between(-span, span);
  const weights = new Float64Array(count);
  const sum = new KernelSum(phi, points, inputs);
  for (let i = 0; i < count; i++) {
    weights[i] = random.normal();
    if (noise < Number.POSITIVE_INFINITY) weights[i] = Math.sin(2 * points[i * inputs]) + 0.1 * weights[i];
  }
  for (let tried = noise; tried < Number.POSITIVE_INFINITY; tried *= 10) {
    const factor = covarianceMatrix(phi, points, count, 1, tried);
    if (factorize(factor, count) >= 0) continue;
    solve(factor, count, weights);
    break;
  }
  sum.setWeights(weights, normUpperBound(phi, points, inputs, weights));
  if (random.uniform() < 0.3) {
    sum.offset = random.normal();
    for (let j = 0; j < inputs; j++) sum.linear[j] = random.normal();
  }
  return sum;
}

/** Boxes of every kind: wide, thin, an ulp wide, points, around training points. Writes to the ends. */
export function randomBox(sum: KernelSum, random: Random, lower: Float64Array, upper: Float64Array): void {
  const { points, inputs, count } = sum;
  const kind = random.below(6);
  const scale = 10 ** random.between(-9, 0.7);
  const centred = random.uniform() < 0.4 ? random.below(count) : -1;
  for (let j = 0; j < inputs; j++) {
    const c = centred >= 0 ? points[centred * inputs + j] : random.between(-3, 3);
    let h = scale * random.uniform();
    if (kind === 0) h = 0;
    if (kind === 1) h = Math.abs(c) * 2 ** -53;
    if (kind === 2 && random.uniform() < 0.5) h *= 1e-6;
    const isOneSided = kind === 3 && random.uniform() < 0.5;
    lower[j] = isOneSided ? c : c - h;
    upper[j] = c + h;
  }
}
