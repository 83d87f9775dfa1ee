import type { Tensor } from "../algebra.js";
import { floatConstant } from "../arithmetic/constant.js";
import { add, divide, multiply, negated } from "../arithmetic/elementwise.js";
import type { Workspace } from "../arithmetic/workspace.js";
import type { Operator, OperatorCall } from "../operator.js";
import { difference } from "./softmax.js";

type Binary = (w: Workspace, left: Tensor, right: Tensor) => Tensor;

function binary(name: string, operation: Binary): Operator {
  return { domain: "", name, since: 7, apply: (call) => [operation(call.w, call.input(0), call.input(1))] };
}

function total(call: OperatorCall): Tensor {
  return call.inputs().reduce((sum, next) => add(call.w, sum, next));
}

export const arithmeticOperators: readonly Operator[] = [
  binary("Add", add),
  binary("Sub", difference),
  binary("Mul", multiply),
  binary("Div", divide),
  { domain: "", name: "Neg", apply: (call) => [negated(call.w, call.input(0))] },
  { domain: "", name: "Sum", since: 8, apply: (call) => [total(call)] },
  {
    domain: "",
    name: "Mean",
    since: 8,
    apply: (call) => [divide(call.w, total(call), floatConstant([], Float64Array.of(call.inputCount)))],
  },
];
