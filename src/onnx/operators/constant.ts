import type { ConstantTensor, Tensor } from "../algebra.js";
import { floatConstant, integerConstant, scalar } from "../arithmetic/constant.js";
import { sizeOf } from "../arithmetic/shape.js";
import { newSize } from "../arithmetic/workspace.js";
import { integersOf, type Operator, type OperatorCall } from "../operator.js";

function constant(call: OperatorCall): Tensor[] {
  const attributes = call.node.attributes;
  const value = attributes.get("value");
  if (value?.kind === "tensor") return [value.value];
  const single = attributes.get("value_float");
  if (single?.kind === "float") return [scalar(single.value)];
  const integer = attributes.get("value_int");
  if (integer?.kind === "integer") return [integerConstant([], [integer.value])];
  const floats = attributes.get("value_floats");
  if (floats?.kind === "floats") return [floatConstant([floats.value.length], floats.value)];
  const integers = attributes.get("value_ints");
  if (integers?.kind === "integers") return [integerConstant([integers.value.length], integers.value)];
  const text = attributes.get("value_string");
  if (text?.kind === "string") return [strings([], [text.value])];
  const texts = attributes.get("value_strings");
  if (texts?.kind === "strings") return [strings([texts.value.length], texts.value)];
  const found = Array.from(attributes.keys()).join(", ") || "none";
  throw call.fail("unsupported", `no value that is read among its attributes (${found})`);
}

function strings(shape: readonly number[], values: readonly string[]): ConstantTensor {
  return { kind: "constant", type: "string", shape, data: new Float64Array(0), strings: values };
}

function constantOfShape(call: OperatorCall): Tensor[] {
  const shape = integersOf(call.constant(0, "the shape"), "the shape");
  const value = call.attribute("value", "tensor")?.value ?? floatConstant([1], Float64Array.of(0));
  if (value.data.length !== 1) throw call.fail("malformed", `a value of ${value.data.length} elements instead of 1`);
  const data = new Float64Array(newSize(call.w, shape)).fill(value.data[0]!);
  return [{ kind: "constant", type: value.type, shape, data }];
}

/** The shape of a symbolic tensor is known: its batch axis is 1. */
function shapeOf(call: OperatorCall): Tensor[] {
  const { shape } = call.input(0);
  const clamp = (axis: number) => Math.min(Math.max(axis < 0 ? axis + shape.length : axis, 0), shape.length);
  const part = shape.slice(clamp(call.integer("start", 0)), clamp(call.integer("end", shape.length)));
  return [integerConstant([part.length], part)];
}

function range(call: OperatorCall): Tensor[] {
  const [start, limit, step] = [0, 1, 2].map((k) => call.constant(k, "the range")) as [
    ConstantTensor,
    ConstantTensor,
    ConstantTensor,
  ];
  if ([start, limit, step].some((end) => end.error !== undefined)) {
    throw call.fail("unsupported", "the range was computed with rounding errors");
  }
  const [from, to, by] = [start.data[0]!, limit.data[0]!, step.data[0]!];
  const length = Math.max(0, Math.ceil((to - from) / by));
  if (!Number.isFinite(length)) throw call.fail("malformed", `a range from ${from} to ${to} by ${by}`);
  newSize(call.w, [length]);
  const values = Float64Array.from({ length }, (_, k) => from + k * by);
  if (start.type === "integer") return [integerConstant([length], values)];
  const exact = values.every(Number.isInteger) && Number.isInteger(by);
  const error = values.map((value) => (exact ? 0 : 4 * Number.EPSILON * (Math.abs(value) + Math.abs(from))));
  return [floatConstant([length], values, error)];
}

export const constantOperators: readonly Operator[] = [
  { domain: "", name: "Constant", apply: constant },
  { domain: "", name: "ConstantOfShape", since: 9, apply: constantOfShape },
  { domain: "", name: "Shape", apply: shapeOf },
  { domain: "", name: "Size", apply: (call) => [integerConstant([], [sizeOf(call.input(0).shape)])] },
  { domain: "", name: "Range", since: 11, apply: range },
];
