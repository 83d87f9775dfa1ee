import { OnnxError } from "../error.js";
import type { Aggregate, TreeEnsembleDefinition } from "../tree-ensemble-definition.js";

/** The nodes of an ensemble without what its leaves are worth. */
export type TreeNodes = Omit<TreeEnsembleDefinition, "outputs" | "values" | "base" | "aggregate" | "isSingle">;

/** Values that leaves give to targets: `target[k]` receives `weight[k]` from node `node[k]`. */
export interface LeafEntries {
  readonly node: ArrayLike<number>;
  readonly target: ArrayLike<number>;
  readonly weight: ArrayLike<number>;
}

/** Leaf values as a table of nodes x targets, and which places a file gives. */
export interface LeafTable {
  readonly targets: number;
  readonly values: Float64Array;
  readonly isGiven: Uint8Array;
}

/** @throws OnnxError for entries at nodes that are no leaves, and for two values of one leaf for one target. */
export function leafTable({ feature }: TreeNodes, entries: LeafEntries, targets: number): LeafTable {
  const values = new Float64Array(feature.length * targets);
  const isGiven = new Uint8Array(values.length);
  for (let k = 0; k < entries.node.length; k++) {
    const node = entries.node[k]!;
    const target = entries.target[k]!;
    if (!(target >= 0 && target < targets))
      throw new OnnxError("malformed", `a leaf gives a value to target ${target} of ${targets}`);
    // Runtimes ignore weights of inner nodes.
    if (feature[node]! >= 0) continue;
    const place = node * targets + target;
    if (isGiven[place] === 1)
      throw new OnnxError(
        "unsupported",
        `a leaf has two values for target ${target}: runtimes differ on what they mean`,
      );
    isGiven[place] = 1;
    values[place] = entries.weight[k]!;
  }
  return { targets, values, isGiven };
}

/** How many leaves of each tree have a value for a target. */
export type Presence = "every" | "none" | "some";

/** For each tree (in order) and target, whether its leaves have a value: at t * targets + target. */
export function presences(nodes: TreeNodes, { targets, isGiven }: LeafTable): Presence[] {
  const result: Presence[] = [];
  for (const root of nodes.roots) {
    const given = new Int32Array(targets);
    let leaves = 0;
    const stack = [root];
    while (stack.length > 0) {
      const node = stack.pop()!;
      if (nodes.feature[node]! >= 0) {
        stack.push(nodes.whenTrue[node]!, nodes.whenFalse[node]!);
        continue;
      }
      leaves++;
      for (let o = 0; o < targets; o++) given[o]! += isGiven[node * targets + o]!;
    }
    for (const count of given) result.push(count === leaves ? "every" : count === 0 ? "none" : "some");
  }
  return result;
}

/**
 * The definitions of the targets: one with all of them, or, for minima and maxima over trees that do not all have the same
 * targets, one for each target of the trees that have it. @throws OnnxError where it depends on x which trees take part.
 */
export function ensembleDefinitions(
  nodes: TreeNodes,
  table: LeafTable,
  base: Float64Array,
  aggregate: Aggregate,
  isSingle: boolean,
): TreeEnsembleDefinition[] {
  const { targets, values } = table;
  const whole = { ...nodes, outputs: targets, values, base, aggregate, isSingle };
  if (aggregate === "sum" || aggregate === "average") return [whole];
  const all = presences(nodes, table);
  if (all.every((presence) => presence === "every")) return [whole];
  return Array.from({ length: targets }, (_, o) => {
    const roots = nodes.roots.filter((_, t) => all[t * targets + o] === "every");
    if (nodes.roots.some((_, t) => all[t * targets + o] === "some") || roots.length === 0) {
      const reason = `the ${aggregate} over trees is not defined where a leaf has no value for target ${o}`;
      throw new OnnxError("unsupported", `${reason}, and some have none`);
    }
    const own = values.filter((_, place) => place % targets === o);
    return { ...whole, roots, outputs: 1, values: own, base: base.subarray(o, o + 1) };
  });
}
