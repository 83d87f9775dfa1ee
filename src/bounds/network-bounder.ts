import type { Box } from "../numeric/box.js";
import { down } from "../numeric/rounding.js";
import type { Network } from "../predictors/network/network.js";
import { attributeGap } from "../predictors/network/relaxation/gap-attribution.js";
import { Relaxation } from "../predictors/network/relaxation/relaxation.js";
import { ReversePropagation } from "../predictors/network/relaxation/reverse-propagation.js";
import { TangentAscent } from "../predictors/network/relaxation/tangent-ascent.js";
import type { Bounder, Split } from "./bounder.js";
import { cutBox } from "./box-cut.js";
import type { BoundingMethod } from "./method.js";
import { SecondOrder } from "./second-order.js";
import { moveToStep } from "./step-split.js";

/** A box that a cut shrank by this much is worth bounding again, at most MAX_ROUNDS times in all. */
const WORTHWHILE_SHRINKAGE = 0.15;
const MAX_ROUNDS = 3;

/**
 * Bounds the single output of a network over boxes: sweep for enclosures and pieces, affine minorant, better tangents,
 * second order, cut; each stage only as long as the node is not pruned.
 */
export class NetworkBounder implements Bounder {
  readonly variables: number;
  readonly candidate: Float64Array;
  private readonly relaxation: Relaxation;
  private readonly ascent: TangentAscent | null;
  private readonly secondOrder: SecondOrder | null;
  private readonly propagation: ReversePropagation;
  private readonly weights = Float64Array.of(1);
  private readonly coefficients: Float64Array;
  /** Minimum of the affine minorant over the last box. */
  private minimum = 0;
  /** What the first of two cuts of a round took away. */
  private earlyShrinkage = 0;
  /** Running estimate of the gap that the second order closes. */
  private reach = Number.POSITIVE_INFINITY;

  constructor(
    network: Network,
    private readonly method: BoundingMethod,
    isInteger: Uint8Array | null = null,
  ) {
    if (network.outputs !== 1) throw new RangeError(`an objective has one output, this network has ${network.outputs}`);
    this.variables = network.inputs;
    this.candidate = new Float64Array(network.inputs);
    this.coefficients = new Float64Array(network.inputs);
    this.relaxation = new Relaxation(network, method.sweep);
    this.propagation = new ReversePropagation(network.layers, isInteger);
    this.ascent = method.hasAscent ? new TangentAscent(this.relaxation) : null;
    const isSmooth = network.layers.every((layer) => {
      if (layer.kind === "univariate") return layer.phi.smooth;
      if (layer.kind === "model") return false;
      return layer.kind !== "bivariate" || layer.operation.smooth;
    });
    const hasSecondOrder = method.hasSecondOrder && isSmooth;
    this.secondOrder = hasSecondOrder ? new SecondOrder(network, this.relaxation.state, this.weights) : null;
  }

  bound(box: Box, cutoff: number, inherited: Float32Array | null = null): number {
    let lower = Number.NEGATIVE_INFINITY;
    if (this.method.hasAscent && cutoff < Number.POSITIVE_INFINITY) {
      this.propagation.limit(0, Number.NEGATIVE_INFINITY, cutoff);
      if (this.propagation.run(box, null) === Number.POSITIVE_INFINITY) return Number.POSITIVE_INFINITY;
    }
    for (let round = 0; round < MAX_ROUNDS; round++) {
      if (!this.relaxation.sweep(box, inherited)) return Number.POSITIVE_INFINITY;
      lower = larger(lower, this.firstOrder(box, cutoff));
      if (lower > cutoff) return lower;
      if (this.secondOrder) lower = larger(lower, this.trySecondOrder(lower, cutoff));
      if (lower > cutoff || !(cutoff < Number.POSITIVE_INFINITY)) return lower;
      const shrinkage = cutBox(box, this.coefficients, this.minimum, cutoff);
      if (Math.max(shrinkage, this.earlyShrinkage) < WORTHWHILE_SHRINKAGE) return lower;
    }
    return lower;
  }

  knowledge(): Float32Array | null {
    return this.relaxation.memory.length > 0 ? this.relaxation.memory.record() : null;
  }

  adjustSplit(box: Box, out: Split): void {
    moveToStep(this.relaxation.state, box, out);
  }

  branchingScores(_box: Box, out: Float64Array): void {
    if (this.method.objective === "interval") {
      out.fill(0);
      return;
    }
    if (this.method.objective === "forward") this.relaxation.backward.runObjective(this.weights);
    attributeGap(this.relaxation, out);
  }

  /** The best of interval and affine bounds; leaves minorant and candidate behind. */
  private firstOrder(box: Box, cutoff: number): number {
    const { state, backward } = this.relaxation;
    const interval = state.lower[state.layers.length - 1][0];
    if (this.method.objective === "interval") {
      this.coefficients.fill(0);
      this.minimum = interval;
      this.candidate.set(state.centre);
      return interval;
    }
    if (this.method.objective === "forward") this.adoptForms();
    else {
      this.minimum = backward.runObjective(this.weights);
      if (this.ascent) this.raise(this.ascent, box, cutoff);
      else for (let i = 0; i < this.variables; i++) this.coefficients[i] = backward.coefficients[i];
    }
    for (let i = 0; i < this.variables; i++) {
      this.candidate[i] = this.coefficients[i] > 0 ? box.lower[i] : box.upper[i];
    }
    const separable = this.method.objective === "backward" ? backward.separableBound() : Number.NEGATIVE_INFINITY;
    return larger(larger(this.minimum, separable), interval);
  }

  /** The minorant that the ascent starts from cuts as well: it is another direction, and costs nothing. */
  private raise(ascent: TangentAscent, box: Box, cutoff: number): void {
    ascent.start();
    this.earlyShrinkage = 0;
    if (cutoff < Number.POSITIVE_INFINITY && ascent.bound <= cutoff) {
      this.earlyShrinkage = cutBox(box, ascent.coefficients, ascent.bound, cutoff);
      ascent.improve(this.weights, cutoff);
    }
    this.minimum = ascent.bound;
    this.coefficients.set(ascent.coefficients);
  }

  /** The lower affine form of the output; its margin is that of `concretise`. */
  private adoptForms(): void {
    const { state } = this.relaxation;
    const { coefficients, radii, constants, constantRadii } = state.forms[state.layers.length - 1];
    let span = 0;
    let magnitude = Math.abs(constants[0]) + constantRadii[0];
    for (let i = 0; i < this.variables; i++) {
      this.coefficients[i] = coefficients[i] - radii[i];
      span += Math.abs(this.coefficients[i]) * state.halfWidths[i];
      magnitude += (Math.abs(coefficients[i]) + Math.abs(radii[i])) * state.halfWidths[i];
    }
    const margin = (4 * this.variables + 32) * Number.EPSILON * magnitude;
    this.minimum = down(constants[0] - constantRadii[0] - span - margin);
  }

  /** Second order where the gap to the cutoff is of a size that it has closed before; now and then further away. */
  private trySecondOrder(lower: number, cutoff: number): number {
    const gap = cutoff - lower;
    if (!this.secondOrder || !(gap <= 2 * this.reach)) return lower;
    const bound = this.secondOrder.bound(cutoff);
    if (bound > cutoff) {
      this.reach = this.reach < Number.POSITIVE_INFINITY ? Math.max(gap, this.reach) : gap;
    } else this.reach = 0.8 * Math.min(gap, this.reach);
    this.candidate.set(this.secondOrder.minimiser);
    return bound;
  }
}

/** The better of two lower bounds; NaN proves nothing. (Math.max would return NaN and lose the other.) */
function larger(a: number, b: number): number {
  return Number.isNaN(a) || b > a ? b : a;
}
