import { down, gamma } from "../../../numeric/rounding.js";
import type { AffineMinorant } from "../../predictor.js";
import type { BoxPolynomial } from "./box-polynomial.js";
import { CentredBox } from "./centred-box.js";
import type { CubeQuadratic } from "./cube-quadratic.js";
import { GaussTaylor } from "./gauss-taylor.js";
import type { KernelSum } from "./kernel-sum.js";
import { type KernelSumMethod, type KernelSumMethodName, kernelSumMethods } from "./method.js";
import { naturalMinimum } from "./natural-range.js";
import { PointGeometry } from "./point-geometry.js";
import { cutBySeparable } from "./quadratic-cut.js";
import { reproducingMinimum } from "./reproducing-bound.js";
import { SeparableQuadratic } from "./separable-quadratic.js";
import { TermRelaxation } from "./term-relaxation.js";
import { TermwiseTaylor } from "./termwise-taylor.js";

/** Gauss-Taylor models are tried up to this radius, in length scales: exp(r^2/2) makes them useless beyond. */
const GAUSS_RADIUS = 3;
const WORTHWHILE_MONOMIALS = 1500;
/** With more inputs even Hessians are too large to be worth their price: separable quadratics only. */
const MOST_TAYLOR_INPUTS = 40;
/** Without a cutoff, a Gauss-Taylor model is asked again with the bound that it gave as its target. */
const RETARGETS = 2;

/**
 * Lower bounds of a kernel sum over boxes in scaled coordinates, rigorous in real arithmetic. One workspace per sum: change the sum's
 * weights, offset or linear part, then bound; the results of the last `lowerBound` stay until the next one.
 */
export class KernelSumBound {
  /** After `lowerBound`: a point of the box with a small value (scaled coordinates). */
  readonly minimiser: Float64Array;
  /** After `lowerBound`: what each coordinate adds to the distance between function and bound; at least 0. */
  readonly scores: Float64Array;
  private readonly method: KernelSumMethod;
  private readonly box: CentredBox;
  private readonly geometry: PointGeometry;
  private readonly gauss: GaussTaylor[] = [];
  private readonly uniform: TermwiseTaylor[] = [];
  private readonly mixed: TermwiseTaylor[] = [];
  private readonly terms: TermRelaxation;
  private readonly separable: SeparableQuadratic;
  /** For affine minorants; null with too many inputs. */
  private readonly tangent: TermwiseTaylor | null = null;
  /** What the expansions at hand belong to. */
  private readonly corners: Float64Array;
  private version = -1;
  /** Separable quadratics are tried from this radius on. */
  private readonly separableRadius: number;
  private readonly slopes: Float64Array;
  private readonly trend: Float64Array;
  private readonly place: Float64Array;
  /** What the box may be cut with, and at which level. */
  private readonly cutters: CubeQuadratic[] = [];
  private readonly levels: number[] = [];
  private best = Number.NEGATIVE_INFINITY;
  /** The last Taylor model of the last bound. */
  private leading: CubeQuadratic | null = null;
  private readonly residual: Float64Array;
  private valueAtPlace = Number.NEGATIVE_INFINITY;

  constructor(
    readonly sum: KernelSum,
    name: KernelSumMethodName = "auto",
  ) {
    const { inputs, kernel, points } = sum;
    const method: KernelSumMethod = kernelSumMethods[name];
    this.method = method;
    this.minimiser = new Float64Array(inputs);
    this.scores = new Float64Array(inputs);
    this.slopes = new Float64Array(inputs);
    this.trend = new Float64Array(inputs);
    this.place = new Float64Array(inputs);
    this.residual = new Float64Array(inputs);
    this.corners = new Float64Array(2 * inputs).fill(Number.NaN);
    this.box = new CentredBox(inputs);
    this.geometry = new PointGeometry(kernel, points, inputs);
    this.terms = new TermRelaxation(sum);
    this.separable = new SeparableQuadratic(sum);
    this.separableRadius = inputs > MOST_TAYLOR_INPUTS ? 0 : method.separableRadius;
    if (inputs > MOST_TAYLOR_INPUTS) return;
    const highest = highestDegree(inputs, method.mixedOrder);
    if (method.hasGauss && kernel.name === "squared-exponential") {
      this.gauss.push(new GaussTaylor(sum, 2));
      if (highest > 2) this.gauss.push(new GaussTaylor(sum, highest));
    }
    for (let order = 2; order <= Math.min(method.uniformOrder, Math.max(2, kernel.taylorOrder)); order++) {
      this.uniform.push(new TermwiseTaylor(sum, order));
    }
    if (method.mixedOrder > 0) this.mixed.push(new TermwiseTaylor(sum, highest));
    this.tangent = this.uniform[0] ?? new TermwiseTaylor(sum, 2);
  }

  /**
   * Lower bound of the sum over the box, cheapest bounds first, until one exceeds the cutoff. The cutoff may be infinite.
   * The best of what was computed; -Infinity if nothing is known.
   */
  lowerBound(lower: Float64Array, upper: Float64Array, cutoff: number): number {
    const { box, geometry, method } = this;
    this.moveTo(lower, upper);
    this.best = Number.NEGATIVE_INFINITY;
    this.leading = null;
    this.cutters.length = 0;
    this.levels.length = 0;
    for (let j = 0; j < lower.length; j++) {
      this.minimiser[j] = box.centre[j];
      this.scores[j] = box.halfWidths[j];
    }
    const hasGauss = this.gauss.length > 0 && this.sum.norm < Number.POSITIVE_INFINITY;
    if (hasGauss ? this.gaussStages(cutoff) : this.taylorStages(cutoff)) return this.best;
    if (box.radius < this.separableRadius) return this.best;
    if (method.separableRounds > 0) {
      const { quadratic } = this.separable;
      const value = this.separable.lowerBound(geometry, box, cutoff, method.separableRounds);
      if (this.improves(value)) this.adopt(quadratic);
      this.offerCutter(quadratic, cutoff);
      if (this.best > cutoff) return this.best;
    }
    if (method.hasTerms) this.improves(this.terms.lowerBound(geometry, box));
    if (method.hasRanges && !(this.best > cutoff)) this.improves(naturalMinimum(this.sum, geometry, box));
    return this.best;
  }

  /**
   * After `lowerBound` with a finite cutoff that it did not exceed: cuts off, in place, parts of the box where the sum is proved to be at least the
   * cutoff. Returns the largest relative shrinkage of an edge, +Infinity if nothing is left.
   */
  cut(lower: Float64Array, upper: Float64Array): number {
    let shrinkage = 0;
    for (let k = 0; k < this.cutters.length; k++) {
      shrinkage = Math.max(shrinkage, cutBySeparable(this.cutters[k], this.levels[k], this.box, lower, upper));
    }
    return shrinkage;
  }

  /**
   * out(z) <= sum(z) over the box, z in scaled coordinates; tight near the anchor (null: near the middle). The slopes are those of a quadratic below the
   * sum, the constant is the lower bound of what is left when they are taken off.
   */
  affineMinorant(lower: Float64Array, upper: Float64Array, anchor: Float64Array | null, out: AffineMinorant): void {
    const { sum, box, slopes, place } = this;
    out.constant = Number.NEGATIVE_INFINITY;
    out.linear.fill(0);
    this.moveTo(lower, upper);
    for (let j = 0; j < slopes.length; j++) {
      const h = box.halfWidths[j];
      place[j] = anchor === null || h === 0 ? 0 : Math.min(1, Math.max(-1, (anchor[j] - box.centre[j]) / h));
    }
    this.trend.set(sum.linear);
    this.valueAtPlace = Number.NEGATIVE_INFINITY;
    this.smoothSlopes();
    this.tryMinorant(lower, upper, out);
    this.correctSlopes();
    this.tryMinorant(lower, upper, out);
    if (box.radius > this.separableRadius) {
      // In large boxes tangents and secants, or no slope at all, lie higher than a tangent of a convexified Taylor model.
      this.roughSlopes();
      this.tryMinorant(lower, upper, out);
      slopes.fill(0);
      this.tryMinorant(lower, upper, out);
    }
  }

  /** Expansions about the box's centre are kept while box and weights stay: minorants and tangents ask for many bounds with other linear parts. */
  private moveTo(lower: Float64Array, upper: Float64Array): void {
    const { corners, sum, box } = this;
    const n = lower.length;
    let isSame = this.version === sum.version;
    for (let j = 0; isSame && j < n; j++) isSame = corners[j] === lower[j] && corners[n + j] === upper[j];
    if (isSame) return;
    this.version = sum.version;
    corners.set(lower);
    corners.set(upper, n);
    box.set(lower, upper);
    this.geometry.set(box);
    for (const model of this.gauss) model.forget();
    for (const model of this.uniform) model.forget();
    for (const model of this.mixed) model.forget();
    this.tangent?.forget();
  }

  /** Bounds what `slopes` (in half widths) leave of the sum; takes the minorant if it is the highest yet at `place`. */
  private tryMinorant(lower: Float64Array, upper: Float64Array, out: AffineMinorant): void {
    const { sum, slopes, trend, place } = this;
    for (let j = 0; j < slopes.length; j++) {
      const h = this.box.halfWidths[j];
      const slope = h > 0 ? slopes[j] / h : 0;
      sum.linear[j] = trend[j] - (Math.abs(slope) < Number.POSITIVE_INFINITY ? slope : 0);
    }
    const constant = this.lowerBound(lower, upper, Number.POSITIVE_INFINITY);
    let value = constant;
    for (let j = 0; j < slopes.length; j++) {
      slopes[j] = trend[j] - sum.linear[j];
      value += slopes[j] * (this.box.centre[j] + place[j] * this.box.halfWidths[j]);
    }
    if (value > this.valueAtPlace) {
      this.valueAtPlace = value;
      out.linear.set(slopes);
      out.constant = constant - this.slopeRounding(lower, upper);
    }
    sum.linear.set(trend);
  }

  /** Adds to `slopes` those that the last model of what they left has at `place`; back in half widths. */
  private correctSlopes(): void {
    const { slopes, residual, box } = this;
    residual.fill(0);
    this.leading?.convexSlopes(this.place, residual);
    for (let j = 0; j < slopes.length; j++) slopes[j] = slopes[j] * box.halfWidths[j] + residual[j];
  }

  /** True when pruned. */
  private taylorStages(cutoff: number): boolean {
    const { box, geometry, sum } = this;
    let remainder = Number.POSITIVE_INFINITY;
    for (const model of this.mixed) {
      this.improves(model.lowerBoundMixed(geometry, box, cutoff));
      remainder = model.polynomial.spread;
      if (this.settle(model.polynomial, cutoff, cutoff)) return true;
    }
    for (const model of this.uniform) {
      const order = Math.min(model.degree, sum.kernel.taylorOrder);
      // The lower order pays where many weights cancel, which only the norm knows.
      if (model.reproducingRemainder(box, order) > remainder) continue;
      this.improves(model.lowerBound(geometry, box, order, cutoff));
      if (model === this.uniform[0]) this.improves(reproducingMinimum(sum, model.polynomial, 0, box));
      if (this.settle(model.polynomial, cutoff, cutoff)) return true;
    }
    return false;
  }

  private gaussStages(cutoff: number): boolean {
    const { box, geometry, sum } = this;
    for (const model of this.gauss) {
      if (model !== this.gauss[0] && box.radius > GAUSS_RADIUS) break;
      model.expand(geometry);
      let target = cutoff;
      if (!Number.isFinite(cutoff)) {
        target = this.best;
        if (model === this.gauss[0]) {
          target = model.centreValue + sum.offset;
          for (let j = 0; j < box.dimension; j++) target += sum.linear[j] * box.centre[j];
        }
      }
      const value = model.lowerBound(box, target);
      this.improves(value);
      if (model === this.gauss[0]) this.improves(reproducingMinimum(sum, model.polynomial, target, box));
      if (this.settle(model.polynomial, cutoff, 0)) return true;
      for (let k = 0; k < RETARGETS && !Number.isFinite(cutoff) && Number.isFinite(this.best); k++) {
        this.improves(model.lowerBound(box, this.best));
      }
    }
    return false;
  }

  /** NaN improves nothing. */
  private improves(value: number): boolean {
    if (!(value > this.best)) return false;
    this.best = value;
    return true;
  }

  /** Takes scores, minimiser and cut from the model; true when the bound exceeds the cutoff. */
  private settle(model: BoxPolynomial, cutoff: number, level: number): boolean {
    if (this.best > cutoff) return true;
    if (!Number.isFinite(model.quadratic.separable)) return false;
    model.scores(this.scores);
    this.leading = model.quadratic;
    this.adopt(model.quadratic);
    if (Number.isFinite(cutoff)) {
      this.cutters.push(model.quadratic);
      this.levels.push(level);
    }
    return false;
  }

  private offerCutter(quadratic: CubeQuadratic, cutoff: number): void {
    if (!Number.isFinite(cutoff)) return;
    this.cutters.push(quadratic);
    this.levels.push(cutoff);
  }

  private adopt({ minimiser }: CubeQuadratic): void {
    const { centre, halfWidths } = this.box;
    for (let j = 0; j < centre.length; j++) this.minimiser[j] = centre[j] + minimiser[j] * halfWidths[j];
  }

  /** Slopes in half widths of the convexified second-order model at `place`. */
  private smoothSlopes(): void {
    const { tangent, geometry, box, sum } = this;
    if (tangent === null) {
      this.slopes.fill(0);
      return;
    }
    const infinite = Number.POSITIVE_INFINITY;
    if (sum.kernel.taylorOrder >= 2) tangent.lowerBound(geometry, box, 2, infinite);
    else tangent.lowerBoundMixed(geometry, box, infinite);
    tangent.polynomial.quadratic.convexSlopes(this.place, this.slopes);
  }

  /** The same of the separable quadratic, with secants where it is concave. */
  private roughSlopes(): void {
    this.separable.lowerBound(this.geometry, this.box, Number.POSITIVE_INFINITY, 1);
    const { curvatures, linear } = this.separable.quadratic;
    for (let j = 0; j < this.slopes.length; j++) {
      this.slopes[j] = linear[j] + 2 * Math.max(0, curvatures[j]) * this.place[j];
    }
  }

  /** The sum was bounded with trend - slope rounded: what slope z may be off by. */
  private slopeRounding(lower: Float64Array, upper: Float64Array): number {
    let error = 0;
    for (let j = 0; j < this.slopes.length; j++) {
      if (this.trend[j] === 0) continue;
      error += (Math.abs(this.trend[j]) + Math.abs(this.slopes[j])) * Math.max(Math.abs(lower[j]), Math.abs(upper[j]));
    }
    return error > 0 ? -down(-gamma(4) * error) : 0;
  }
}

/** The highest degree of Taylor models that keeps the number of monomials bearable. */
function highestDegree(inputs: number, wanted: number): number {
  for (let degree = wanted; degree > 2; degree--) {
    let count = 1;
    for (let k = 1; k <= degree; k++) count = (count * (inputs + k)) / k;
    if (count <= WORTHWHILE_MONOMIALS) return degree;
  }
  return 2;
}
