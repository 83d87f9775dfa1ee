import { combined } from "../linear-expression.js";
import { encodePolygon } from "./polygon.js";
import { encodeRelu } from "./relu.js";
import type { UnivariateEncoder } from "./univariate-encoder.js";

/** max(0, z). */
export const relu: UnivariateEncoder = ({ assembly, argument, side, label }) =>
  encodeRelu(assembly, argument, label, side);

/** alpha z + (1 - alpha) max(0, z). */
export const leakyRelu: UnivariateEncoder = ({ assembly, phi, argument, side, label }) => {
  const { alpha } = phi.parameters;
  const own = alpha <= 1 ? side : undefined;
  const { expression, error } = encodeRelu(assembly, argument, label, own);
  return {
    expression: combined([argument.expression, expression], [alpha, 1 - alpha]),
    error:
      Math.abs(alpha) * argument.error +
      (1 + Math.abs(alpha)) * (error + 2 ** -51 * Math.max(-argument.lower, argument.upper)),
  };
};

/** 2 max(0, z) - z. */
export const absoluteValue: UnivariateEncoder = ({ assembly, argument, side, label }) => {
  const { expression, error } = encodeRelu(assembly, argument, label, side);
  return { expression: combined([expression, argument.expression], [2, -1]), error: 2 * error + argument.error };
};

/** min(max(z, lower), upper). */
export const clip: UnivariateEncoder = (task) => {
  const { lower, upper } = task.phi.parameters;
  return encodePolygon(task, [lower, upper].filter(Number.isFinite));
};

/** max(0, min(1, alpha z + beta)). */
export const hardSigmoid: UnivariateEncoder = (task) => {
  const { alpha, beta } = task.phi.parameters;
  return encodePolygon(task, [-beta / alpha, (1 - beta) / alpha]);
};

/** z + lambda below -lambda, z - lambda above lambda, 0 between. */
export const softShrink: UnivariateEncoder = (task) => {
  const { lambda } = task.phi.parameters;
  return encodePolygon(task, lambda === 0 ? [] : [-lambda, lambda]);
};
