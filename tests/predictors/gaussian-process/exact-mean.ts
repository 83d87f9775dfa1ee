import type { Decimal } from "decimal.js";
import { Random } from "../../../src/numeric/random.js";
import type { GaussianProcessDefinition } from "../../../src/predictors/gaussian-process/definition.js";
import { exactKernel, High, high } from "./bound/exact-sum.js";
import { KERNEL_NAMES, randomSum } from "./bound/random-sums.js";

/** The mean of the definition's float64 numbers at a float64 point, 45 digits. */
export function exactMean(definition: GaussianProcessDefinition, x: Float64Array): Decimal {
  const { inputs, count, inputOffset, inputFactor, points, weights, meanConstant, meanLinear, kernel } = definition;
  const z = Array.from(x, (value, j) => high(value).sub(high(inputOffset[j])).mul(high(inputFactor[j])));
  let value = high(meanConstant);
  if (meanLinear) for (let j = 0; j < inputs; j++) value = value.add(high(meanLinear[j]).mul(high(x[j])));
  for (let i = 0; i < count; i++) {
    let t = new High(0);
    for (let j = 0; j < inputs; j++) {
      const difference = z[j].sub(high(points[i * inputs + j]));
      t = t.add(difference.mul(difference));
    }
    value = value.add(high(weights[i]).mul(exactKernel(kernel, t)));
  }
  return high(definition.outputOffset).add(high(definition.outputScale).mul(value));
}

/** Data of a process with shifted and scaled inputs and outputs and, every other time, a linear mean. */
export function randomDefinition(seed: number): GaussianProcessDefinition {
  const random = new Random(seed);
  const inputs = 1 + random.below(3);
  const name = KERNEL_NAMES[seed % KERNEL_NAMES.length];
  const sum = randomSum(name, inputs, 5 + random.below(6), [1e-2, 1e-6, 1e-12][random.below(3)], random);
  return {
    kernel: sum.kernel,
    inputs,
    count: sum.count,
    inputOffset: Float64Array.from({ length: inputs }, () => 10 * random.normal()),
    inputFactor: Float64Array.from({ length: inputs }, () => 0.1 + random.uniform()),
    points: sum.points,
    weights: sum.weights,
    signalVariance: 1,
    noiseVariance: 1e-4,
    meanConstant: random.normal(),
    meanLinear: seed % 2 === 0 ? null : Float64Array.from({ length: inputs }, () => random.normal()),
    outputOffset: 100 * random.normal(),
    outputScale: 3 * random.normal(),
  };
}

/** A box of the inputs that is `width` wide in scaled coordinates, around a training point for some. */
export function boxOf(definition: GaussianProcessDefinition, width: number, random: Random) {
  const { inputs, inputOffset, inputFactor, points, count } = definition;
  const i = random.uniform() < 0.5 ? random.below(count) : -1;
  const lower = new Float64Array(inputs);
  const upper = new Float64Array(inputs);
  for (let j = 0; j < inputs; j++) {
    const z = i >= 0 ? points[i * inputs + j] : random.between(-2, 2);
    const h = (0.5 * width * (0.2 + random.uniform())) / Math.abs(inputFactor[j]);
    lower[j] = z / inputFactor[j] + inputOffset[j] - h;
    upper[j] = z / inputFactor[j] + inputOffset[j] + h;
  }
  return { lower, upper };
}

export function pointIn({ lower, upper }: { lower: Float64Array; upper: Float64Array }, random: Random): Float64Array {
  return lower.map((low, j) => {
    const u = random.uniform();
    return u < 0.25 ? low : u > 0.75 ? upper[j] : random.between(low, upper[j]);
  });
}
