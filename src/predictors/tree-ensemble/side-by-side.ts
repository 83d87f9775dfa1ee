import type { Trees } from "./trees.js";

/** Sums of trees over the same features as one ensemble whose outputs are theirs, one after the other. */
export function sideBySide(parts: readonly Trees[]): Trees {
  const outputs = parts.reduce((sum, part) => sum + part.outputs, 0);
  const nodes = parts.reduce((sum, part) => sum + part.feature.length, 0);
  const feature = new Int32Array(nodes);
  const threshold = new Float64Array(nodes);
  const [left, right] = [new Int32Array(nodes), new Int32Array(nodes)];
  const values = new Float64Array(nodes * outputs);
  const base = new Float64Array(outputs);
  const roots: number[] = [];
  let node = 0;
  let output = 0;
  for (const part of parts) {
    feature.set(part.feature, node);
    threshold.set(part.threshold, node);
    for (let k = 0; k < part.feature.length; k++) {
      left[node + k] = part.left[k] < 0 ? -1 : part.left[k] + node;
      right[node + k] = part.right[k] < 0 ? -1 : part.right[k] + node;
      for (let o = 0; o < part.outputs; o++) {
        values[(node + k) * outputs + output + o] = part.values[k * part.outputs + o];
      }
    }
    for (const root of part.roots) roots.push(root + node);
    base.set(part.base, output);
    node += part.feature.length;
    output += part.outputs;
  }
  const { features } = parts[0];
  return {
    features,
    outputs,
    roots: Int32Array.from(roots),
    feature,
    threshold,
    left,
    right,
    values,
    base,
    aggregate: "sum",
  };
}
