import type { Box } from "../../numeric/box.js";
import { down, gamma } from "../../numeric/rounding.js";
import { BoxPolynomial } from "../gaussian-process/bound/box-polynomial.js";
import { CentredBox } from "../gaussian-process/bound/centred-box.js";
import { Monomials } from "../gaussian-process/bound/monomials.js";
import type { AffineMinorant, Predictor } from "../predictor.js";
import { PowerExpansion, type PowerSumDefinition } from "./power-expansion.js";

/** Slopes are corrected by those of what they leave so often. */
const CORRECTIONS = 2;

/**
 * y_o = sum_i weights_oi (slopes_i . x + offsets_i)^degree: support vector machines with polynomial kernels, networks with squares or cubes for activations.
 * Bounded as the polynomial that the sum is, about the box's centre: of many powers most of what they are cancels.
 */
export class PowerSum implements Predictor {
  readonly family = "power-sum";
  readonly inputs: number;
  readonly outputs: number;
  private readonly polynomial: BoxPolynomial;
  private readonly box: CentredBox;
  private readonly expansion: PowerExpansion;
  private readonly functional: Float64Array;
  private readonly place: Float64Array;
  private readonly slopes: Float64Array;
  private readonly taken: Float64Array;
  private valueAtPlace = Number.NEGATIVE_INFINITY;

  constructor(private readonly definition: PowerSumDefinition) {
    const { inputs, degree, offsets, weights } = definition;
    this.inputs = inputs;
    this.outputs = weights.length / offsets.length;
    const monomials = new Monomials(inputs, degree);
    this.polynomial = new BoxPolynomial(monomials);
    this.box = new CentredBox(inputs);
    this.expansion = new PowerExpansion(definition, monomials);
    this.functional = new Float64Array(this.outputs);
    this.place = new Float64Array(inputs);
    this.slopes = new Float64Array(inputs);
    this.taken = new Float64Array(inputs);
  }

  evaluate(x: Float64Array, y: Float64Array): void {
    const { offsets, weights, degree } = this.definition;
    y.fill(0);
    for (let i = 0; i < offsets.length; i++) {
      const power = this.argumentAt(x, i) ** degree;
      for (let o = 0; o < y.length; o++) y[o] += weights[o * offsets.length + i] * power;
    }
  }

  gradient(x: Float64Array, weights: Float64Array, out: Float64Array): void {
    const { inputs, offsets, slopes, degree, weights: own } = this.definition;
    out.fill(0);
    for (let i = 0; i < offsets.length; i++) {
      let weight = 0;
      for (let o = 0; o < weights.length; o++) weight += weights[o] * own[o * offsets.length + i];
      const factor = weight * degree * this.argumentAt(x, i) ** (degree - 1);
      for (let j = 0; j < inputs; j++) out[j] += factor * slopes[i * inputs + j];
    }
  }

  rangeOver(box: Box, lower: Float64Array, upper: Float64Array): void {
    const { functional } = this;
    for (let o = 0; o < this.outputs; o++) {
      functional.fill(0);
      functional[o] = 1;
      lower[o] = this.leastOf(box, functional);
      functional[o] = -1;
      upper[o] = -this.leastOf(box, functional);
    }
  }

  minorantOver(box: Box, weights: Float64Array, anchor: Float64Array | null, out: AffineMinorant): void {
    const { slopes, place, polynomial, taken, inputs } = this;
    this.valueAtPlace = Number.NEGATIVE_INFINITY;
    out.constant = this.leastOf(box, weights);
    out.linear.fill(0);
    if (!(out.constant > Number.NEGATIVE_INFINITY)) return;
    this.valueAtPlace = out.constant;
    const { centre, halfWidths } = this.box;
    for (let j = 0; j < inputs; j++) {
      const h = halfWidths[j];
      place[j] = anchor === null || h === 0 ? 0 : Math.min(1, Math.max(-1, (anchor[j] - centre[j]) / h));
    }
    taken.fill(0);
    for (let round = 0; round < CORRECTIONS; round++) {
      polynomial.quadratic.convexSlopes(place, slopes);
      for (let j = 0; j < inputs; j++) taken[j] += halfWidths[j] > 0 ? slopes[j] / halfWidths[j] : 0;
      this.tryMinorant(weights, out);
    }
  }

  gapShares(out: Float64Array): void {
    this.polynomial.scores(out);
  }

  /** Expands the functional about the box's centre and bounds it; -Infinity if nothing is known. */
  private leastOf(box: Box, weights: Float64Array): number {
    this.box.set(box.lower, box.upper);
    this.expansion.over(this.box, box);
    this.expansion.combine(weights, this.polynomial);
    return this.least();
  }

  private least(): number {
    const least = this.polynomial.minimum(this.box, Number.POSITIVE_INFINITY);
    return least > Number.NEGATIVE_INFINITY ? least : Number.NEGATIVE_INFINITY;
  }

  /** Bounds what the slopes leave of the functional; takes the minorant if it is the highest yet at `place`. */
  private tryMinorant(weights: Float64Array, out: AffineMinorant): void {
    const { polynomial, taken, place, box } = this;
    const { coefficients, monomials } = polynomial;
    const { centre, halfWidths } = box;
    this.expansion.combine(weights, polynomial);
    let shift = 0;
    let size = 0;
    let value = 0;
    let moved = 0;
    for (let j = 0; j < taken.length; j++) {
      const a = monomials.linear[j];
      moved += (Math.abs(coefficients[a]) + Math.abs(taken[j])) * halfWidths[j];
      coefficients[a] -= taken[j];
      shift += taken[j] * centre[j];
      size += Math.abs(taken[j] * centre[j]);
      value += taken[j] * place[j] * halfWidths[j];
    }
    polynomial.error += gamma(taken.length + 4) * moved;
    const least = this.least();
    value += least;
    if (!(value > this.valueAtPlace)) return;
    this.valueAtPlace = value;
    out.linear.set(taken);
    out.constant = down(least - shift - gamma(taken.length + 4) * (size + Math.abs(least)));
  }

  private argumentAt(x: Float64Array, i: number): number {
    const { inputs, slopes, offsets } = this.definition;
    let sum = offsets[i];
    for (let j = 0; j < inputs; j++) sum += slopes[i * inputs + j] * x[j];
    return sum;
  }
}
