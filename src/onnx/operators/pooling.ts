import type { Tensor } from "../algebra.js";
import { affine } from "../arithmetic/affine.js";
import { groupExtrema } from "../arithmetic/extremum.js";
import { grouping, groupMatrix, groupMeans } from "../arithmetic/reduction.js";
import { quotientError } from "../arithmetic/rounding-error.js";
import { sizeOf } from "../arithmetic/shape.js";
import { forEachCoordinate, positionUnder, type WindowAxis } from "../arithmetic/window.js";
import { newSize } from "../arithmetic/workspace.js";
import type { Operator, OperatorCall } from "../operator.js";
import { readWindow } from "./window-attributes.js";

interface Pool {
  readonly shape: readonly number[];
  /** Positions in x under each window. */
  readonly groups: readonly (readonly number[])[];
  /** Cells of each window that are data or padding, but not beyond the padding (ceil_mode). */
  readonly cells: readonly number[];
}

function pool(call: OperatorCall): Pool {
  const x = call.input(0);
  const kernel = call.integers("kernel_shape");
  if (kernel === undefined) throw call.fail("malformed", "kernel_shape is missing");
  const [batch, channels, ...spatial] = x.shape as [number, number, ...number[]];
  const axes = readWindow(call, spatial, kernel);
  const steps = axes.map((axis) => axis.steps);
  const shape = [batch, channels, ...steps];
  newSize(call.w, [...steps, ...kernel]);
  newSize(call.w, [sizeOf(shape), sizeOf(kernel)]);
  const windows: number[][] = [];
  const counts: number[] = [];
  forEachCoordinate(steps, (step) => {
    const window: number[] = [];
    let cells = 0;
    forEachCoordinate(kernel, (tap) => {
      const position = positionUnder(axes, step, tap);
      if (position >= 0) window.push(position);
      if (withinPadding(axes, step, tap)) cells++;
    });
    windows.push(window);
    counts.push(cells);
  });
  const plane = sizeOf(spatial);
  const groups: number[][] = [];
  const cells: number[] = [];
  for (let image = 0; image < batch * channels; image++) {
    for (const window of windows) groups.push(window.map((position) => image * plane + position));
    for (const count of counts) cells.push(count);
  }
  return { shape, groups, cells };
}

function withinPadding(axes: readonly WindowAxis[], step: Int32Array, tap: Int32Array): boolean {
  return axes.every(({ size, stride, dilation, padEnd, padBegin }, axis) => {
    const at = step[axis]! * stride - padBegin + tap[axis]! * dilation;
    return at < size + padEnd;
  });
}

function averagePool(call: OperatorCall): Tensor[] {
  const x = call.input(0);
  const { shape, groups, cells } = pool(call);
  const includePad = call.integer("count_include_pad", 0) !== 0;
  const divisors = groups.map((group, g) => (includePad ? cells[g]! : group.length));
  const matrix = groupMatrix(sizeOf(x.shape), groups, () => 1);
  const error = new Float64Array(matrix.values.length);
  divisors.forEach((divisor, g) => {
    matrix.values.fill(1 / divisor, matrix.starts[g]!, matrix.starts[g + 1]!);
    error.fill(quotientError(1, divisor), matrix.starts[g]!, matrix.starts[g + 1]!);
  });
  return [affine(call.w, shape, [{ x, matrix, error }])];
}

function maxPool(call: OperatorCall): Tensor[] {
  const { shape, groups } = pool(call);
  return [groupExtrema(call.w, "maximum", call.input(0), groups, shape)];
}

function overPlanes(call: OperatorCall) {
  const x = call.input(0);
  if (x.shape.length < 3) throw call.fail("malformed", `data of shape [${x.shape.join(", ")}] has no spatial axes`);
  return { x, ...grouping(call.w, x.shape, x.shape.map((_, axis) => axis).slice(2)) };
}

export const poolingOperators: readonly Operator[] = [
  { domain: "", name: "AveragePool", since: 7, apply: averagePool },
  { domain: "", name: "MaxPool", apply: maxPool },
  {
    domain: "",
    name: "GlobalAveragePool",
    apply: (call) => {
      const { x, groups, kept } = overPlanes(call);
      return [groupMeans(call.w, x, groups, kept)];
    },
  },
  {
    domain: "",
    name: "GlobalMaxPool",
    apply: (call) => {
      const { x, groups, kept } = overPlanes(call);
      return [groupExtrema(call.w, "maximum", x, groups, kept)];
    },
  },
];
