import type { Box } from "../../numeric/box.js";
import { gamma } from "../../numeric/rounding.js";
import type { AffineMinorant } from "../predictor.js";
import { KernelSumBound } from "./bound/kernel-sum-bound.js";
import type { GaussianProcessDefinition } from "./definition.js";
import { toScaledBox } from "./scaled-box.js";
import { fromScaledMinorant } from "./scaled-minorant.js";
import { VarianceBound } from "./variance-bound.js";

/** Bounds of functionals that have variance or standard deviation in them, over boxes in the process's inputs. */
export class DeviationSum {
  private readonly bound: VarianceBound;
  private readonly lower: Float64Array;
  private readonly upper: Float64Array;
  private readonly anchor: Float64Array;
  private readonly part: AffineMinorant;
  private readonly inputs: number;
  /** The box that the bounds are about: lower ends, then upper ones. */
  private readonly corners: Float64Array;

  /** @throws what VarianceBound throws */
  constructor(private readonly definition: GaussianProcessDefinition) {
    const { inputs } = definition;
    this.bound = new VarianceBound(definition, (sum) => new KernelSumBound(sum));
    this.inputs = inputs;
    this.corners = new Float64Array(2 * inputs).fill(Number.NaN);
    this.lower = new Float64Array(inputs);
    this.upper = new Float64Array(inputs);
    this.anchor = new Float64Array(inputs);
    this.part = { constant: 0, linear: new Float64Array(inputs) };
  }

  /** Its `deviation` encloses the standard deviation over the box. */
  enclose(box: Box): VarianceBound {
    this.place(box);
    this.bound.boundBelow();
    this.bound.refineAbove(0);
    return this.bound;
  }

  /** out(x) <= byMean * mean + byVariance * variance + byDeviation * deviation over the box, tight near the anchor. */
  affineMinorant(
    box: Box,
    byMean: number,
    byVariance: number,
    byDeviation: number,
    anchor: Float64Array | null,
    out: AffineMinorant,
  ): void {
    const { bound, definition, part } = this;
    const { inputOffset, inputFactor, inputs } = definition;
    this.place(box);
    if (anchor) for (let j = 0; j < inputs; j++) this.anchor[j] = (anchor[j] - inputOffset[j]) * inputFactor[j];
    const at = anchor && this.anchor;
    // Alone, each is bounded for the weight 1 or -1: what was expanded for it is kept, whatever multiplier comes next.
    const scale = byMean === 0 && (byDeviation === 0 || byVariance === 0) ? Math.abs(byDeviation + byVariance) : 1;
    if (byDeviation !== 0) bound.affineMinorant(byMean, scale === 1 ? byDeviation : Math.sign(byDeviation), at, out);
    else bound.varianceMinorant(byMean, scale === 1 ? byVariance : Math.sign(byVariance), at, out);
    fromScaledMinorant(definition, scale, box, out);
    if (byDeviation === 0 || byVariance === 0) return;
    bound.varianceMinorant(0, byVariance, at, part);
    fromScaledMinorant(definition, 1, box, part);
    let magnitude = Math.abs(out.constant) + Math.abs(part.constant);
    for (let j = 0; j < inputs; j++) {
      magnitude += (Math.abs(out.linear[j]) + Math.abs(part.linear[j])) * Math.max(-box.lower[j], box.upper[j]);
      out.linear[j] += part.linear[j];
    }
    out.constant += part.constant - gamma(2) * magnitude;
  }

  /** What is known of a box stays while it is asked for again: a tangent takes O(N^2). */
  private place(box: Box): void {
    const { corners, inputs } = this;
    let isSame = true;
    for (let j = 0; j < inputs; j++) {
      if (corners[j] !== box.lower[j] || corners[inputs + j] !== box.upper[j]) isSame = false;
    }
    if (isSame) return;
    corners.set(box.lower);
    corners.set(box.upper, inputs);
    toScaledBox(this.definition, box, this.lower, this.upper);
    this.bound.set(this.lower, this.upper);
  }
}
