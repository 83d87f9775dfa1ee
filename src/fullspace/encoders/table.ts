import type { BivariateEncoder } from "./bivariate-encoder.js";
import { maximum, minimum } from "./extremum.js";
import { absoluteValue, clip, hardSigmoid, leakyRelu, relu, softShrink } from "./kinked.js";
import { product, quotient } from "./product.js";
import { encodeSmooth } from "./smooth.js";
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
