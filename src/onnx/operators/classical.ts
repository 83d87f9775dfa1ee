import type { ConstantTensor, Tensor } from "../algebra.js";
import { floatConstant } from "../arithmetic/constant.js";
import { apply, multiply, subtract } from "../arithmetic/elementwise.js";
import { grouping } from "../arithmetic/reduction.js";
import { reshaped, transposed } from "../arithmetic/view.js";
import type { Operator, OperatorCall } from "../operator.js";
import { phi } from "../phi.js";
import { matrixProduct } from "./matrix.js";
import { softmax } from "./softmax.js";

/** (x - offset) * scale, per feature; attributes are float32, the arithmetic is real. */
function scaler(call: OperatorCall): Tensor[] {
  const x = call.input(0);
  const vector = (name: string, absent: number): ConstantTensor => {
    const values = call.floats(name) ?? Float64Array.of(absent);
    return floatConstant([values.length], values);
  };
  return [multiply(call.w, subtract(call.w, x, vector("offset", 0)), vector("scale", 1))];
}

/** x W' + b for rows of `coefficients`, one per target. */
function linearScores(call: OperatorCall, targets: number): Tensor {
  const x = call.input(0);
  const features = x.shape[x.shape.length - 1] ?? 1;
  const coefficients = call.floats("coefficients") ?? new Float64Array(0);
  const intercepts = call.floats("intercepts");
  if (!(targets >= 1) || coefficients.length !== targets * features) {
    throw call.fail("malformed", `${coefficients.length} coefficients for ${targets} targets and ${features} features`);
  }
  if (intercepts !== undefined && intercepts.length !== targets) {
    throw call.fail("malformed", `${intercepts.length} intercepts for ${targets} targets`);
  }
  const weights = transposed(call.w, floatConstant([targets, features], coefficients), [1, 0]);
  const rows = x.shape.length === 1 ? reshaped(x, [1, features]) : x;
  const bias = intercepts && floatConstant([rows.shape[0]!, targets], repeated(intercepts, rows.shape[0]!));
  return matrixProduct(call.w, rows, weights, bias);
}

function repeated(values: Float64Array, times: number): Float64Array {
  return Float64Array.from({ length: values.length * times }, (_, k) => values[k % values.length]!);
}

function transformed(call: OperatorCall, scores: Tensor): Tensor {
  const transform = call.text("post_transform", "NONE");
  if (transform === "NONE") return scores;
  if (transform === "LOGISTIC") return apply(call.w, phi("sigmoid"), scores);
  if (transform === "SOFTMAX") return softmax(call.w, scores, grouping(call.w, scores.shape, [-1]));
  throw call.fail("unsupported", `post_transform "${transform}" is not supported; NONE, LOGISTIC and SOFTMAX are`);
}

/** Only the scores; the label is not computed. */
function linearClassifier(call: OperatorCall): (Tensor | undefined)[] {
  const labels =
    call.integers("classlabels_ints")?.length ?? call.attribute("classlabels_strings", "strings")?.value.length ?? 0;
  const targets = call.floats("intercepts")?.length ?? labels;
  if (targets !== labels) {
    throw call.fail("unsupported", `${targets} score(s) for ${labels} labels: runtimes differ on the missing score`);
  }
  const scores = transformed(call, linearScores(call, targets));
  return [undefined, scores];
}

export const classicalOperators: readonly Operator[] = [
  { domain: "ai.onnx.ml", name: "Scaler", apply: scaler },
  {
    domain: "ai.onnx.ml",
    name: "LinearRegressor",
    apply: (call) => [transformed(call, linearScores(call, call.integer("targets", 1)))],
  },
  { domain: "ai.onnx.ml", name: "LinearClassifier", apply: linearClassifier },
  // A list of maps from labels to scores: the scores in the order of the labels.
  { domain: "ai.onnx.ml", name: "ZipMap", apply: (call) => [call.input(0)] },
];
