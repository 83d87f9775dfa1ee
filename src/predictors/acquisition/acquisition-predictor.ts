import type { Box } from "../../numeric/box.js";
import type { Interval } from "../../numeric/interval.js";
import { down, up } from "../../numeric/rounding.js";
import type { GaussianProcessDefinition } from "../gaussian-process/definition.js";
import { Posterior } from "../gaussian-process/posterior.js";
import { toScaledBox } from "../gaussian-process/scaled-box.js";
import { fromScaledMinorant } from "../gaussian-process/scaled-minorant.js";
import { type KernelSumBounder, VarianceBound } from "../gaussian-process/variance-bound.js";
import type { AffineMinorant, Predictor } from "../predictor.js";
import type { Acquisition, Plane } from "./acquisition.js";

/**
 * An acquisition function of a Gaussian process as a model of one output. A plane below it in mean and deviation is carried to
 * the inputs as one kernel sum.
 */
export class AcquisitionPredictor implements Predictor {
  readonly family = "acquisition";
  readonly inputs: number;
  readonly outputs = 1;
  private readonly posterior: Posterior;
  private readonly bounds: VarianceBound;
  private readonly lower: Float64Array;
  private readonly upper: Float64Array;
  private readonly anchor: Float64Array;
  private readonly byMean: Float64Array;
  private readonly mean: Interval = { lower: 0, upper: 0 };
  private readonly plane: Plane = { constant: 0, mean: 0, deviation: 0 };
  private readonly whole: Interval = { lower: 0, upper: 0 };
  private readonly partials = new Float64Array(2);

  /** @throws what VarianceBound throws */
  constructor(
    readonly definition: GaussianProcessDefinition,
    readonly acquisition: Acquisition,
    bounder: KernelSumBounder,
  ) {
    const { inputs } = definition;
    this.inputs = inputs;
    this.posterior = new Posterior(definition);
    this.bounds = new VarianceBound(definition, bounder);
    this.lower = new Float64Array(inputs);
    this.upper = new Float64Array(inputs);
    this.anchor = new Float64Array(inputs);
    this.byMean = new Float64Array(inputs);
  }

  evaluate(x: Float64Array, y: Float64Array): void {
    y[0] = this.acquisition.value(this.posterior.mean(x), this.posterior.standardDeviation(x));
  }

  gradient(x: Float64Array, weights: Float64Array, out: Float64Array): void {
    const { posterior, acquisition, partials, byMean } = this;
    const mean = posterior.meanGradient(x, byMean);
    const deviation = Math.sqrt(posterior.varianceGradient(x, out));
    if (!(deviation > 0)) {
      out.fill(0);
      return;
    }
    acquisition.gradient(mean, deviation, partials);
    const scale = partials[1] / (2 * deviation);
    for (let j = 0; j < out.length; j++) out[j] = weights[0] * (partials[0] * byMean[j] + scale * out[j]);
  }

  rangeOver(box: Box, lower: Float64Array, upper: Float64Array): void {
    this.enclose(box);
    lower[0] = this.whole.lower;
    upper[0] = this.whole.upper;
  }

  minorantOver(box: Box, weights: Float64Array, anchor: Float64Array | null, out: AffineMinorant): void {
    const { definition, posterior, acquisition, bounds, mean, plane, whole } = this;
    const { inputOffset, inputFactor, inputs } = definition;
    const sign = weights[0] < 0 ? -1 : 1;
    const scale = Math.abs(weights[0]);
    this.enclose(box);
    for (let j = 0; j < inputs; j++) {
      const at = anchor === null ? 0.5 * box.lower[j] + 0.5 * box.upper[j] : anchor[j];
      this.anchor[j] = Math.min(Math.max(at, box.lower[j]), box.upper[j]);
    }
    const m = Math.min(Math.max(posterior.mean(this.anchor), mean.lower), mean.upper);
    const { deviation } = bounds;
    const s = Math.min(Math.max(posterior.standardDeviation(this.anchor), deviation.lower), deviation.upper);
    acquisition.planeBelow(sign, { mean, deviation }, m, s, plane);
    let value = plane.constant;
    if (plane.mean !== 0 || plane.deviation !== 0) {
      for (let j = 0; j < inputs; j++) this.byMean[j] = (this.anchor[j] - inputOffset[j]) * inputFactor[j];
      bounds.affineMinorant(plane.mean, plane.deviation, this.byMean, out);
      out.constant = down(out.constant + plane.constant);
      fromScaledMinorant(definition, scale, box, out);
      value = out.constant;
      for (let j = 0; j < inputs; j++) value += out.linear[j] * this.anchor[j];
    }
    const least = sign > 0 ? down(scale * whole.lower) : -up(scale * whole.upper);
    if (value >= least && (plane.mean !== 0 || plane.deviation !== 0)) return;
    out.linear.fill(0);
    out.constant = least;
  }

  /** Encloses mean, deviation and the acquisition over the box. */
  private enclose(box: Box): void {
    const { definition, bounds, lower, upper, mean, acquisition, whole } = this;
    toScaledBox(definition, box, lower, upper);
    bounds.set(lower, upper);
    bounds.boundBelow();
    bounds.refineAbove(0);
    mean.lower = bounds.meanBound(1, Number.POSITIVE_INFINITY);
    mean.upper = -bounds.meanBound(-1, Number.POSITIVE_INFINITY);
    if (Number.isNaN(mean.lower)) mean.lower = Number.NEGATIVE_INFINITY;
    if (Number.isNaN(mean.upper)) mean.upper = Number.POSITIVE_INFINITY;
    acquisition.range({ mean, deviation: bounds.deviation }, whole);
  }
}
