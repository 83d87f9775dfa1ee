import type { Box } from "../../../numeric/box.js";
import { Cells } from "../bound/cells.js";
import { weightedLeaves } from "../bound/weighted-leaves.js";
import type { Ranks } from "../ranks.js";
import type { Trees } from "../trees.js";
import { EveryTree } from "./every-tree.js";
import { LiveLeaves } from "./live-leaves.js";
import { SliceContraction } from "./slice-contraction.js";

/** Functionals that are remembered. */
const MOST_FUNCTIONALS = 8;

interface Functional {
  readonly weights: Float64Array;
  /** Null where nothing is known: the least of trees has a limit above, so that any of them may keep it. */
  readonly contraction: SliceContraction | EveryTree | null;
  /** What the last box was cut to, in cells, and at which limit: boxes come again after they were bounded. */
  readonly low: Int32Array;
  readonly high: Int32Array;
  limit: number;
}

/** Cuts boxes to where functionals of an ensemble keep a limit. */
export class EnsembleContraction {
  private readonly leafSet: LiveLeaves;
  private readonly functionals: Functional[] = [];

  constructor(
    private readonly trees: Trees,
    ranks: Ranks,
  ) {
    this.leafSet = new LiveLeaves(trees, new Cells(trees, ranks));
  }

  /** Like Predictor.contract, which see. */
  run(box: Box, weights: Float64Array, limit: number): boolean {
    const functional = this.functionalOf(weights);
    const { contraction } = functional;
    if (contraction === null) return true;
    const { leafSet } = this;
    leafSet.locate(box);
    if (limit === functional.limit && isSame(leafSet.low, functional.low) && isSame(leafSet.high, functional.high))
      return true;
    leafSet.collect();
    if (!contraction.run(limit)) return false;
    functional.low.set(leafSet.low);
    functional.high.set(leafSet.high);
    functional.limit = limit;
    leafSet.shrink(box);
    return true;
  }

  private functionalOf(weights: Float64Array): Functional {
    const { functionals } = this;
    for (let k = 0; k < functionals.length; k++) if (isSame(functionals[k].weights, weights)) return functionals[k];
    const found = {
      weights: weights.slice(),
      contraction: this.contractionOf(weights),
      low: new Int32Array(this.trees.features),
      high: new Int32Array(this.trees.features),
      limit: Number.NaN,
    };
    if (functionals.length === MOST_FUNCTIONALS) functionals.shift();
    functionals.push(found);
    return found;
  }

  private contractionOf(weights: Float64Array): Functional["contraction"] {
    const { trees, leafSet } = this;
    const { aggregate, roots } = trees;
    const leaves = weightedLeaves(trees, weights);
    if (aggregate === "sum" || aggregate === "average") return new SliceContraction(trees, leaves, leafSet);
    const others = weights.filter((weight) => weight !== 0);
    const isLimitOfAll = others.length === 1 && others[0] > 0 === (aggregate === "maximum");
    return isLimitOfAll ? new EveryTree(roots, leaves, leafSet) : null;
  }
}

function isSame<T extends Float64Array | Int32Array>(a: T, b: T): boolean {
  for (let k = 0; k < a.length; k++) if (a[k] !== b[k]) return false;
  return true;
}
