import type { Box } from "../../numeric/box.js";
import type { AffineMinorant, Predictor } from "../predictor.js";
import { EnsembleMinorant } from "./bound/ensemble-minorant.js";
import { EnsembleContraction } from "./contraction/ensemble-contraction.js";
import { Evaluation } from "./evaluation.js";
import { Ranks } from "./ranks.js";
import { ReachableLeaves } from "./reachable.js";
import { SecantSlopes } from "./secant-slopes.js";
import type { Trees } from "./trees.js";

/** A random forest, boosted trees, or a single tree. */
export class TreeEnsemble implements Predictor {
  readonly family = "tree-ensemble";
  readonly isPiecewiseConstant = true;
  readonly inputs: number;
  readonly outputs: number;
  private readonly evaluation: Evaluation;
  private readonly reachable: ReachableLeaves;
  private slopes: SecantSlopes | null = null;
  private ranks: Ranks | null = null;
  /** Made when it is first asked for: it needs several times the memory of the trees. */
  private minorant: EnsembleMinorant | null = null;
  private contraction: EnsembleContraction | null = null;

  constructor(readonly trees: Trees) {
    this.inputs = trees.features;
    this.outputs = trees.outputs;
    this.evaluation = new Evaluation(trees);
    this.reachable = new ReachableLeaves(trees);
  }

  evaluate(x: Float64Array, y: Float64Array): void {
    this.evaluation.run(x, y);
  }

  /** The gradient is zero wherever there is one: slopes across a share of the thresholds' range tell more of where to go. */
  gradient(x: Float64Array, weights: Float64Array, out: Float64Array): void {
    this.slopes ??= new SecantSlopes(this.trees);
    this.slopes.at(x, weights, this.evaluation, out);
  }

  rangeOver(box: Box, lower: Float64Array, upper: Float64Array): void {
    this.reachable.range(box, lower, upper);
  }

  minorantOver(box: Box, weights: Float64Array, anchor: Float64Array | null, out: AffineMinorant): void {
    const { aggregate } = this.trees;
    if (aggregate === "minimum" || aggregate === "maximum") {
      out.linear.fill(0);
      out.constant = this.reachable.least(box, weights);
      return;
    }
    this.minorant ??= new EnsembleMinorant(this.trees);
    this.minorant.over(box, weights, anchor, out);
  }

  stepNear(input: number, value: number, lower: number, upper: number): number {
    this.ranks ??= new Ranks(this.trees);
    const { starts, thresholds } = this.ranks;
    const place = starts[input] + this.ranks.rankOf(input, value);
    // The thresholds on either side of the value.
    const above = place < starts[input + 1] ? thresholds[place] : Number.NaN;
    const below = place > starts[input] ? thresholds[place - 1] : Number.NaN;
    const isAbove = above >= lower && above < upper;
    const isBelow = below >= lower && below < upper;
    if (isAbove && isBelow) return above - value < value - below ? above : below;
    return isAbove ? above : isBelow ? below : Number.NaN;
  }

  contract(box: Box, weights: Float64Array, limit: number): boolean {
    this.ranks ??= new Ranks(this.trees);
    this.contraction ??= new EnsembleContraction(this.trees, this.ranks);
    return this.minorant?.cut(box, weights, limit) !== false && this.contraction.run(box, weights, limit);
  }

  gapShares(out: Float64Array): void {
    if (this.minorant) out.set(this.minorant.gaps);
    else out.fill(0);
  }

  leastOver(box: Box, weights: Float64Array, slopes: Float64Array): number {
    return this.minorant?.least(box, weights, slopes) ?? Number.NEGATIVE_INFINITY;
  }
}
