import type { Kernel } from "../kernels/kernel.js";
import { kernel } from "../kernels/table.js";
import type { RadialExpression, RadialTerm } from "./radial-expression.js";

/** signalVariance * kappa((distanceFactor r)^2) + constant. */
export interface IdentifiedKernel {
  readonly kernel: Kernel;
  readonly signalVariance: number;
  readonly distanceFactor: number;
  readonly constant: number;
}

/** Coefficients of theta_p(s) / theta_p(0) in s, for Matern kernels of smoothness p + 1/2. */
const MATERN = [
  { name: "matern12", coefficients: [1] },
  { name: "matern32", coefficients: [1, 1] },
  { name: "matern52", coefficients: [1, 1, 1 / 3] },
];

/** The one kernel, with a factor and a constant, that the function of the distance is; null if it is another function. */
export function identifyKernel(expression: RadialExpression): IdentifiedKernel | null {
  const isConstant = (term: RadialTerm) =>
    term.power === 0 && term.linear === 0 && term.quadratic === 0 && term.rational === null;
  const constant = expression.find(isConstant)?.coefficient ?? 0;
  const terms = expression.filter((term) => !isConstant(term)).sort((a, b) => a.power - b.power);
  const [first] = terms;
  if (first === undefined || first.power !== 0 || !(first.coefficient > 0)) return null;
  const found = squaredExponential(terms) ?? rationalQuadratic(terms) ?? matern(terms);
  return found && { ...found, signalVariance: first.coefficient, constant };
}

type Shape = Pick<IdentifiedKernel, "kernel" | "distanceFactor">;

function squaredExponential(terms: RadialExpression): Shape | null {
  const { linear, quadratic, rational } = terms[0];
  if (terms.length !== 1 || linear !== 0 || !(quadratic > 0) || rational !== null) return null;
  return { kernel: kernel("squared-exponential"), distanceFactor: Math.sqrt(2 * quadratic) };
}

function rationalQuadratic(terms: RadialExpression): Shape | null {
  const { linear, quadratic, rational } = terms[0];
  if (terms.length !== 1 || linear !== 0 || quadratic !== 0 || rational === null) return null;
  const alpha = rational.exponent;
  if (!(alpha >= 1e-6 && alpha <= 1e6)) return null;
  return { kernel: kernel("rational-quadratic", { alpha }), distanceFactor: Math.sqrt(2 * alpha * rational.scale) };
}

function matern(terms: RadialExpression): Shape | null {
  const { linear: a, coefficient } = terms[0];
  const family = MATERN[terms.length - 1];
  if (family === undefined || !(a > 0)) return null;
  const fits = terms.every((term, k) => {
    if (term.power !== k || term.linear !== a || term.quadratic !== 0 || term.rational !== null) return false;
    const expected = coefficient * family.coefficients[k] * a ** k;
    return Math.abs(term.coefficient - expected) <= 1e-13 * Math.abs(expected);
  });
  if (!fits) return null;
  return { kernel: kernel(family.name), distanceFactor: a / Math.sqrt(2 * terms.length - 1) };
}
