import type { DenseMatrix, SparseMatrix } from "../../numeric/matrix.js";
import { gamma, SMALLEST } from "../../numeric/rounding.js";
import type { ConstantTensor, Tensor } from "../algebra.js";
import { affine } from "../arithmetic/affine.js";
import { errorAt, floatConstant, integerConstant, SAFETY, scalar } from "../arithmetic/constant.js";
import { add, multiply } from "../arithmetic/elementwise.js";
import { groupSums } from "../arithmetic/reduction.js";
import { broadcastShape, sizeOf, stridedIndices } from "../arithmetic/shape.js";
import { broadcast, gathered, reshaped, transposed } from "../arithmetic/view.js";
import { newSize, type Workspace } from "../arithmetic/workspace.js";
import { OnnxError } from "../error.js";
import type { Operator, OperatorCall } from "../operator.js";

/** alpha A' B' + beta C. */
function gemm(call: OperatorCall): Tensor[] {
  const { w } = call;
  const oriented = (position: number, attribute: string): Tensor => {
    const x = call.input(position);
    if (x.shape.length !== 2) throw call.fail("malformed", `input ${position} has ${x.shape.length} axes instead of 2`);
    return call.integer(attribute, 0) === 0 ? x : transposed(w, x, [1, 0]);
  };
  const alpha = scalar(call.float("alpha", 1));
  let a = oriented(0, "transA");
  let b = oriented(1, "transB");
  // The factor goes to a constant operand, so that a single affine map remains.
  if (alpha.data[0] !== 1) {
    if (a.kind === "constant") a = multiply(w, a, alpha);
    else b = multiply(w, b, alpha);
  }
  const shape = [a.shape[0]!, b.shape[1]!];
  const c = call.optional(2);
  const beta = call.float("beta", 1);
  if (c === undefined || beta === 0) return [matrixProduct(w, a, b)];
  const addend = broadcast(w, beta === 1 ? c : multiply(w, c, scalar(beta)), shape);
  if (addend.kind === "constant") return [matrixProduct(w, a, b, addend)];
  return [add(w, matrixProduct(w, a, b), addend)];
}

/** numpy.matmul(a, b) + bias. Vectors count as one row (left) or one column (right), and that axis is dropped again. */
export function matrixProduct(w: Workspace, left: Tensor, right: Tensor, bias?: ConstantTensor): Tensor {
  if (left.shape.length === 0 || right.shape.length === 0) throw new OnnxError("malformed", "a factor is a scalar");
  const a = left.shape.length === 1 ? reshaped(left, [1, left.shape[0]!]) : left;
  const b = right.shape.length === 1 ? reshaped(right, [right.shape[0]!, 1]) : right;
  const [m, inner] = a.shape.slice(-2) as [number, number];
  const [k, n] = b.shape.slice(-2) as [number, number];
  if (inner !== k) {
    throw new OnnxError(
      "malformed",
      `shapes [${left.shape.join(", ")}] and [${right.shape.join(", ")}] do not multiply`,
    );
  }
  const batch = broadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const shape = [...batch];
  if (left.shape.length > 1) shape.push(m);
  if (right.shape.length > 1) shape.push(n);
  const pa = broadcast(w, a, [...batch, m, k]);
  const pb = broadcast(w, b, [...batch, k, n]);
  const size = { batches: sizeOf(batch), m, k, n };
  newSize(w, shape);
  w.work.take(size.batches * m * k * n);
  if (pa.kind === "constant" && pb.kind === "constant") {
    const product = foldedProduct(w, pa, pb, size, shape);
    return bias === undefined ? product : add(w, product, bias);
  }
  if (pa.kind === "constant") return leftConstant(w, pa, pb, size, shape, bias);
  if (pb.kind === "constant") return rightConstant(w, pa, pb, size, shape, bias);
  const product = symbolicProduct(w, pa, pb, size, shape);
  return bias === undefined ? product : add(w, product, bias);
}

interface ProductSize {
  readonly batches: number;
  readonly m: number;
  readonly k: number;
  readonly n: number;
}

function rightConstant(
  w: Workspace,
  a: Tensor,
  b: ConstantTensor,
  size: ProductSize,
  shape: readonly number[],
  bias: ConstantTensor | undefined,
): Tensor {
  const { batches, m, k, n } = size;
  if (batches * m === 1) {
    const columns = (values: Float64Array) => {
      const out = new Float64Array(n * k);
      for (let j = 0; j < n; j++) for (let l = 0; l < k; l++) out[j * k + l] = values[l * n + j]!;
      return out;
    };
    const matrix: DenseMatrix = { kind: "dense", rows: n, columns: k, data: columns(b.data) };
    return affine(w, shape, [{ x: a, matrix, error: b.error && columns(b.error) }], bias);
  }
  const { matrix, pick } = rowsOf(
    w,
    size,
    (t, i, _j, l) => (t * m + i) * k + l,
    (t, _i, j, l) => (t * k + l) * n + j,
    batches * m * k,
  );
  return affine(
    w,
    shape,
    [{ x: a, matrix: { ...matrix, values: pick(b.data) }, error: b.error && pick(b.error) }],
    bias,
  );
}

function leftConstant(
  w: Workspace,
  a: ConstantTensor,
  b: Tensor,
  size: ProductSize,
  shape: readonly number[],
  bias: ConstantTensor | undefined,
): Tensor {
  const { batches, m, k, n } = size;
  if (batches * n === 1) {
    const matrix: DenseMatrix = { kind: "dense", rows: m, columns: k, data: a.data };
    return affine(w, shape, [{ x: b, matrix, error: a.error }], bias);
  }
  const { matrix, pick } = rowsOf(
    w,
    size,
    (t, _i, j, l) => (t * k + l) * n + j,
    (t, i, _j, l) => (t * m + i) * k + l,
    batches * k * n,
  );
  return affine(
    w,
    shape,
    [{ x: b, matrix: { ...matrix, values: pick(a.data) }, error: a.error && pick(a.error) }],
    bias,
  );
}

type Position = (batch: number, i: number, j: number, l: number) => number;

/** The sparse matrix with one row per element (batch, i, j) of the product and k entries in each. */
function rowsOf(
  w: Workspace,
  { batches, m, k, n }: ProductSize,
  column: Position,
  coefficient: Position,
  columns: number,
): { matrix: SparseMatrix; pick: (values: Float64Array) => Float64Array } {
  const rows = batches * m * n;
  newSize(w, [rows, k]);
  const starts = Int32Array.from({ length: rows + 1 }, (_, r) => r * k);
  const indices = new Int32Array(rows * k);
  const sources = new Int32Array(rows * k);
  let at = 0;
  for (let t = 0; t < batches; t++)
    for (let i = 0; i < m; i++)
      for (let j = 0; j < n; j++)
        for (let l = 0; l < k; l++, at++) {
          indices[at] = column(t, i, j, l);
          sources[at] = coefficient(t, i, j, l);
        }
  const pick = (values: Float64Array) => Float64Array.from(sources, (source) => values[source]!);
  return { matrix: { kind: "sparse", rows, columns, starts, indices, values: new Float64Array(0) }, pick };
}

function symbolicProduct(
  w: Workspace,
  a: Tensor,
  b: Tensor,
  { batches, m, k, n }: ProductSize,
  shape: readonly number[],
): Tensor {
  const full = [batches, m, n, k];
  const count = newSize(w, full);
  if (count > 1e6)
    throw new OnnxError("limit", `a product of two symbolic matrices needs ${count} scalar products; at most 1e6`);
  const left = gathered(a, full, stridedIndices(full, [m * k, k, 0, 1]));
  const right = gathered(b, full, stridedIndices(full, [k * n, 0, 1, n]));
  const groups = Array.from({ length: batches * m * n }, (_, g) => Array.from({ length: k }, (_, l) => g * k + l));
  return groupSums(w, multiply(w, left, right), groups, shape);
}

function foldedProduct(
  w: Workspace,
  a: ConstantTensor,
  b: ConstantTensor,
  { m, k, n }: ProductSize,
  shape: readonly number[],
): Tensor {
  const count = newSize(w, shape);
  const data = new Float64Array(count);
  const error = new Float64Array(count);
  const rounding = gamma(k);
  for (let r = 0; r < count; r++) {
    const t = Math.floor(r / (m * n));
    const i = Math.floor(r / n) % m;
    const j = r % n;
    let sum = 0;
    let magnitude = 0;
    let inherited = 0;
    let integral = true;
    for (let l = 0; l < k; l++) {
      const left = (t * m + i) * k + l;
      const right = (t * k + l) * n + j;
      const product = a.data[left]! * b.data[right]!;
      sum += product;
      magnitude += Math.abs(product);
      if (!Number.isInteger(a.data[left]) || !Number.isInteger(b.data[right])) integral = false;
      const ea = errorAt(a, left);
      const eb = errorAt(b, right);
      inherited += Math.abs(a.data[left]!) * eb + ea * (Math.abs(b.data[right]!) + eb);
    }
    data[r] = sum;
    const exact = integral && magnitude <= Number.MAX_SAFE_INTEGER;
    error[r] = Number.isFinite(magnitude)
      ? ((exact ? 0 : rounding * magnitude + k * SMALLEST) + inherited) * SAFETY
      : 0;
  }
  const integers = a.type === "integer" && b.type === "integer";
  return integers ? integerConstant(shape, data) : floatConstant(shape, data, error);
}

export const matrixOperators: readonly Operator[] = [
  { domain: "", name: "Gemm", since: 7, apply: gemm },
  { domain: "", name: "MatMul", apply: (call) => [matrixProduct(call.w, call.input(0), call.input(1))] },
];
