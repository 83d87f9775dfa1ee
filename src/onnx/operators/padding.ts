import type { ConstantTensor, Tensor } from "../algebra.js";
import { scalar } from "../arithmetic/constant.js";
import { positions } from "../arithmetic/index-lists.js";
import { axisOf, sizeOf } from "../arithmetic/shape.js";
import { gathered, joined } from "../arithmetic/view.js";
import { newSize } from "../arithmetic/workspace.js";
import { integersOf, type Operator, type OperatorCall } from "../operator.js";

/** Source coordinate of a padded coordinate `at` (counted from the data's start) along an axis; -1: the padding value. */
const MODES: Readonly<Record<string, (at: number, size: number) => number>> = {
  constant: (at, size) => (at >= 0 && at < size ? at : -1),
  edge: (at, size) => Math.min(Math.max(at, 0), size - 1),
  wrap: (at, size) => ((at % size) + size) % size,
  reflect: (at, size) => {
    if (size === 1) return 0;
    const period = 2 * (size - 1);
    const folded = ((at % period) + period) % period;
    return folded < size ? folded : period - folded;
  },
};

/** `pads`: begins of the padded axes, then ends; negative ones cut off. */
function pad(call: OperatorCall, pads: readonly number[], axes: readonly number[], value: ConstantTensor): Tensor[] {
  const x = call.input(0);
  const mode = call.text("mode", "constant");
  const source = MODES[mode];
  if (source === undefined) throw call.fail("unsupported", `mode "${mode}"`);
  if (pads.length !== 2 * axes.length || !pads.every((p) => Number.isSafeInteger(p) && Math.abs(p) < 2 ** 31)) {
    throw call.fail("malformed", `pads [${pads.join(", ")}] for ${axes.length} axes`);
  }
  if (value.data.length !== 1) throw call.fail("malformed", `a padding value of ${value.data.length} elements`);
  const begins = x.shape.map(() => 0);
  const ends = x.shape.map(() => 0);
  axes.forEach((axis, k) => {
    begins[axisOf(axis, x.shape.length)] = pads[k]!;
    ends[axisOf(axis, x.shape.length)] = pads[axes.length + k]!;
  });
  const shape = x.shape.map((size, axis) => Math.max(0, size + begins[axis]! + ends[axis]!));
  newSize(call.w, shape);
  const lists = shape.map((length, axis) => {
    const size = x.shape[axis]!;
    if (size === 0 && mode !== "constant" && length > 0)
      throw call.fail("malformed", "an empty axis cannot be continued");
    return Int32Array.from({ length }, (_, k) => source(k - begins[axis]!, size));
  });
  const places = positions(x.shape, lists);
  if (!places.includes(-1)) return [gathered(x, shape, places)];
  const outside = sizeOf(x.shape);
  const filler: ConstantTensor = x.kind === "constant" ? { ...value, type: x.type } : value;
  return [
    gathered(
      joined(call.w, [x, filler]),
      shape,
      places.map((place) => (place < 0 ? outside : place)),
    ),
  ];
}

function allAxes(call: OperatorCall): number[] {
  return call.input(0).shape.map((_, axis) => axis);
}

export const paddingOperators: readonly Operator[] = [
  {
    domain: "",
    name: "Pad",
    since: 2,
    until: 10,
    apply: (call) => pad(call, call.integers("pads") ?? [], allAxes(call), scalar(call.float("value", 0))),
  },
  {
    domain: "",
    name: "Pad",
    since: 11,
    apply: (call) =>
      pad(
        call,
        integersOf(call.constant(1, "pads"), "pads"),
        call.optionalIntegers(3, "axes") ?? allAxes(call),
        call.optionalConstant(2, "the padding value") ?? scalar(0),
      ),
  },
];
