import type { Random } from "../../../src/numeric/random.js";
import {
  type Aggregate,
  BRANCH_MODES,
  leafReached,
  type TreeEnsembleDefinition,
} from "../../../src/onnx/tree-ensemble-definition.js";

export interface RandomOptions {
  readonly features?: number;
  readonly outputs?: number;
  readonly trees?: number;
  readonly depth?: number;
  readonly aggregate?: Aggregate;
  readonly isSingle?: boolean;
  /** Only comparisons by <=. */
  readonly isPlain?: boolean;
}

/** Trees with thresholds on a coarse grid, so that they repeat, and with float32 leaf values. */
export function randomDefinition(random: Random, options: RandomOptions = {}): TreeEnsembleDefinition {
  const { features = 3, outputs = 1, trees = 5, depth = 4 } = options;
  const feature: number[] = [];
  const mode: number[] = [];
  const threshold: number[] = [];
  const whenTrue: number[] = [];
  const whenFalse: number[] = [];
  const values: number[] = [];
  const sets = new Map<number, Float64Array>();
  const grid = () => Math.fround((random.below(13) - 6) / 3);
  const grow = (left: number): number => {
    const node = feature.length;
    const isLeaf = left === 0 || random.uniform() < 0.15;
    feature.push(isLeaf ? -1 : random.below(features));
    mode.push(isLeaf || options.isPlain ? 0 : random.below(BRANCH_MODES.length));
    threshold.push(isLeaf ? 0 : grid());
    const drawn = Float64Array.from({ length: random.below(5) }, grid);
    if (BRANCH_MODES[mode[node]] === "member") sets.set(node, drawn);
    if (BRANCH_MODES[mode[node]] === "within") sets.set(node, drawn.subarray(drawn.length % 2).sort());
    whenTrue.push(-1);
    whenFalse.push(-1);
    for (let o = 0; o < outputs; o++) values.push(isLeaf ? Math.fround(random.between(-2, 2)) : 0);
    if (isLeaf) return node;
    whenTrue[node] = grow(left - 1);
    whenFalse[node] = grow(left - 1);
    return node;
  };
  const roots = Int32Array.from({ length: trees }, () => grow(depth));
  return {
    features,
    outputs,
    roots,
    feature: Int32Array.from(feature),
    mode: Uint8Array.from(mode),
    threshold: Float64Array.from(threshold),
    sets,
    whenTrue: Int32Array.from(whenTrue),
    whenFalse: Int32Array.from(whenFalse),
    values: Float64Array.from(values),
    base: Float64Array.from({ length: outputs }, () => Math.fround(random.between(-1, 1))),
    aggregate: options.aggregate ?? "sum",
    isSingle: options.isSingle ?? true,
  };
}

/** What the definition says at x, tree by tree in the plainest way. */
export function plainValue(definition: TreeEnsembleDefinition, x: ArrayLike<number>): number[] {
  const { roots, outputs, values, base, aggregate } = definition;
  const leaves = Array.from(roots, (root) => leafReached(definition, root, x));
  return Array.from({ length: outputs }, (_, o) => {
    const own = leaves.map((leaf) => values[leaf * outputs + o]);
    const sum = own.reduce((total, value) => total + value, 0);
    if (aggregate === "sum") return sum + base[o];
    if (aggregate === "average") return sum / own.length + base[o];
    return (aggregate === "minimum" ? Math.min(...own) : Math.max(...own)) + base[o];
  });
}

/** A point that often lies on a threshold of the grid or a float32 or float64 step beside it. */
export function awkwardPoint(random: Random, features: number): Float64Array {
  return Float64Array.from({ length: features }, () => {
    const t = Math.fround((random.below(13) - 6) / 3);
    switch (random.below(6)) {
      case 0:
        return random.between(-3, 3);
      case 1:
        return t;
      case 2:
        return t * (1 + 2 ** -24 * (random.below(9) - 4));
      case 3:
        return t * (1 + 2 ** -25 * (1 + 2 ** -27 * (random.below(3) - 1)));
      case 4:
        return t * (1 - 2 ** -52 * (random.below(5) - 2));
      default:
        return random.below(2) === 0 ? 0 : -0;
    }
  });
}
