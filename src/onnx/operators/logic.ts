import type { ConstantTensor, Tensor } from "../algebra.js";
import { booleanConstant, errorAt, requireConstant } from "../arithmetic/constant.js";
import { broadcastShape, sizeOf } from "../arithmetic/shape.js";
import { broadcast, gathered, joined } from "../arithmetic/view.js";
import { newSize } from "../arithmetic/workspace.js";
import type { Operator, OperatorCall } from "../operator.js";

type Test = (a: number, b: number) => boolean;

/** A comparison of constants; with errors it must be decided whatever the exact values are. */
function comparison(name: string, since: number, test: Test): Operator {
  return { domain: "", name, since, apply: (call) => [compared(call, test)] };
}

function compared(call: OperatorCall, test: Test): Tensor {
  const left = call.constant(0, "a comparison");
  const right = call.constant(1, "a comparison");
  const shape = broadcastShape(left.shape, right.shape);
  const a = broadcast(call.w, left, shape) as ConstantTensor;
  const b = broadcast(call.w, right, shape) as ConstantTensor;
  if (a.strings !== undefined || b.strings !== undefined) throw call.fail("unsupported", "strings are not compared");
  const data = new Float64Array(newSize(call.w, shape));
  for (let k = 0; k < data.length; k++) {
    const [x, y] = [a.data[k]!, b.data[k]!];
    if (Math.abs(x - y) <= errorAt(a, k) + errorAt(b, k) && (a.error !== undefined || b.error !== undefined)) {
      throw call.fail("unsupported", `whether ${x} and ${y} compare so is within rounding errors`);
    }
    data[k] = test(x, y) ? 1 : 0;
  }
  return booleanConstant(shape, data);
}

function where(call: OperatorCall): Tensor[] {
  const condition = call.constant(0, "the condition");
  const shape = broadcastShape(broadcastShape(condition.shape, call.input(1).shape), call.input(2).shape);
  const choose = broadcast(call.w, condition, shape) as ConstantTensor;
  const yes = broadcast(call.w, call.input(1), shape);
  const no = broadcast(call.w, call.input(2), shape);
  if (choose.data.every((value) => value !== 0)) return [yes];
  if (choose.data.every((value) => value === 0)) return [no];
  const count = newSize(call.w, shape);
  const place = Int32Array.from({ length: count }, (_, k) => (choose.data[k] !== 0 ? k : sizeOf(shape) + k));
  return [gathered(joined(call.w, [yes, no]), shape, place)];
}

function not(call: OperatorCall): Tensor[] {
  const x = requireConstant(call.input(0), "a logical operation");
  return [
    booleanConstant(
      x.shape,
      x.data.map((value) => (value === 0 ? 1 : 0)),
    ),
  ];
}

export const logicOperators: readonly Operator[] = [
  comparison("Equal", 7, (a, b) => a === b),
  comparison("Greater", 7, (a, b) => a > b),
  comparison("Less", 7, (a, b) => a < b),
  comparison("GreaterOrEqual", 12, (a, b) => a >= b),
  comparison("LessOrEqual", 12, (a, b) => a <= b),
  comparison("And", 7, (a, b) => a !== 0 && b !== 0),
  comparison("Or", 7, (a, b) => a !== 0 || b !== 0),
  comparison("Xor", 7, (a, b) => (a !== 0) !== (b !== 0)),
  { domain: "", name: "Not", apply: not },
  { domain: "", name: "Where", since: 9, apply: where },
];
