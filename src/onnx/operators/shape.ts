import type { Tensor } from "../algebra.js";
import { booleanConstant } from "../arithmetic/constant.js";
import { axisOf, broadcastShape, sizeOf } from "../arithmetic/shape.js";
import { broadcast, reshaped, transposed } from "../arithmetic/view.js";
import { newSize } from "../arithmetic/workspace.js";
import { integersOf, type Operator, type OperatorCall } from "../operator.js";

function reshape(call: OperatorCall): Tensor[] {
  const x = call.input(0);
  const wanted = integersOf(call.constant(1, "the shape"), "the shape");
  const copyZeros = call.integer("allowzero", 0) === 0;
  const shape = wanted.map((size, axis) => (size === 0 && copyZeros ? (x.shape[axis] ?? -2) : size));
  const open = shape.indexOf(-1);
  if (open >= 0) {
    const rest = sizeOf(shape.filter((_, axis) => axis !== open));
    shape[open] = rest === 0 ? 0 : sizeOf(x.shape) / rest;
  }
  if (!shape.every((size) => Number.isSafeInteger(size) && size >= 0) || sizeOf(shape) !== sizeOf(x.shape)) {
    throw call.fail("malformed", `shape [${x.shape.join(", ")}] does not become [${wanted.join(", ")}]`);
  }
  return [reshaped(x, shape)];
}

function flatten(call: OperatorCall): Tensor[] {
  const x = call.input(0);
  const axis = call.integer("axis", 1);
  const from = axis < 0 ? axis + x.shape.length : axis;
  if (from < 0 || from > x.shape.length)
    throw call.fail("malformed", `axis ${axis} of a tensor with ${x.shape.length} axes`);
  return [reshaped(x, [sizeOf(x.shape.slice(0, from)), sizeOf(x.shape.slice(from))])];
}

function squeeze(call: OperatorCall, axes: number[] | undefined): Tensor[] {
  const x = call.input(0);
  const gone = new Set(axes?.map((axis) => axisOf(axis, x.shape.length)));
  for (const axis of gone) {
    if (x.shape[axis] !== 1) throw call.fail("malformed", `axis ${axis} of size ${x.shape[axis]} cannot be squeezed`);
  }
  return [
    reshaped(
      x,
      x.shape.filter((size, axis) => (axes === undefined ? size !== 1 : !gone.has(axis))),
    ),
  ];
}

function unsqueeze(call: OperatorCall, axes: number[] | undefined): Tensor[] {
  const x = call.input(0);
  if (axes === undefined) throw call.fail("malformed", "no axes are given");
  const rank = x.shape.length + axes.length;
  const added = new Set(axes.map((axis) => axisOf(axis, rank)));
  if (added.size !== axes.length) throw call.fail("malformed", `axes [${axes.join(", ")}] repeat`);
  const rest = [...x.shape];
  return [
    reshaped(
      x,
      Array.from({ length: rank }, (_, axis) => (added.has(axis) ? 1 : rest.shift()!)),
    ),
  ];
}

function transpose(call: OperatorCall): Tensor[] {
  const x = call.input(0);
  const rank = x.shape.length;
  const permutation = call.integers("perm") ?? Array.from({ length: rank }, (_, axis) => rank - 1 - axis);
  if (
    permutation.length !== rank ||
    !permutation.every((axis) => axis >= 0 && axis < rank) ||
    new Set(permutation).size !== rank
  ) {
    throw call.fail("malformed", `perm [${permutation.join(", ")}] is not a permutation of ${rank} axes`);
  }
  return [transposed(call.w, x, permutation)];
}

function expand(call: OperatorCall): Tensor[] {
  const x = call.input(0);
  const shape = integersOf(call.constant(1, "the shape"), "the shape");
  return [broadcast(call.w, x, broadcastShape(x.shape, shape))];
}

/** Does nothing at inference; the mask output is all true. */
function dropout(call: OperatorCall): Tensor[] {
  const x = call.input(0);
  const training = call.optionalConstant(2, "training_mode")?.data[0] ?? 0;
  const ratio = call.optionalConstant(1, "the ratio")?.data[0] ?? 0.5;
  if (training !== 0 && ratio !== 0) throw call.fail("unsupported", "training mode is random");
  if (call.node.outputs.length < 2) return [x];
  return [x, booleanConstant(x.shape, new Float64Array(newSize(call.w, x.shape)).fill(1))];
}

export const shapeOperators: readonly Operator[] = [
  { domain: "", name: "Reshape", since: 5, apply: reshape },
  { domain: "", name: "Flatten", apply: flatten },
  { domain: "", name: "Squeeze", until: 12, apply: (call) => squeeze(call, call.integers("axes")) },
  { domain: "", name: "Squeeze", since: 13, apply: (call) => squeeze(call, call.optionalIntegers(1, "axes")) },
  { domain: "", name: "Unsqueeze", until: 12, apply: (call) => unsqueeze(call, call.integers("axes")) },
  { domain: "", name: "Unsqueeze", since: 13, apply: (call) => unsqueeze(call, call.optionalIntegers(1, "axes")) },
  { domain: "", name: "Transpose", apply: transpose },
  { domain: "", name: "Expand", since: 8, apply: expand },
  { domain: "", name: "Identity", apply: (call) => [call.input(0)] },
  { domain: "", name: "Dropout", since: 7, apply: dropout },
];
