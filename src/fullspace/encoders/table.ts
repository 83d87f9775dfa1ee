import type { ConvexRegions } from "../../predictors/convex-regions/convex-regions.js";
import type { TreeEnsemble } from "../../predictors/tree-ensemble/tree-ensemble.js";
import { InputError } from "../../problem/input-error.js";
import type { BivariateEncoder } from "./bivariate-encoder.js";
import { dataDistance } from "./data-distance.js";
import { maximum, minimum } from "./extremum.js";
import { gaussianProcess } from "./gaussian-process.js";
import { hullDistance } from "./hull-distance.js";
import { kernelExpansion } from "./kernel-expansion.js";
import { absoluteValue, clip, hardSigmoid, leakyRelu, relu, softShrink } from "./kinked.js";
import type { ModelEncoder } from "./model-encoder.js";
import { product, quotient } from "./product.js";
import { encodeRegions } from "./regions.js";
import { encodeSmooth } from "./smooth.js";
import { encodeTrees } from "./tree.js";
import type { UnivariateEncoder } from "./univariate-encoder.js";

/** Functions that are written exactly, by their name in functions/table.ts. */
const exactEncoders: Readonly<Record<string, UnivariateEncoder>> = {
  relu,
  "leaky-relu": leakyRelu,
  "absolute-value": absoluteValue,
  clip,
  "hard-sigmoid": hardSigmoid,
  "soft-shrink": softShrink,
};

/** The encoder of a univariate function: an exact one, or an enclosure of its graph. */
export function univariateEncoder(name: string): UnivariateEncoder {
  return exactEncoders[name] ?? encodeSmooth;
}

/** Operations on two elements, by their name in predictors/network/bivariate/table.ts. */
export const bivariateEncoders: Readonly<Record<string, BivariateEncoder>> = { product, quotient, maximum, minimum };

/** Models that are not made of layers, by their family. */
const modelEncoders: Readonly<Record<string, ModelEncoder>> = {
  "convex-regions": ({ assembly, model, features, lower, upper, label }) => [
    encodeRegions(assembly, model as ConvexRegions, features, { lower: lower[0], upper: upper[0] }, label),
  ],
  "tree-ensemble": ({ assembly, model, features, label }) =>
    encodeTrees(assembly, model as TreeEnsemble, features, label),
  "hull-distance": hullDistance,
  "data-distance": dataDistance,
  "kernel-expansion": kernelExpansion,
  "gaussian-process": gaussianProcess,
};

/** @throws InputError for a family that has no such form */
export function modelEncoder(family: string): ModelEncoder {
  if (Object.hasOwn(modelEncoders, family)) return modelEncoders[family];
  throw new InputError(
    `a model of the family ${family} cannot be written as a mixed-integer linear program; use --engine reduced`,
  );
}
