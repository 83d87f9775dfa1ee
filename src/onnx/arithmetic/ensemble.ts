import type { ConstantTensor, Tensor } from "../algebra.js";
import { OnnxError } from "../error.js";
import { checkedDefinition } from "../tree-ensemble-check.js";
import {
  BRANCH_MODES,
  ensembleValues,
  isTaken,
  leafReached,
  type TreeEnsembleDefinition,
} from "../tree-ensemble-definition.js";
import { floatConstant } from "./constant.js";
import { sumError } from "./rounding-error.js";
import { gathered, joined, reshaped } from "./view.js";
import { newSize, type Workspace } from "./workspace.js";

/** The outputs of several ensembles of the same features, one after the other, for each row of x: shape [rows, outputs]. */
export function ensemble(w: Workspace, definitions: readonly TreeEnsembleDefinition[], x: Tensor): Tensor {
  for (const definition of definitions) checkedDefinition(definition);
  const features = x.shape[x.shape.length - 1] ?? 1;
  const rows = x.shape.length === 1 ? 1 : x.shape[0]!;
  const outputs = definitions.reduce((sum, definition) => sum + definition.outputs, 0);
  newSize(w, [rows, outputs]);
  const parts: Tensor[] = [];
  for (let row = 0; row < rows; row++) {
    const indices = Int32Array.from({ length: features }, (_, j) => row * features + j);
    const point = gathered(x, [features], indices);
    for (const definition of definitions) {
      w.work.take(definition.feature.length);
      parts.push(point.kind === "constant" ? constantValues(definition, point) : w.algebra.ensemble(definition, point));
    }
  }
  return reshaped(parts.length === 1 ? parts[0]! : joined(w, parts), [rows, outputs]);
}

function constantValues(definition: TreeEnsembleDefinition, x: ConstantTensor): ConstantTensor {
  const { roots, outputs, values, base, aggregate } = definition;
  const { error } = x;
  if (error !== undefined) for (const root of roots) requireCertain(definition, root, x.data, error);
  const y = ensembleValues(definition, x.data);
  const errors = new Float64Array(outputs);
  for (let o = 0; o < outputs; o++) {
    let sum = 0;
    let size = 0;
    let exact = true;
    for (const root of roots) {
      const value = values[leafReached(definition, root, x.data) * outputs + o]!;
      exact &&= sumError(sum, value) === 0;
      sum += value;
      size += Math.abs(value);
    }
    exact &&= aggregate === "sum" && sumError(sum, base[o]!) === 0;
    if (!exact) errors[o] = (roots.length + 4) * 2 ** -52 * (size + Math.abs(base[o]!));
  }
  return floatConstant([outputs], y, errors);
}

/** @throws OnnxError where the error of x leaves open which leaf is meant. */
function requireCertain(definition: TreeEnsembleDefinition, root: number, x: Float64Array, error: Float64Array): void {
  const { feature, mode, threshold, whenTrue, whenFalse, isSingle } = definition;
  const rounded = isSingle ? Math.fround : (value: number) => value;
  for (let node = root; feature[node]! >= 0; ) {
    const [value, radius] = [x[feature[node]!]!, 2 * error[feature[node]!]!];
    const name = BRANCH_MODES[mode[node]!]!;
    const isOrder = name === "<=" || name === "<" || name === ">=" || name === ">";
    const [low, high] = [rounded(value - radius), rounded(value + radius)];
    const taken = (at: number) => isTaken(name, at, threshold[node]!, definition.sets.get(node));
    if (low !== high && !(isOrder && taken(low) === taken(high)))
      throw new OnnxError(
        "unsupported",
        "a constant input of trees is known too inexactly to say which leaf it reaches",
      );
    node = taken(low) ? whenTrue[node]! : whenFalse[node]!;
  }
}
