import { SquaredExponential } from "../../predictors/gaussian-process/kernels/squared-exponential.js";
import type { KernelExpansion } from "../../predictors/support-vector/kernel-expansion.js";
import { turned } from "../side.js";
import { encodeKernels, weightedSum } from "./kernel-sum.js";
import type { ModelEncoder } from "./model-encoder.js";

const NONE = { value: 0, size: 0 };

/** Support vector machines with radial kernels and kernel density estimates, by enclosures of every kernel. */
export const kernelExpansion: ModelEncoder = ({ assembly, model, features, lower, upper, sides, label }) => {
  const expansion = model as KernelExpansion;
  const { points, outputs } = expansion;
  const own = new Uint8Array(points.length / features.length);
  for (let o = 0; o < outputs; o++) {
    expansion.weightsOf(o).forEach((weight, i) => {
      own[i] |= turned(sides[o], weight);
    });
  }
  const kernel = new SquaredExponential();
  const kernels = encodeKernels({ assembly, kernel, points, features, sides: own, label });
  return Array.from({ length: outputs }, (_, o) => {
    if (sides[o] === 0) return null;
    const bounds = { lower: lower[o], upper: upper[o] };
    return weightedSum(assembly, kernels, expansion.weightsOf(o), NONE, bounds, `${label}_o${o}`);
  });
};
