import type { Tensor } from "../algebra.js";
import { indexWithin, positions, wholeAxis } from "../arithmetic/index-lists.js";
import { axisOf, sizeOf, stridedIndices, stridesOf } from "../arithmetic/shape.js";
import { gathered, joined } from "../arithmetic/view.js";
import { newSize, type Workspace } from "../arithmetic/workspace.js";
import { integersOf, type Operator, type OperatorCall } from "../operator.js";

/** The part of x whose coordinate along `axis` runs through `list`. */
function along(w: Workspace, x: Tensor, axis: number, list: Int32Array): Tensor {
  const lists = x.shape.map((size, k) => (k === axis ? list : wholeAxis(size)));
  const shape = lists.map((l) => l.length);
  w.work.take(shape.reduce((sum, size) => sum + size, 0));
  newSize(w, shape);
  return gathered(x, shape, positions(x.shape, lists));
}

function concat(call: OperatorCall): Tensor[] {
  const parts = call.inputs();
  const first = parts[0];
  if (first === undefined) throw call.fail("malformed", "nothing to concatenate");
  const axis = axisOf(call.integer("axis", 1), first.shape.length);
  for (const part of parts) {
    if (
      part.shape.length !== first.shape.length ||
      part.shape.some((size, k) => k !== axis && size !== first.shape[k])
    ) {
      throw call.fail(
        "malformed",
        `shapes [${first.shape.join(", ")}] and [${part.shape.join(", ")}] along axis ${axis}`,
      );
    }
  }
  const shape = first.shape.map((size, k) =>
    k === axis ? parts.reduce((sum, part) => sum + part.shape[axis]!, 0) : size,
  );
  const place = new Int32Array(newSize(call.w, shape));
  const strides = stridesOf(shape);
  let before = 0;
  let start = 0;
  for (const part of parts) {
    const targets = stridedIndices(part.shape, strides, start * strides[axis]!);
    targets.forEach((target, k) => {
      place[target] = before + k;
    });
    before += sizeOf(part.shape);
    start += part.shape[axis]!;
  }
  return [gathered(joined(call.w, parts), shape, place)];
}

function split(call: OperatorCall, sizes: number[] | undefined): Tensor[] {
  const x = call.input(0);
  const axis = axisOf(call.integer("axis", 0), x.shape.length);
  const size = x.shape[axis]!;
  const parts = sizes ?? evenParts(call, size);
  if (parts.some((part) => part < 0) || parts.reduce((sum, part) => sum + part, 0) !== size) {
    throw call.fail("malformed", `an axis of size ${size} does not split into [${parts.join(", ")}]`);
  }
  let start = 0;
  return parts.map((length) => {
    const list = Int32Array.from({ length }, (_, k) => start + k);
    start += length;
    return along(call.w, x, axis, list);
  });
}

/** Equal parts; from opset 18 on the last may be smaller. */
function evenParts(call: OperatorCall, size: number): number[] {
  const count = call.integer("num_outputs", call.node.outputs.length);
  if (!(count >= 1 && count <= 1e5)) throw call.fail("malformed", `${count} parts`);
  const part = Math.ceil(size / count);
  return Array.from({ length: count }, (_, k) => Math.max(0, Math.min(part, size - k * part)));
}

interface Cut {
  readonly starts: number[];
  readonly ends: number[];
  readonly axes: number[] | undefined;
  readonly steps: number[] | undefined;
}

function slice(call: OperatorCall, { starts, ends, axes, steps }: Cut): Tensor[] {
  const x = call.input(0);
  const cutAxes = (axes ?? starts.map((_, k) => k)).map((axis) => axisOf(axis, x.shape.length));
  const stepsOrOnes = steps ?? starts.map(() => 1);
  if (
    [ends, cutAxes, stepsOrOnes].some((list) => list.length !== starts.length) ||
    new Set(cutAxes).size !== cutAxes.length
  ) {
    throw call.fail("malformed", "starts, ends, axes and steps do not go together");
  }
  const lists = x.shape.map(wholeAxis);
  cutAxes.forEach((axis, k) => {
    lists[axis] = sliceIndices(call, starts[k]!, ends[k]!, stepsOrOnes[k]!, x.shape[axis]!);
  });
  const shape = lists.map((list) => list.length);
  newSize(call.w, shape);
  return [gathered(x, shape, positions(x.shape, lists))];
}

function sliceIndices(call: OperatorCall, start: number, end: number, step: number, size: number): Int32Array {
  if (!Number.isInteger(step) || step === 0) throw call.fail("malformed", `step ${step}`);
  const clamp = (value: number, low: number, high: number) =>
    Math.min(Math.max(value < 0 ? value + size : value, low), high);
  const from = step > 0 ? clamp(start, 0, size) : clamp(start, 0, size - 1);
  const to = step > 0 ? clamp(end, 0, size) : clamp(end, -1, size - 1);
  const length = Math.max(0, Math.ceil((to - from) / step));
  return Int32Array.from({ length }, (_, k) => from + k * step);
}

function gather(call: OperatorCall): Tensor[] {
  const x = call.input(0);
  const indices = call.constant(1, "the indices");
  const axis = axisOf(call.integer("axis", 0), x.shape.length);
  const list = Int32Array.from(integersOf(indices, "the indices"), (index) => indexWithin(index, x.shape[axis]!));
  const selected = along(call.w, x, axis, list);
  return [{ ...selected, shape: [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)] }];
}

/** ai.onnx.ml: columns of the last axis. */
function arrayFeatureExtractor(call: OperatorCall): Tensor[] {
  const x = call.input(0);
  const columns = integersOf(call.constant(1, "the columns"), "the columns");
  const axis = axisOf(-1, x.shape.length);
  const selected = along(
    call.w,
    x,
    axis,
    Int32Array.from(columns, (index) => indexWithin(index, x.shape[axis]!)),
  );
  return [x.shape.length === 1 ? { ...selected, shape: [1, columns.length] } : selected];
}

export const selectionOperators: readonly Operator[] = [
  { domain: "", name: "Concat", since: 4, apply: concat },
  { domain: "", name: "Split", since: 2, until: 12, apply: (call) => split(call, call.integers("split")) },
  { domain: "", name: "Split", since: 13, apply: (call) => split(call, call.optionalIntegers(1, "the sizes")) },
  {
    domain: "",
    name: "Slice",
    until: 9,
    apply: (call) =>
      slice(call, {
        starts: call.integers("starts") ?? [],
        ends: call.integers("ends") ?? [],
        axes: call.integers("axes"),
        steps: undefined,
      }),
  },
  {
    domain: "",
    name: "Slice",
    since: 10,
    apply: (call) =>
      slice(call, {
        starts: integersOf(call.constant(1, "starts"), "starts"),
        ends: integersOf(call.constant(2, "ends"), "ends"),
        axes: call.optionalIntegers(3, "axes"),
        steps: call.optionalIntegers(4, "steps"),
      }),
  },
  { domain: "", name: "Gather", apply: gather },
  { domain: "ai.onnx.ml", name: "ArrayFeatureExtractor", apply: arrayFeatureExtractor },
];
