/**
 * How a node compares its feature with its threshold, in the order of ONNX's codes; "member": is it one of a set? "within":
 * does it lie in one of the intervals s[0] <= x < s[1], s[2] <= x < s[3], ... of an ascending list s (not in ONNX)?
 */
export const BRANCH_MODES = ["<=", "<", ">=", ">", "==", "!=", "member", "within"] as const;
export type BranchMode = (typeof BRANCH_MODES)[number];

export type Aggregate = "sum" | "average" | "minimum" | "maximum";

/**
 * An ensemble of decision trees as files describe it; nodes of all trees are numbered together. `checkedDefinition` tells
 * whether it is one: every node belongs to one tree, and no path is longer than tree-ensemble-check.ts allows.
 */
export interface TreeEnsembleDefinition {
  readonly features: number;
  readonly outputs: number;
  /** Root of each tree. */
  readonly roots: Int32Array;
  /** Feature that the node looks at; -1: the node is a leaf. */
  readonly feature: Int32Array;
  /** Position in `BRANCH_MODES`. */
  readonly mode: Uint8Array;
  readonly threshold: Float64Array;
  /** The sets of nodes of mode "member" and the intervals of those of mode "within", by node. */
  readonly sets: ReadonlyMap<number, Float64Array>;
  readonly whenTrue: Int32Array;
  readonly whenFalse: Int32Array;
  /** Value of leaf k for output o at k * outputs + o. */
  readonly values: Float64Array;
  /** Added to each output after the trees are aggregated; length `outputs`. */
  readonly base: Float64Array;
  readonly aggregate: Aggregate;
  /** Inputs are rounded to float32 before they are compared. */
  readonly isSingle: boolean;
}

/** Whether a node of that mode sends x to `whenTrue`; x is already rounded where inputs are. */
export function isTaken(mode: BranchMode, x: number, threshold: number, set: Float64Array | undefined): boolean {
  switch (mode) {
    case "<=":
      return x <= threshold;
    case "<":
      return x < threshold;
    case ">=":
      return x >= threshold;
    case ">":
      return x > threshold;
    case "==":
      return x === threshold;
    case "!=":
      return x !== threshold;
    case "member":
      return set?.includes(x) ?? false;
    case "within":
      return set !== undefined && set.reduce((ends, end) => ends + (end <= x ? 1 : 0), 0) % 2 === 1;
  }
}

/** The leaf that x reaches from `root`. */
export function leafReached(definition: TreeEnsembleDefinition, root: number, x: ArrayLike<number>): number {
  const { feature, mode, threshold, sets, isSingle } = definition;
  let node = root;
  while (feature[node]! >= 0) {
    const value = x[feature[node]!]!;
    const compared = isSingle ? Math.fround(value) : value;
    const taken = isTaken(BRANCH_MODES[mode[node]!]!, compared, threshold[node]!, sets.get(node));
    node = taken ? definition.whenTrue[node]! : definition.whenFalse[node]!;
  }
  return node;
}

/** The outputs at x, summed in float64 tree after tree. */
export function ensembleValues(definition: TreeEnsembleDefinition, x: ArrayLike<number>): Float64Array {
  const { roots, outputs, values, base, aggregate } = definition;
  const y = new Float64Array(outputs);
  roots.forEach((root, t) => {
    const leaf = leafReached(definition, root, x);
    for (let o = 0; o < outputs; o++) {
      const value = values[leaf * outputs + o]!;
      if (aggregate === "sum" || aggregate === "average") y[o]! += value;
      else if (t === 0) y[o] = value;
      else y[o] = aggregate === "minimum" ? Math.min(y[o]!, value) : Math.max(y[o]!, value);
    }
  });
  const share = aggregate === "average" ? Math.max(1, roots.length) : 1;
  return y.map((value, o) => value / share + base[o]!);
}
