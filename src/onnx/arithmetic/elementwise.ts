import type { UnivariateFunction } from "../../functions/univariate.js";
import { diagonalMatrix } from "../../numeric/matrix.js";
import { down, up } from "../../numeric/rounding.js";
import type { ConstantTensor, ElementType, SymbolicTensor, Tensor } from "../algebra.js";
import { OnnxError } from "../error.js";
import { phi } from "../phi.js";
import { affine } from "./affine.js";
import { errorAt, floatConstant, SAFETY, typedConstant } from "./constant.js";
import { productRadius, quotientRadius, sumError } from "./rounding-error.js";
import { broadcastShape, sizeOf } from "./shape.js";
import { broadcast, gathered, joined, symbolic } from "./view.js";
import { newSize, type Workspace } from "./workspace.js";

/** f of every element; a constant's error is the reach of f over its ball. */
export function apply(w: Workspace, f: UnivariateFunction, x: Tensor): Tensor {
  newSize(w, x.shape);
  if (x.kind === "symbolic") return w.algebra.apply(f, x);
  w.work.take(50 * x.data.length);
  const data = new Float64Array(x.data.length);
  const error = new Float64Array(x.data.length);
  const reach = { lower: 0, upper: 0 };
  for (let k = 0; k < data.length; k++) {
    const at = x.data[k]!;
    const value = f.value(at);
    if (Number.isNaN(value)) throw new OnnxError("number", `${f.name} of the constant ${at} is not a number`);
    data[k] = value;
    const radius = errorAt(x, k);
    if (radius === 0) f.range(at, at, reach);
    else f.range(down(at - radius), up(at + radius), reach);
    if (Number.isFinite(value)) error[k] = Math.max(reach.upper - value, value - reach.lower, 0) * SAFETY;
  }
  return floatConstant(x.shape, data, error);
}

export function negated(w: Workspace, x: Tensor): Tensor {
  if (x.kind === "constant")
    return typedConstant(
      x.type,
      x.shape,
      x.data.map((v) => -v),
      x.error,
    );
  return affine(w, x.shape, [{ x, matrix: diagonalMatrix(new Float64Array(x.elements.length).fill(-1)) }]);
}

export function add(w: Workspace, left: Tensor, right: Tensor): Tensor {
  return sum(w, left, right, 1);
}

export function subtract(w: Workspace, left: Tensor, right: Tensor): Tensor {
  return sum(w, left, right, -1);
}

function sum(w: Workspace, left: Tensor, right: Tensor, sign: 1 | -1): Tensor {
  const shape = broadcastShape(left.shape, right.shape);
  const a = broadcast(w, left, shape);
  const b = broadcast(w, right, shape);
  if (a.kind === "constant" && b.kind === "constant") {
    return foldedPair(
      w,
      a,
      b,
      (x, y) => x + sign * y,
      (x, ex, y, ey) => (sumError(x, sign * y) + ex + ey) * SAFETY,
    );
  }
  const identity = (scale: number) => diagonalMatrix(new Float64Array(sizeOf(shape)).fill(scale));
  if (b.kind === "constant") return affine(w, shape, [{ x: a, matrix: identity(1) }], sign === 1 ? b : signed(b));
  if (a.kind === "constant") return affine(w, shape, [{ x: b, matrix: identity(sign) }], a);
  return affine(w, shape, [
    { x: a, matrix: identity(1) },
    { x: b, matrix: identity(sign) },
  ]);
}

function signed(x: ConstantTensor): ConstantTensor {
  return floatConstant(
    x.shape,
    x.data.map((v) => 0 - v),
    x.error,
  );
}

/** x times the constant c, element by element; both have the same shape. */
export function scaled(w: Workspace, x: Tensor, c: ConstantTensor): Tensor {
  return affine(w, x.shape, [{ x, matrix: diagonalMatrix(c.data), error: c.error }]);
}

export function multiply(w: Workspace, left: Tensor, right: Tensor): Tensor {
  const shape = broadcastShape(left.shape, right.shape);
  const a = broadcast(w, left, shape);
  const b = broadcast(w, right, shape);
  if (a.kind === "constant") {
    return b.kind === "constant" ? foldedPair(w, a, b, (x, y) => x * y, productRadius) : scaled(w, b, a);
  }
  if (b.kind === "constant") return scaled(w, a, b);
  newSize(w, shape);
  return selectedOrProduct(w, a, b);
}

/** Products of equal elements are squares, which have tighter bounds. */
function selectedOrProduct(w: Workspace, a: SymbolicTensor, b: SymbolicTensor): Tensor {
  const same = (k: number) => a.elements[k] === b.elements[k];
  return byGroup(
    w,
    a,
    (k) => (same(k) ? 1 : 0),
    (group, x, indices) => {
      if (group === 1) return w.algebra.apply(phi("square"), x);
      return w.algebra.combine("product", x, gathered(b, x.shape, indices) as SymbolicTensor);
    },
  );
}

/** Splits the elements by a number, treats each group by itself, and puts the results back in place. */
export function byGroup(
  w: Workspace,
  x: SymbolicTensor,
  groupOf: (k: number) => number,
  treat: (group: number, members: SymbolicTensor, indices: Int32Array) => Tensor,
): Tensor {
  const groups = new Map<number, number[]>();
  for (let k = 0; k < x.elements.length; k++) {
    const group = groupOf(k);
    const members = groups.get(group);
    if (members === undefined) groups.set(group, [k]);
    else members.push(k);
  }
  if (groups.size === 1) {
    const [only] = groups.keys();
    return treat(only!, x, Int32Array.from(x.elements.keys()));
  }
  const place = new Int32Array(x.elements.length);
  let at = 0;
  const parts = Array.from(groups, ([group, members]) => {
    for (const k of members) place[k] = at++;
    const indices = Int32Array.from(members);
    return treat(group, gathered(x, [members.length], indices) as SymbolicTensor, indices);
  });
  return gathered(joined(w, parts), x.shape, place);
}

export function divide(w: Workspace, left: Tensor, right: Tensor): Tensor {
  const shape = broadcastShape(left.shape, right.shape);
  const a = broadcast(w, left, shape);
  const b = broadcast(w, right, shape);
  if (a.kind === "constant" && b.kind === "constant") {
    if (a.type === "integer" && b.type === "integer") return foldedPair(w, a, b, integerQuotient);
    return foldedPair(w, a, b, (x, y) => x / y, quotientRadius);
  }
  if (b.kind === "constant") {
    const one: ConstantTensor = floatConstant(shape, new Float64Array(sizeOf(shape)).fill(1));
    const inverse = foldedPair(w, one, b, (x, y) => x / y, quotientRadius);
    return scaled(w, a, inverse);
  }
  newSize(w, shape);
  if (a.kind === "constant") return scaled(w, apply(w, phi("reciprocal"), b), a);
  return w.algebra.combine("quotient", a, symbolic(w, b));
}

/** ONNX leaves integer division open; every runtime truncates like C. */
function integerQuotient(x: number, y: number): number {
  if (y === 0) throw new OnnxError("number", "integer division by zero");
  return Math.trunc(x / y);
}

/** Folds two constants of one shape; integers stay integers and must stay exact. */
export function foldedPair(
  w: Workspace,
  a: ConstantTensor,
  b: ConstantTensor,
  value: (x: number, y: number) => number,
  radius?: (x: number, ex: number, y: number, ey: number) => number,
): ConstantTensor {
  const count = newSize(w, a.shape);
  const integer = a.type === "integer" && b.type === "integer";
  const type: ElementType = integer ? "integer" : "float";
  const data = new Float64Array(count);
  const error = integer || radius === undefined ? undefined : new Float64Array(count);
  for (let k = 0; k < count; k++) {
    const result = value(a.data[k]!, b.data[k]!);
    if (integer && !Number.isSafeInteger(result)) throw new OnnxError("number", `integer ${result} is beyond 2^53`);
    data[k] = result;
    if (error !== undefined && Number.isFinite(result))
      error[k] = radius!(a.data[k]!, errorAt(a, k), b.data[k]!, errorAt(b, k));
  }
  return typedConstant(type, a.shape, data, error);
}
