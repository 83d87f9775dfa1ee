import type { SparseMatrix } from "../../numeric/matrix.js";
import { diagonalMatrix } from "../../numeric/matrix.js";
import { up } from "../../numeric/rounding.js";
import type { ConstantTensor, Tensor } from "../algebra.js";
import { affine } from "../arithmetic/affine.js";
import { scalar } from "../arithmetic/constant.js";
import { add, apply, divide, multiply, subtract } from "../arithmetic/elementwise.js";
import { type Grouping, grouping, groupMatrix, groupMeans } from "../arithmetic/reduction.js";
import { quotientError } from "../arithmetic/rounding-error.js";
import { axisOf, sizeOf } from "../arithmetic/shape.js";
import { broadcast, gathered } from "../arithmetic/view.js";
import { newSize, type Workspace } from "../arithmetic/workspace.js";
import type { Operator, OperatorCall } from "../operator.js";
import { phi } from "../phi.js";

/** Default of the attributes, the float32 nearest 1e-5. */
const EPSILON = Math.fround(1e-5);

/** Inference: y = x s + (bias - mean s) with s = scale / sqrt(variance + epsilon), folded with its rounding errors. */
function batchNormalization(call: OperatorCall): Tensor[] {
  const { w } = call;
  const x = call.input(0);
  if (call.integer("training_mode", 0) !== 0) throw call.fail("unsupported", "training mode is not supported");
  if (call.opset < 9 && call.integer("spatial", 1) === 0)
    throw call.fail("unsupported", "spatial = 0 is not supported");
  const channel = (position: number, what: string) => {
    const c = call.constant(position, what);
    const alongChannels = x.shape.map((_, axis) => (axis === 1 ? c.data.length : 1));
    return broadcast(w, { ...c, shape: x.shape.length === 1 ? c.shape : alongChannels }, x.shape) as ConstantTensor;
  };
  const deviation = apply(w, phi("sqrt"), add(w, channel(4, "the variance"), scalar(call.float("epsilon", EPSILON))));
  const slope = divide(w, channel(1, "the scale"), deviation) as ConstantTensor;
  const shift = subtract(w, channel(2, "the bias"), multiply(w, channel(3, "the mean"), slope)) as ConstantTensor;
  return [affine(w, x.shape, [{ x, matrix: diagonalMatrix(slope.data), error: slope.error }], shift)];
}

/** Deviations from the groups' means, as one affine map: I - 1/n within each group. */
function centered(w: Workspace, x: Tensor, groups: Grouping["groups"]): Tensor {
  const size = sizeOf(x.shape);
  const rows: (readonly number[])[] = new Array(size);
  for (const group of groups) for (const k of group) rows[k] = group;
  newSize(w, [size, groups[0]?.length ?? 0]);
  const matrix: SparseMatrix = groupMatrix(size, rows, (group) => -1 / group.length);
  const error = new Float64Array(matrix.values.length);
  for (let r = 0; r < size; r++) {
    const n = rows[r]!.length;
    for (let k = matrix.starts[r]!; k < matrix.starts[r + 1]!; k++) {
      if (matrix.indices[k] === r) matrix.values[k] = (n - 1) / n;
      error[k] = quotientError(matrix.indices[k] === r ? n - 1 : -1, n);
    }
  }
  return affine(w, x.shape, [{ x, matrix, error }]);
}

function normalized(w: Workspace, x: Tensor, { groups, kept, groupOf }: Grouping, epsilon: number) {
  const deviations = centered(w, x, groups);
  const variance = groupMeans(w, apply(w, phi("square"), deviations), groups, kept);
  const spread = apply(w, phi("sqrt"), add(w, variance, scalar(epsilon)));
  newSize(w, x.shape);
  const quotient = divide(w, deviations, gathered(spread, x.shape, groupOf));
  // |x_i - mean| <= sqrt(n - 1) * deviation: the clip changes nothing, but bounds of a quotient of dependent numbers do not know it.
  const most = up(Math.sqrt(Math.max(1, ...groups.map((group) => group.length - 1))));
  return { result: apply(w, phi("clip", { lower: -most, upper: most }), quotient), spread };
}

function layerNormalization(call: OperatorCall): Tensor[] {
  const { w } = call;
  const x = call.input(0);
  const axis = axisOf(call.integer("axis", -1), x.shape.length);
  const axes = x.shape.map((_, k) => k).filter((k) => k >= axis);
  const groups = grouping(call.w, x.shape, axes);
  const { result, spread } = normalized(w, x, groups, call.float("epsilon", EPSILON));
  const scaled = multiply(w, result, call.input(1));
  const bias = call.optional(2);
  const y = bias === undefined ? scaled : add(w, scaled, bias);
  if (call.node.outputs.length === 1) return [y];
  return [y, groupMeans(w, x, groups.groups, groups.kept), apply(w, phi("reciprocal"), spread)];
}

/** Every channel of every sample by itself, then scale and bias per channel. */
function instanceNormalization(call: OperatorCall): Tensor[] {
  const { w } = call;
  const x = call.input(0);
  const groups = grouping(
    call.w,
    x.shape,
    x.shape.map((_, k) => k).filter((k) => k >= 2),
  );
  const { result } = normalized(w, x, groups, call.float("epsilon", EPSILON));
  const channel = (position: number): Tensor => {
    const c = call.input(position);
    return { ...c, shape: [sizeOf(c.shape), ...x.shape.slice(2).map(() => 1)] };
  };
  return [add(w, multiply(w, result, channel(1)), channel(2))];
}

export const normalizationOperators: readonly Operator[] = [
  { domain: "", name: "BatchNormalization", since: 7, apply: batchNormalization },
  { domain: "", name: "LayerNormalization", since: 17, apply: layerNormalization },
  { domain: "", name: "InstanceNormalization", since: 6, apply: instanceNormalization },
];
