import { SquaredExponential } from "../../predictors/gaussian-process/kernels/squared-exponential.js";
import type { KernelExpansion } from "../../predictors/support-vector/kernel-expansion.js";
import { encodeKernels, weightedSum } from "./kernel-sum.js";
import type { ModelEncoder } from "./model-encoder.js";

const NONE = { value: 0, size: 0 };

/** Support vector machines with radial kernels and kernel density estimates, by enclosures of every kernel. */
export const kernelExpansion: ModelEncoder = ({ assembly, model, features, lower, upper, isRead, label }) => {
  const expansion = model as KernelExpansion;
  const { points, outputs } = expansion;
  const kernels = encodeKernels({ assembly, kernel: new SquaredExponential(), points, features, label });
  return Array.from({ length: outputs }, (_, o) => {
    if (isRead[o] === 0) return null;
    const bounds = { lower: lower[o], upper: upper[o] };
    return weightedSum(assembly, kernels, expansion.weightsOf(o), NONE, bounds, `${label}_o${o}`);
  });
};
