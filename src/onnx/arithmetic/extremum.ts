import type { ConstantTensor, SymbolicTensor, Tensor } from "../algebra.js";
import { phi } from "../phi.js";
import { errorAt, typedConstant } from "./constant.js";
import { add, apply, foldedPair, negated, subtract } from "./elementwise.js";
import { broadcastShape } from "./shape.js";
import { broadcast, gathered, joined } from "./view.js";
import { newSize, type Workspace } from "./workspace.js";

export type ExtremumName = "maximum" | "minimum";

/** The larger (smaller) of corresponding elements. With a constant c it is relu(x - c) + c, exact in real arithmetic. */
export function extremum(w: Workspace, which: ExtremumName, left: Tensor, right: Tensor): Tensor {
  const shape = broadcastShape(left.shape, right.shape);
  const a = broadcast(w, left, shape);
  const b = broadcast(w, right, shape);
  if (a.kind === "constant" && b.kind === "constant") {
    const pick = which === "maximum" ? Math.max : Math.min;
    return foldedPair(w, a, b, pick, (_x, ex, _y, ey) => Math.max(ex, ey));
  }
  if (a.kind === "constant") return extremumWithConstant(w, which, b as SymbolicTensor, a);
  if (b.kind === "constant") return extremumWithConstant(w, which, a, b);
  newSize(w, shape);
  return w.algebra.combine(which, a, b);
}

function extremumWithConstant(w: Workspace, which: ExtremumName, x: SymbolicTensor, c: ConstantTensor): Tensor {
  const zero = c.error === undefined && c.data.every((value) => value === 0);
  if (which === "maximum") {
    return zero ? apply(w, phi("relu"), x) : add(w, apply(w, phi("relu"), subtract(w, x, c)), c);
  }
  if (zero) return negated(w, apply(w, phi("relu"), negated(w, x)));
  return subtract(w, c, apply(w, phi("relu"), subtract(w, c, x)));
}

/**
 * The largest (smallest) element of x within each group of indices, as trees of pairwise extrema: depth grows with the
 * logarithm of the group, which keeps bounds and gradients short. An empty group gives -infinity (+infinity).
 */
export function groupExtrema(
  w: Workspace,
  which: ExtremumName,
  x: Tensor,
  groups: readonly (readonly number[])[],
  shape: readonly number[],
): Tensor {
  w.work.take(groups.reduce((sum, group) => sum + group.length, 0));
  newSize(w, shape);
  if (x.kind === "constant") return constantExtrema(which, x, groups, shape);
  let ids = groups.map((group) => Array.from(new Set(group), (k) => x.elements[k]!));
  while (ids.some((group) => group.length > 1)) {
    const left: number[] = [];
    const right: number[] = [];
    for (const group of ids) {
      for (let k = 0; k + 1 < group.length; k += 2) {
        left.push(group[k]!);
        right.push(group[k + 1]!);
      }
    }
    const tensor = (elements: number[]): SymbolicTensor => ({
      ...x,
      shape: [left.length],
      elements: Int32Array.from(elements),
    });
    newSize(w, [left.length]);
    const pairs = w.algebra.combine(which, tensor(left), tensor(right)).elements;
    let next = 0;
    ids = ids.map((group) => {
      const merged: number[] = [];
      for (let k = 0; k + 1 < group.length; k += 2) merged.push(pairs[next++]!);
      if (group.length % 2 === 1) merged.push(group[group.length - 1]!);
      return merged;
    });
  }
  return collected(w, which, x, ids, shape);
}

function collected(
  w: Workspace,
  which: ExtremumName,
  x: SymbolicTensor,
  ids: readonly (readonly number[])[],
  shape: readonly number[],
): Tensor {
  if (ids.every((group) => group.length === 1))
    return { ...x, shape, elements: Int32Array.from(ids, (group) => group[0]!) };
  const empty = typedConstant("float", [1], Float64Array.of(which === "maximum" ? -Infinity : Infinity));
  const members: SymbolicTensor = {
    ...x,
    shape: [ids.length],
    elements: Int32Array.from(ids, (group) => group[0] ?? 0),
  };
  const place = Int32Array.from(ids, (group, k) => (group.length === 1 ? k : ids.length));
  return gathered(joined(w, [members, empty]), shape, place);
}

function constantExtrema(
  which: ExtremumName,
  x: ConstantTensor,
  groups: readonly (readonly number[])[],
  shape: readonly number[],
): ConstantTensor {
  const sign = which === "maximum" ? 1 : -1;
  const data = new Float64Array(groups.length);
  const error = new Float64Array(groups.length);
  groups.forEach((group, g) => {
    let best = Number.NEGATIVE_INFINITY;
    for (const k of group) {
      best = Math.max(best, sign * x.data[k]!);
      error[g] = Math.max(error[g]!, errorAt(x, k));
    }
    data[g] = sign * best;
  });
  return typedConstant(x.type, shape, data, error);
}
