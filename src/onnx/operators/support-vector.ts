import type { Tensor } from "../algebra.js";
import { floatConstant, scalar } from "../arithmetic/constant.js";
import { add, apply, multiply } from "../arithmetic/elementwise.js";
import { reshaped, symbolic, transposed } from "../arithmetic/view.js";
import type { Operator, OperatorCall } from "../operator.js";
import { phi } from "../phi.js";
import { matrixProduct } from "./matrix.js";
import { powerFunction } from "./power.js";

interface Supports {
  readonly inputs: number;
  readonly count: number;
  readonly vectors: Float64Array;
}

/** y = sum_i coefficient_i k(support_i, x) + rho. */
function regressor(call: OperatorCall): Tensor[] {
  if (call.integer("one_class", 0) !== 0) {
    throw call.fail("unsupported", "one_class is set: the output is a sign; export the decision function instead");
  }
  const supports = supportsOf(call);
  const coefficients = call.floats("coefficients") ?? new Float64Array(0);
  if (coefficients.length !== supports.count) {
    throw call.fail("malformed", `${coefficients.length} coefficients for ${supports.count} support vectors`);
  }
  requireNoTransform(call);
  const rho = call.floats("rho") ?? Float64Array.of(0);
  return [sums(call, supports, coefficients, rho.subarray(0, 1))];
}

/**
 * One-against-one scores, without the label. Two classes: the runtime writes [-s, s] for the score s. (With coefficients of one sign it
 * would write [1 - s, s]; no trainer makes such files.) Probabilities by Platt scaling are the result of an iteration that stops early, with two
 * classes, too: there it jumps by 0.005 where the probability is 0.495 and 0.505, and differs from the sigmoid between. They are refused.
 */
function classifier(call: OperatorCall): (Tensor | undefined)[] {
  if ((call.floats("prob_a")?.length ?? 0) > 0) {
    throw call.fail(
      "unsupported",
      "probabilities by pairwise coupling are the result of an iteration; export the scores",
    );
  }
  requireNoTransform(call);
  const perClass = call.integers("vectors_per_class");
  if (perClass === undefined) throw call.fail("unsupported", "a linear classifier without vectors_per_class");
  const supports = supportsOf(
    call,
    perClass.reduce((sum, count) => sum + count, 0),
  );
  const classes = perClass.length;
  const coefficients = call.floats("coefficients") ?? new Float64Array(0);
  const rho = call.floats("rho") ?? new Float64Array(0);
  const pairs = (classes * (classes - 1)) / 2;
  if (classes < 2 || coefficients.length !== (classes - 1) * supports.count || rho.length !== pairs) {
    throw call.fail(
      "malformed",
      `${classes} classes with ${supports.count} support vectors, ${coefficients.length} coefficients and ${rho.length} values of rho`,
    );
  }
  const scores = sums(call, supports, pairWeights(perClass, coefficients, supports.count), rho);
  if (classes > 2) return [undefined, scores];
  if (coefficients.every((c) => c >= 0) || coefficients.every((c) => c <= 0)) {
    throw call.fail("unsupported", "all coefficients have one sign: runtimes differ on what the scores mean then");
  }
  const signs = floatConstant([1, 2], Float64Array.of(-1, 1));
  return [undefined, matrixProduct(call.w, reshaped(scores, [1, 1]), signs)];
}

/**
 * Coefficients as LIBSVM lays them out, (classes - 1) x count, turned into a row per pair of classes: row (i, j), i < j, has the
 * coefficients of class i against j, and of class j against i.
 */
export function pairWeights(perClass: readonly number[], coefficients: Float64Array, count: number): Float64Array {
  const starts = perClass.map((_, c) => perClass.slice(0, c).reduce((sum, size) => sum + size, 0));
  const rows: number[] = [];
  for (let i = 0; i < perClass.length; i++) {
    for (let j = i + 1; j < perClass.length; j++) {
      const row = new Float64Array(count);
      for (let s = starts[i]!; s < starts[i]! + perClass[i]!; s++) row[s] = coefficients[(j - 1) * count + s]!;
      for (let s = starts[j]!; s < starts[j]! + perClass[j]!; s++) row[s] = coefficients[i * count + s]!;
      rows.push(...row);
    }
  }
  return Float64Array.from(rows);
}

function supportsOf(call: OperatorCall, expected?: number): Supports {
  const vectors = call.floats("support_vectors") ?? new Float64Array(0);
  const count = expected ?? call.integer("n_supports", 0);
  const inputs = call.input(0).shape.at(-1) ?? 1;
  if (!(count >= 1) || vectors.length !== count * inputs) {
    throw call.fail("malformed", `${vectors.length} numbers for ${count} support vectors of ${inputs} features`);
  }
  return { inputs, count, vectors };
}

/** weights k(x) + offsets as [1, outputs]; `weights` is outputs x count. */
function sums(call: OperatorCall, supports: Supports, weights: Float64Array, offsets: Float64Array): Tensor {
  const { w } = call;
  const { inputs, count, vectors } = supports;
  const input = call.input(0);
  if (input.kind === "constant" ? input.data.length !== inputs : input.elements.length !== inputs) {
    throw call.fail(
      "unsupported",
      `an input of shape [${input.shape.join(", ")}]; one row of ${inputs} features is read`,
    );
  }
  const x = reshaped(input, [1, inputs]);
  const outputs = weights.length / count;
  const bias = floatConstant([1, outputs], offsets);
  const [gamma, coef0, degree] = call.floats("kernel_params") ?? Float64Array.of(1, 0, 1);
  const kind = call.text("kernel_type", "LINEAR");
  if (kind === "RBF") {
    const definition = { inputs, gamma: gamma ?? 1, supports: vectors, weights };
    if (!(definition.gamma > 0)) throw call.fail("malformed", `gamma is ${definition.gamma}, not a positive number`);
    return add(w, reshaped(w.algebra.kernelSum(definition, symbolic(w, x)), [1, outputs]), bias);
  }
  const products = matrixProduct(w, x, transposed(w, floatConstant([count, inputs], vectors), [1, 0]));
  const kernels = (): Tensor => {
    if (kind === "LINEAR") return products;
    const argument = add(w, multiply(w, products, scalar(gamma ?? 1)), scalar(coef0 ?? 0));
    if (kind === "POLY") return apply(w, powerFunction(degree ?? 1), argument);
    if (kind === "SIGMOID") return apply(w, phi("tanh"), argument);
    throw call.fail("malformed", `kernel_type is "${kind}" instead of LINEAR, POLY, RBF or SIGMOID`);
  };
  return matrixProduct(w, kernels(), transposed(w, floatConstant([outputs, count], weights), [1, 0]), bias);
}

function requireNoTransform(call: OperatorCall): void {
  const transform = call.text("post_transform", "NONE");
  if (transform !== "NONE") throw call.fail("unsupported", `post_transform "${transform}" is not supported; NONE is`);
}

export const supportVectorOperators: readonly Operator[] = [
  { domain: "ai.onnx.ml", name: "SVMRegressor", apply: regressor },
  { domain: "ai.onnx.ml", name: "SVMClassifier", apply: classifier },
];
