import type { Line, UnivariateFunction } from "../../functions/univariate.js";
import type { Interval } from "../../numeric/interval.js";
import type { Element } from "../element.js";
import type { MilpModel } from "../milp-model.js";
import { BELOW } from "../side.js";

const left: Interval = { lower: 0, upper: 0 };
const right: Interval = { lower: 0, upper: 0 };
const derivative: Interval = { lower: 0, upper: 0 };

/**
 * A convex function from below, or a concave one from above, at an argument a k + b with a whole-numbered column k: between two neighbouring
 * values no point counts, so that the line through both holds, which cuts off more than any tangent. All lines together are the convex hull
 * of the points.
 */
export class LatticeSecants {
  private constructor(
    private readonly phi: UnivariateFunction,
    private readonly argument: Element,
    private readonly side: number,
    private readonly origin: number,
    private readonly step: number,
    /** Numbers of the first and the last segment; segment m starts at origin + m step. */
    private readonly first: number,
    private readonly last: number,
  ) {}

  /** Null where the argument is no such one, or has one value only. */
  static of(model: MilpModel, phi: UnivariateFunction, argument: Element, side: number): LatticeSecants | null {
    const { columns, coefficients, constant } = argument.expression;
    if (columns.length !== 1 || !model.isInteger[columns[0]]) return null;
    const [low, high] = [model.columnLower[columns[0]], model.columnUpper[columns[0]]];
    if (!Number.isSafeInteger(low) || !Number.isSafeInteger(high) || low >= high) return null;
    const [first, end] = coefficients[0] > 0 ? [low, high] : [-high, -low];
    return new LatticeSecants(phi, argument, side, constant, Math.abs(coefficients[0]), first, end - 1);
  }

  /** The middle of the segment that holds the argument: the name of its line. */
  placeOf(at: number): number {
    return this.origin + (this.segmentOf(at) + 0.5) * this.step;
  }

  /** Arguments in the segment of `at` and, where that is one of the values, in those on both sides of it. */
  near(at: number): number[] {
    return [at - 0.25 * this.step, at + 0.25 * this.step];
  }

  /** The hull's value. */
  value(at: number): number {
    const start = this.origin + this.segmentOf(at) * this.step;
    const [a, b] = [this.phi.value(start), this.phi.value(start + this.step)];
    return a + ((at - start) / this.step) * (b - a);
  }

  /**
   * The line at a place, and by how much it may lie on the wrong side of a value: phi - line is convex over the values and zero at both
   * ends but for the rounding of slope, intercept and values.
   */
  lineAt(place: number, out: Line): number {
    const { phi, argument, side, origin, step } = this;
    const m = this.segmentOf(place);
    const [start, end] = [origin + m * step, origin + (m + 1) * step];
    phi.range(start, start, left);
    phi.range(end, end, right);
    const own = side === BELOW ? [left.lower, right.lower] : [left.upper, right.upper];
    out.slope = (own[1] - own[0]) / (end - start);
    const ends = [own[0] - out.slope * start, own[1] - out.slope * end];
    out.intercept = side === BELOW ? Math.min(...ends) : Math.max(...ends);
    phi.derivativeRange(argument.lower, argument.upper, derivative);
    const steepest = Math.max(Math.abs(out.slope), -derivative.lower, derivative.upper);
    const far = Math.max(-argument.lower, argument.upper) + Math.abs(origin);
    const unit = 2 ** -50;
    const size = Math.abs(own[0]) + Math.abs(own[1]) + Math.abs(out.slope) * far;
    const slopeError = (left.upper - left.lower + right.upper - right.lower + unit * size) / step;
    return slopeError * (argument.upper - argument.lower) + unit * size + 2 * steepest * (argument.error + unit * far);
  }

  private segmentOf(at: number): number {
    return Math.min(Math.max(Math.floor((at - this.origin) / this.step), this.first), this.last);
  }
}
