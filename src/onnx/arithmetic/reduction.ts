import type { SparseMatrix } from "../../numeric/matrix.js";
import type { Tensor } from "../algebra.js";
import { affine } from "./affine.js";
import { quotientError } from "./rounding-error.js";
import { axisOf, sizeOf, stridedIndices, stridesOf } from "./shape.js";
import { newSize, type Workspace } from "./workspace.js";

/** How the elements of a tensor fall into the elements of its reduction over some axes. */
export interface Grouping {
  /** Shape of the result with the reduced axes kept as 1. */
  readonly kept: readonly number[];
  /** Shape of the result with the reduced axes left out. */
  readonly dropped: readonly number[];
  /** For each element of the result (row-major), the elements of x that fall into it. */
  readonly groups: readonly (readonly number[])[];
  /** For each element of x, the element of the result. */
  readonly groupOf: Int32Array;
}

/** Groups over `axes` (negative ones count from the end; undefined: all). */
export function grouping(w: Workspace, shape: readonly number[], axes: readonly number[] | undefined): Grouping {
  const reduced = new Set(axes === undefined ? shape.keys() : axes.map((axis) => axisOf(axis, shape.length)));
  const kept = shape.map((size, axis) => (reduced.has(axis) ? 1 : size));
  const dropped = shape.filter((_, axis) => !reduced.has(axis));
  newSize(w, kept);
  newSize(w, shape);
  const own = stridesOf(kept);
  const strides = own.map((stride, axis) => (reduced.has(axis) ? 0 : stride));
  const groupOf = stridedIndices(shape, strides);
  const groups: number[][] = Array.from({ length: sizeOf(kept) }, () => []);
  groupOf.forEach((group, k) => {
    groups[group]!.push(k);
  });
  return { kept, dropped, groups, groupOf };
}

/** Sums of x over groups of its elements, laid out as `shape`. */
export function groupSums(
  w: Workspace,
  x: Tensor,
  groups: readonly (readonly number[])[],
  shape: readonly number[],
): Tensor {
  return affine(w, shape, [{ x, matrix: groupMatrix(sizeOf(x.shape), groups, () => 1) }]);
}

/** Means of x over groups of its elements. An empty group has mean 0. */
export function groupMeans(
  w: Workspace,
  x: Tensor,
  groups: readonly (readonly number[])[],
  shape: readonly number[],
): Tensor {
  const matrix = groupMatrix(sizeOf(x.shape), groups, (group) => 1 / group.length);
  const error = groups.flatMap((group) => group.map(() => quotientError(1, group.length)));
  return affine(w, shape, [{ x, matrix, error: Float64Array.from(error) }]);
}

/** The sparse matrix whose row g has the weight of group g at each of its members. */
export function groupMatrix(
  columns: number,
  groups: readonly (readonly number[])[],
  weight: (group: readonly number[]) => number,
): SparseMatrix {
  const starts = new Int32Array(groups.length + 1);
  groups.forEach((group, g) => {
    starts[g + 1] = starts[g]! + group.length;
  });
  const indices = new Int32Array(starts[groups.length]!);
  const values = new Float64Array(starts[groups.length]!);
  groups.forEach((group, g) => {
    group.forEach((member, k) => {
      indices[starts[g]! + k] = member;
      values[starts[g]! + k] = weight(group);
    });
  });
  return { kind: "sparse", rows: groups.length, columns, starts, indices, values };
}
