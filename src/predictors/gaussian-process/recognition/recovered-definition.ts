import type { GaussianProcessDefinition } from "../definition.js";
import type { IdentifiedKernel } from "./kernel-identification.js";
import type { KernelRow, MeanStructure } from "./structure.js";

/**
 * The posterior of a recognised mean. The length scales of the nodes and of the kernel's normal form are folded into
 * coordinates, constants and dot products of the kernel into the mean's own constant and slopes. The numbers are rounded
 * once in that: the posterior is that of the folded numbers.
 */
export function recoveredDefinition(
  { row, weights, scale, offset }: MeanStructure,
  { kernel, signalVariance, distanceFactor, constant }: IdentifiedKernel,
): GaussianProcessDefinition {
  const basis = row.basis as NonNullable<KernelRow["basis"]>;
  const inputs = basis.offset.length;
  const total = weights.reduce((sum, w) => sum + w, 0);
  let meanConstant = constant * total;
  let meanLinear: Float64Array | null = null;
  if (row.linear !== null) {
    meanLinear = new Float64Array(inputs);
    for (let i = 0; i < basis.count; i++) {
      meanConstant += weights[i] * row.linear.constants[i];
      for (let j = 0; j < inputs; j++) meanLinear[j] += weights[i] * row.linear.slopes[i * inputs + j];
    }
  }
  return {
    kernel,
    inputs,
    count: basis.count,
    inputOffset: basis.offset,
    inputFactor: basis.factor.map((f) => f * distanceFactor),
    points: basis.points.map((z) => z * distanceFactor),
    weights: Float64Array.from(weights, (w) => signalVariance * w),
    signalVariance,
    noiseVariance: null,
    meanConstant,
    meanLinear,
    outputOffset: offset,
    outputScale: scale,
  };
}
