import { TreeEnsemble } from "../../src/predictors/tree-ensemble/tree-ensemble.js";
import type { Trees } from "../../src/predictors/tree-ensemble/trees.js";

interface EnsembleShape {
  readonly features: number;
  readonly trees: number;
  readonly depth: number;
  readonly aggregate: Trees["aggregate"];
}

/** Trees with random splits of the box [-2, 3]^n; on a path every threshold lies within those before it. */
export function randomEnsemble(
  { features, trees, depth, aggregate }: EnsembleShape,
  random: () => number,
): TreeEnsemble {
  const feature: number[] = [];
  const threshold: number[] = [];
  const left: number[] = [];
  const right: number[] = [];
  const values: number[] = [];
  const roots: number[] = [];
  const grow = (level: number, lower: readonly number[], upper: readonly number[]): number => {
    const node = feature.length;
    const isLeaf = level === 0 || random() < 0.1;
    const j = Math.floor(random() * features);
    // Multiples of 1/8: thresholds of several trees coincide, and integers meet them.
    const at = Math.round(8 * (lower[j] + (0.2 + 0.6 * random()) * (upper[j] - lower[j]))) / 8;
    const isSplit = !isLeaf && at > lower[j] && at < upper[j];
    feature.push(isSplit ? j : -1);
    threshold.push(isSplit ? at : 0);
    left.push(-1);
    right.push(-1);
    values.push(isSplit ? 0 : Math.fround(2 * random() - 1));
    if (isSplit) {
      left[node] = grow(
        level - 1,
        lower,
        upper.map((end, k) => (k === j ? at : end)),
      );
      right[node] = grow(
        level - 1,
        lower.map((end, k) => (k === j ? at : end)),
        upper,
      );
    }
    return node;
  };
  const ends = (end: number): number[] => Array<number>(features).fill(end);
  for (let t = 0; t < trees; t++) roots.push(grow(depth, ends(-2), ends(3)));
  return new TreeEnsemble({
    features,
    outputs: 1,
    roots: Int32Array.from(roots),
    feature: Int32Array.from(feature),
    threshold: Float64Array.from(threshold),
    left: Int32Array.from(left),
    right: Int32Array.from(right),
    values: Float64Array.from(values),
    base: Float64Array.of(0.25),
    aggregate,
  });
}
