import type { Tensor } from "../algebra.js";
import { apply, subtract } from "../arithmetic/elementwise.js";
import { grouping, groupSums } from "../arithmetic/reduction.js";
import { reshaped } from "../arithmetic/view.js";
import type { Operator, OperatorCall } from "../operator.js";
import { phi } from "../phi.js";

/** Distances between the rows of two matrices: onnxruntime's own operator, which skl2onnx writes on request. */
function distances(call: OperatorCall): Tensor[] {
  const [a, b] = [call.input(0), call.input(1)];
  const metric = call.text("metric", "sqeuclidean");
  if (metric !== "sqeuclidean" && metric !== "euclidean") {
    throw call.fail("unsupported", `metric "${metric}" is not supported; sqeuclidean and euclidean are`);
  }
  const [m, d] = a.shape;
  const [n, other] = b.shape;
  if (a.shape.length !== 2 || b.shape.length !== 2 || d !== other) {
    throw call.fail("malformed", `distances between rows of [${a.shape.join(", ")}] and [${b.shape.join(", ")}]`);
  }
  const differences = subtract(call.w, reshaped(a, [m!, 1, d!]), reshaped(b, [1, n!, d!]));
  const { dropped, groups } = grouping(call.w, differences.shape, [2]);
  const squared = groupSums(call.w, apply(call.w, phi("square"), differences), groups, dropped);
  return [metric === "euclidean" ? apply(call.w, phi("sqrt"), squared) : squared];
}

export const distanceOperators: readonly Operator[] = [
  { domain: "com.microsoft", name: "CDist", since: 1, apply: distances },
];
