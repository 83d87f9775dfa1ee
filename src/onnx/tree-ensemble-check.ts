import { OnnxError } from "./error.js";
import type { TreeEnsembleDefinition } from "./tree-ensemble-definition.js";

/** More comparisons than this on the way to a leaf are refused; trees that are learned have tens. */
const LONGEST_PATH = 2000;

/** @throws OnnxError unless the nodes are trees over the features, with numbers for thresholds and values. */
export function checkedDefinition(definition: TreeEnsembleDefinition): TreeEnsembleDefinition {
  const { features, feature, threshold, whenTrue, whenFalse, values, base } = definition;
  const count = feature.length;
  if (!(definition.outputs >= 1)) throw new OnnxError("malformed", `the ensemble has ${definition.outputs} outputs`);
  const depth = new Int32Array(count).fill(-1);
  const stack: number[] = [];
  for (const root of definition.roots) {
    reach(root, 0);
    while (stack.length > 0) {
      const node = stack.pop()!;
      if (feature[node]! < 0) continue;
      if (feature[node]! >= features)
        throw new OnnxError("malformed", `node ${node} reads feature ${feature[node]} of ${features}`);
      if (Number.isNaN(threshold[node]) && !definition.sets.has(node))
        throw new OnnxError("number", `the threshold of node ${node} is NaN`);
      reach(whenTrue[node]!, depth[node]! + 1);
      reach(whenFalse[node]!, depth[node]! + 1);
    }
  }
  requireFinite(values, "leaf value");
  requireFinite(base, "base value");
  return definition;

  function reach(node: number, steps: number): void {
    if (!(node >= 0 && node < count)) throw new OnnxError("malformed", `there is no tree node ${node}`);
    if (depth[node]! >= 0)
      throw new OnnxError("malformed", `tree node ${node} is reached in two ways: the nodes are no trees`);
    if (steps > LONGEST_PATH)
      throw new OnnxError(
        "limit",
        `a tree is deeper than ${LONGEST_PATH} comparisons, which are the most that are read`,
      );
    depth[node] = steps;
    stack.push(node);
  }
}

function requireFinite(values: Float64Array, what: string): void {
  for (let k = 0; k < values.length; k++) {
    if (!Number.isFinite(values[k])) throw new OnnxError("number", `${what} ${k} is ${values[k]}`);
  }
}
