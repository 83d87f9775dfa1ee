import { OnnxError } from "../error.js";

/** Number of elements; 1 for a scalar. */
export function sizeOf(shape: readonly number[]): number {
  let count = 1;
  for (const size of shape) count *= size;
  return count;
}

/** Row-major strides. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis]!;
  }
  return strides;
}

export function sameShape(left: readonly number[], right: readonly number[]): boolean {
  return left.length === right.length && left.every((size, axis) => size === right[axis]);
}

/** Multidirectional (numpy) broadcasting. @throws OnnxError if the shapes do not go together. */
export function broadcastShape(left: readonly number[], right: readonly number[]): number[] {
  const rank = Math.max(left.length, right.length);
  const shape = new Array<number>(rank);
  for (let k = 1; k <= rank; k++) {
    const a = left[left.length - k] ?? 1;
    const b = right[right.length - k] ?? 1;
    if (a !== b && a !== 1 && b !== 1) {
      throw new OnnxError("malformed", `shapes [${left.join(", ")}] and [${right.join(", ")}] do not broadcast`);
    }
    shape[rank - k] = a === 1 ? b : a;
  }
  return shape;
}

/** A non-negative axis. @throws OnnxError outside of -rank .. rank - 1. */
export function axisOf(axis: number, rank: number): number {
  const positive = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(positive) || positive < 0 || positive >= rank) {
    throw new OnnxError("malformed", `axis ${axis} of a tensor with ${rank} axes`);
  }
  return positive;
}

/**
 * For each element of `shape` (row-major), offset + sum of coordinate * stride: how a view finds its elements.
 * Strides may be 0 (broadcasting) or negative.
 */
export function stridedIndices(shape: readonly number[], strides: readonly number[], offset = 0): Int32Array {
  const count = sizeOf(shape);
  const out = new Int32Array(count);
  const rank = shape.length;
  const coordinate = new Int32Array(rank);
  let at = offset;
  for (let k = 0; k < count; k++) {
    out[k] = at;
    for (let axis = rank - 1; axis >= 0; axis--) {
      at += strides[axis]!;
      if (++coordinate[axis]! < shape[axis]!) break;
      at -= strides[axis]! * shape[axis]!;
      coordinate[axis] = 0;
    }
  }
  return out;
}

/** Indices by which a tensor of shape `from` is broadcast to `to`. @throws OnnxError if it cannot be. */
export function broadcastIndices(from: readonly number[], to: readonly number[]): Int32Array {
  const own = stridesOf(from);
  const lead = to.length - from.length;
  const strides = to.map((size, axis) => {
    const mine = from[axis - lead] ?? 1;
    if (mine === size) return axis < lead ? 0 : own[axis - lead]!;
    if (mine !== 1)
      throw new OnnxError("malformed", `shape [${from.join(", ")}] does not broadcast to [${to.join(", ")}]`);
    return 0;
  });
  if (lead < 0) throw new OnnxError("malformed", `shape [${from.join(", ")}] does not broadcast to [${to.join(", ")}]`);
  return stridedIndices(to, strides);
}
