import type { ConstantTensor, SymbolicTensor, Tensor } from "../algebra.js";
import { OnnxError } from "../error.js";
import { checkedCount } from "../limits.js";
import { embedded } from "./affine.js";
import { broadcastIndices, sameShape, sizeOf, stridedIndices, stridesOf } from "./shape.js";
import { newSize, type Workspace } from "./workspace.js";

/** The same elements under another shape. */
export function reshaped(x: Tensor, shape: readonly number[]): Tensor {
  if (checkedCount(shape) !== sizeOf(x.shape)) {
    throw new OnnxError("malformed", `shape [${x.shape.join(", ")}] does not become [${shape.join(", ")}]`);
  }
  return { ...x, shape };
}

/** The tensor whose k-th element is element indices[k] of x. The caller has counted the new elements (`newSize`). */
export function gathered(x: Tensor, shape: readonly number[], indices: Int32Array): Tensor {
  if (x.kind === "symbolic") {
    const elements = new Int32Array(indices.length);
    for (let k = 0; k < indices.length; k++) elements[k] = x.elements[indices[k]!]!;
    return { ...x, shape, elements };
  }
  return gatheredConstant(x, shape, indices);
}

function gatheredConstant(x: ConstantTensor, shape: readonly number[], indices: Int32Array): ConstantTensor {
  if (x.strings !== undefined) return { ...x, shape, strings: Array.from(indices, (k) => x.strings![k]!) };
  const data = new Float64Array(indices.length);
  for (let k = 0; k < indices.length; k++) data[k] = x.data[indices[k]!]!;
  if (x.error === undefined) return { ...x, shape, data };
  const error = new Float64Array(indices.length);
  for (let k = 0; k < indices.length; k++) error[k] = x.error[indices[k]!]!;
  return { ...x, shape, data, error };
}

/** Strided view: element with coordinates c is element offset + sum c_i strides_i of x. */
export function strided(
  w: Workspace,
  x: Tensor,
  shape: readonly number[],
  strides: readonly number[],
  offset = 0,
): Tensor {
  newSize(w, shape);
  return gathered(x, shape, stridedIndices(shape, strides, offset));
}

/** Axis k of the result is axis permutation[k] of x. */
export function transposed(w: Workspace, x: Tensor, permutation: readonly number[]): Tensor {
  const strides = stridesOf(x.shape);
  const shape = permutation.map((axis) => x.shape[axis]!);
  return strided(
    w,
    x,
    shape,
    permutation.map((axis) => strides[axis]!),
  );
}

export function broadcast(w: Workspace, x: Tensor, shape: readonly number[]): Tensor {
  if (sameShape(x.shape, shape)) return x;
  newSize(w, shape);
  return gathered(x, shape, broadcastIndices(x.shape, shape));
}

/** A symbolic tensor as it is, a constant embedded by the algebra. */
export function symbolic(w: Workspace, x: Tensor): SymbolicTensor {
  return x.kind === "symbolic" ? x : embedded(w, x);
}

/**
 * The elements of several tensors one after the other, as one tensor: symbolic if one of them is, then constants among
 * them are embedded. Types of constants must agree.
 */
export function joined(w: Workspace, parts: readonly Tensor[]): Tensor {
  const count = parts.reduce((sum, part) => sum + sizeOf(part.shape), 0);
  newSize(w, [count]);
  if (parts.some((part) => part.kind === "symbolic")) {
    const elements = new Int32Array(count);
    let at = 0;
    for (const part of parts) {
      if (sizeOf(part.shape) === 0) continue;
      const own = symbolic(w, part).elements;
      elements.set(own, at);
      at += own.length;
    }
    return { kind: "symbolic", type: "float", shape: [count], elements };
  }
  return joinedConstants(parts as readonly ConstantTensor[], count);
}

function joinedConstants(parts: readonly ConstantTensor[], count: number): ConstantTensor {
  const type = parts[0]?.type ?? "float";
  if (parts.some((part) => part.type !== type))
    throw new OnnxError("malformed", "tensors of different types are joined");
  const strings = type === "string" ? parts.flatMap((part) => part.strings ?? []) : undefined;
  const data = new Float64Array(type === "string" ? 0 : count);
  const inexact = parts.some((part) => part.error !== undefined);
  const error = inexact ? new Float64Array(count) : undefined;
  let at = 0;
  for (const part of parts) {
    data.set(part.data, at);
    if (part.error !== undefined) error!.set(part.error, at);
    at += part.data.length;
  }
  const constant: ConstantTensor = { kind: "constant", type, shape: [count], data, error };
  return strings === undefined ? constant : { ...constant, strings };
}
