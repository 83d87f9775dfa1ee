import type { ConstantTensor, SymbolicTensor, Tensor } from "../algebra.js";
import { affine } from "../arithmetic/affine.js";
import { floatConstant } from "../arithmetic/constant.js";
import { add, apply, divide, negated, subtract } from "../arithmetic/elementwise.js";
import { groupExtrema } from "../arithmetic/extremum.js";
import { type Grouping, grouping, groupMatrix, groupSums } from "../arithmetic/reduction.js";
import { broadcastShape, sizeOf } from "../arithmetic/shape.js";
import { broadcast, gathered, reshaped, symbolic } from "../arithmetic/view.js";
import { newSize, type Workspace } from "../arithmetic/workspace.js";
import type { Operator, OperatorCall } from "../operator.js";
import { phi } from "../phi.js";

/** Beyond so many classes the pairwise form needs too many exponentials. */
const PAIRWISE = 40;

/** log(sum_j exp(x_j)) over each group; constants are shifted by their maximum so that nothing overflows. */
export function logSumExp(w: Workspace, x: Tensor, groups: Grouping["groups"], shape: readonly number[]): Tensor {
  if (x.kind === "symbolic") {
    const result = symbolic(w, apply(w, phi("log"), groupSums(w, apply(w, phi("exp"), x), groups, shape)));
    groups.forEach((group, g) => {
      w.relations.logSums.set(result.elements[g]!, new Set(group.map((k) => x.elements[k]!)));
    });
    return result;
  }
  if (groups.some((group) => group.length === 0))
    return floatConstant(shape, new Float64Array(groups.length).fill(-Infinity));
  const { shift, shifted } = shiftedByMaximum(w, x, groups, shape);
  return add(w, shift, apply(w, phi("log"), groupSums(w, apply(w, phi("exp"), shifted), groups, shape)));
}

function shiftedByMaximum(w: Workspace, x: ConstantTensor, groups: Grouping["groups"], shape: readonly number[]) {
  // Any number near the maximum serves: its own error does not matter.
  const shift: ConstantTensor = {
    ...(groupExtrema(w, "maximum", x, groups, shape) as ConstantTensor),
    error: undefined,
  };
  const groupOf = new Int32Array(sizeOf(x.shape));
  groups.forEach((group, g) => {
    for (const k of group) groupOf[k] = g;
  });
  const shifted = subtract(w, x, gathered(shift, x.shape, groupOf));
  return { shift, shifted, groupOf };
}

/** softmax_i = 1 / sum_j exp(x_j - x_i): one occurrence of each difference, so that bounds see the cancellation. */
export function softmax(w: Workspace, x: Tensor, { groups, groupOf, kept }: Grouping): Tensor {
  if (x.kind === "constant") {
    const { shifted } = shiftedByMaximum(w, x, groups, kept);
    const exponentials = apply(w, phi("exp"), shifted);
    return divide(w, exponentials, gathered(groupSums(w, exponentials, groups, kept), x.shape, groupOf));
  }
  const classes = groups[0]?.length ?? 0;
  if (classes <= 1) return floatConstant(x.shape, new Float64Array(sizeOf(x.shape)).fill(1));
  const result = symbolic(w, distribution());
  for (const group of groups) {
    const whole = new Set(group.map((k) => result.elements[k]!));
    for (const id of whole) w.relations.distributions.set(id, whole);
  }
  return result;

  function distribution(): Tensor {
    if (classes === 2) return apply(w, phi("sigmoid"), oppositeDifferences(w, x, groups));
    if (classes > PAIRWISE) return apply(w, phi("exp"), logSoftmax(w, x, { groups, groupOf, kept, dropped: [] }));
    return apply(w, phi("reciprocal"), sumsOfExponentials(w, x, groups));
  }
}

/** left - right; where right is log(sum exp) over elements of left, as a logarithm of a softmax. */
export function difference(w: Workspace, left: Tensor, right: Tensor): Tensor {
  if (left.kind !== "symbolic" || right.kind !== "symbolic") return subtract(w, left, right);
  const shape = broadcastShape(left.shape, right.shape);
  const x = broadcast(w, left, shape) as SymbolicTensor;
  const groups = w.relations.logSumGroups(x, broadcast(w, right, shape) as SymbolicTensor);
  // As many groups as elements, each listed once per member: softmax takes each of them once.
  if (groups === null) return subtract(w, left, right);
  const first = new Map(groups.map((group, k) => [Math.min(...group), k] as const));
  const distinct = Array.from(first.values(), (k) => groups[k]!);
  const groupOf = new Int32Array(x.elements.length);
  distinct.forEach((group, g) => {
    for (const k of group) groupOf[k] = g;
  });
  return logSoftmax(w, x, { groups: distinct, groupOf, kept: [distinct.length], dropped: [] });
}

/** exp, which is known of the logarithm of a softmax. */
export function exponential(w: Workspace, x: Tensor): Tensor {
  return (x.kind === "symbolic" ? w.relations.exponentialOf(x) : null) ?? apply(w, phi("exp"), x);
}

/** log softmax_i = -log(sum_j exp(x_j - x_i)). */
function logSoftmax(w: Workspace, x: Tensor, { groups, groupOf, kept }: Grouping): Tensor {
  if (x.kind === "constant") {
    const { shifted } = shiftedByMaximum(w, x, groups, kept);
    const logarithm = apply(w, phi("log"), groupSums(w, apply(w, phi("exp"), shifted), groups, kept));
    return subtract(w, shifted, gathered(logarithm, x.shape, groupOf));
  }
  const classes = groups[0]?.length ?? 0;
  if (classes <= 1) return floatConstant(x.shape, new Float64Array(sizeOf(x.shape)));
  if (classes > PAIRWISE) return subtract(w, x, gathered(logSumExp(w, x, groups, kept), x.shape, groupOf));
  const result = symbolic(w, logarithm());
  w.relations.setExponential(result, () => symbolic(w, softmax(w, x, { groups, groupOf, kept, dropped: [] })));
  return result;

  function logarithm(): Tensor {
    if (classes === 2) return negated(w, apply(w, phi("softplus"), negated(w, oppositeDifferences(w, x, groups))));
    return negated(w, apply(w, phi("log"), sumsOfExponentials(w, x, groups)));
  }
}

/** For two classes: x_i minus the other. */
function oppositeDifferences(w: Workspace, x: Tensor, groups: Grouping["groups"]): Tensor {
  const rows: number[][] = Array.from({ length: sizeOf(x.shape) }, () => []);
  for (const [first, second] of groups as readonly (readonly [number, number])[]) {
    rows[first] = [first, second];
    rows[second] = [second, first];
  }
  return affine(w, x.shape, [{ x, matrix: differences(sizeOf(x.shape), rows) }]);
}

/** Rows [i, j] give x_i - x_j. */
function differences(columns: number, rows: readonly (readonly number[])[]) {
  const matrix = groupMatrix(columns, rows, () => 1);
  for (let r = 0; r < rows.length; r++) matrix.values[matrix.starts[r]! + 1] = -1;
  return matrix;
}

/** For each i: 1 + sum over the other j of exp(x_j - x_i). */
function sumsOfExponentials(w: Workspace, x: Tensor, groups: Grouping["groups"]): Tensor {
  const size = sizeOf(x.shape);
  const pairs: number[][] = [];
  const sums: number[][] = Array.from({ length: size }, () => []);
  for (const group of groups) {
    for (const i of group) {
      for (const j of group) {
        if (i === j) continue;
        sums[i]!.push(pairs.length);
        pairs.push([j, i]);
      }
    }
  }
  newSize(w, [pairs.length]);
  const exponentials = apply(w, phi("exp"), affine(w, [pairs.length], [{ x, matrix: differences(size, pairs) }]));
  const one = floatConstant(x.shape, new Float64Array(size).fill(1));
  return affine(w, x.shape, [{ x: exponentials, matrix: groupMatrix(pairs.length, sums, () => 1) }], one);
}

type Normalized = (w: Workspace, x: Tensor, grouping: Grouping) => Tensor;

/** Before opset 13 all axes from `axis` on are one. */
function flattening(call: OperatorCall, operation: Normalized): Tensor[] {
  const x = call.input(0);
  const axis = call.integer("axis", 1);
  const from = axis < 0 ? axis + x.shape.length : axis;
  if (from < 0 || from > x.shape.length)
    throw call.fail("malformed", `axis ${axis} of a tensor with ${x.shape.length} axes`);
  const rows = sizeOf(x.shape.slice(0, from));
  const flat = reshaped(x, [rows, sizeOf(x.shape.slice(from))]);
  return [reshaped(operation(call.w, flat, grouping(call.w, flat.shape, [1])), x.shape)];
}

function alongAxis(call: OperatorCall, operation: Normalized): Tensor[] {
  const x = call.input(0);
  return [operation(call.w, x, grouping(call.w, x.shape, [call.integer("axis", -1)]))];
}

export const softmaxOperators: readonly Operator[] = [
  { domain: "", name: "Softmax", until: 12, apply: (call) => flattening(call, softmax) },
  { domain: "", name: "Softmax", since: 13, apply: (call) => alongAxis(call, softmax) },
  { domain: "", name: "LogSoftmax", until: 12, apply: (call) => flattening(call, logSoftmax) },
  { domain: "", name: "LogSoftmax", since: 13, apply: (call) => alongAxis(call, logSoftmax) },
];
