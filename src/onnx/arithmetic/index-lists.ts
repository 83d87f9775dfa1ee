import { OnnxError } from "../error.js";
import { sizeOf, stridesOf } from "./shape.js";

/**
 * For a result whose coordinate c_i along axis i stands for coordinate lists[i][c_i] of a tensor of shape `from`: the
 * positions of all its elements, row-major; -1 where a coordinate is -1 (outside).
 */
export function positions(from: readonly number[], lists: readonly Int32Array[]): Int32Array {
  const strides = stridesOf(from);
  const count = sizeOf(lists.map((list) => list.length));
  if (count === 0) return new Int32Array(0);
  let out: Int32Array = new Int32Array(1);
  lists.forEach((list, axis) => {
    const next = new Int32Array(out.length * list.length);
    let at = 0;
    for (const base of out) {
      for (const coordinate of list) next[at++] = base < 0 || coordinate < 0 ? -1 : base + coordinate * strides[axis]!;
    }
    out = next;
  });
  if (out.length !== count) throw new RangeError("index lists of inconsistent length");
  return out;
}

/** 0, 1, …, size - 1. */
export function wholeAxis(size: number): Int32Array {
  return Int32Array.from({ length: size }, (_, k) => k);
}

/** An index into an axis, negative ones counted from the end. @throws OnnxError outside of the axis. */
export function indexWithin(index: number, size: number): number {
  const positive = index < 0 ? index + size : index;
  if (!Number.isInteger(positive) || positive < 0 || positive >= size) {
    throw new OnnxError("malformed", `index ${index} into an axis of size ${size}`);
  }
  return positive;
}
