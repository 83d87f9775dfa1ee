import { down, up } from "../../numeric/rounding.js";
import type { GaussianProcess } from "../../predictors/gaussian-process/gaussian-process.js";
import { InputError } from "../../problem/input-error.js";
import type { Element } from "../element.js";
import { combined } from "../linear-expression.js";
import { turned } from "../side.js";
import { encodeKernels, weightedSum } from "./kernel-sum.js";
import type { ModelEncoder } from "./model-encoder.js";

/** The mean of a Gaussian process by enclosures of every kernel; its variance has products of kernels and is refused. */
export const gaussianProcess: ModelEncoder = ({ assembly, model, features, lower, upper, sides, label }) => {
  const { definition, named } = model as GaussianProcess;
  const { kernel, points, weights, inputOffset, inputFactor } = definition;
  const mean = named.indices.mean;
  if (sides.some((side, o) => side !== 0 && o !== mean)) {
    throw new InputError(
      "the variance of a Gaussian process is quadratic in its kernels and cannot be written as a mixed-integer linear program; its mean can; use --engine reduced",
    );
  }
  const scaled = features.map((feature, j) => scaledFeature(feature, inputOffset[j], inputFactor[j]));
  const { outputScale, outputOffset, meanConstant, meanLinear } = definition;
  const factors = [...weights, ...(meanLinear ?? [])].map((weight) => outputScale * weight);
  const own = Uint8Array.from(weights, (weight) => turned(turned(sides[mean], weight), outputScale));
  const kernels = encodeKernels({ assembly, kernel, points, features: scaled, sides: own, label });
  const parts = meanLinear === null ? kernels : [...kernels, ...features];
  const offset = outputOffset + outputScale * meanConstant;
  const bounds = { lower: lower[mean], upper: upper[mean] };
  const size = Math.abs(outputOffset) + Math.abs(outputScale * meanConstant);
  const encoded = weightedSum(assembly, parts, factors, { value: offset, size }, bounds, `${label}_mean`);
  return Array.from(sides, (_, o) => (o === mean ? encoded : null));
};

/** (x - offset) * factor. */
function scaledFeature({ expression, lower, upper, error }: Element, offset: number, factor: number): Element {
  const scaled = combined([expression], [factor], -offset * factor);
  const size = Math.abs(factor) * (Math.max(-lower, upper) + Math.abs(offset));
  return {
    expression: scaled,
    definition: scaled,
    lower: down(down(lower - offset) * factor),
    upper: up(up(upper - offset) * factor),
    error: Math.abs(factor) * error + 2 ** -50 * size,
  };
}
