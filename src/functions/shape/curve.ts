import type { Interval } from "../../numeric/interval.js";
import { down, up } from "../../numeric/rounding.js";
import type { EnvelopePoint, Line, UnivariateFunction } from "../univariate.js";
import { FOUR_ULP, UNDERFLOW } from "./accuracy.js";
import { supportLine } from "./support.js";

/** A point at which the derivative jumps (or exists while the second does not: left = right). */
export interface Kink {
  readonly at: number;
  readonly left: number;
  readonly right: number;
}

/** What the shared machinery must know about a function: where it bends which way, and how far its float64 value errs. */
export interface Shape {
  readonly name: string;
  readonly parameters?: Readonly<Record<string, number>>;
  readonly domain?: Readonly<Interval>;
  /** 1 if the function is convex left of the first inflection, -1 if it is concave there. */
  readonly curvature: 1 | -1;
  /** Where the curvature changes, ascending; at most two. Rounding of these points must be absorbed by `lineMargin`. */
  readonly inflections?: readonly number[];
  /** Interior local extrema of phi. */
  readonly stationary?: readonly number[];
  /** Interior local extrema of phi''. */
  readonly bends?: readonly number[];
  readonly kinks?: readonly Kink[];
  /** Closed hulls of phi, phi' over the whole domain, exact; enclosures are cut off there. */
  readonly image?: Readonly<Interval>;
  readonly slopes?: Readonly<Interval>;
  /** |value(x) - phi(x)| <= relative * |value(x)| + absolute, likewise for phi' and phi''. Defaults: 4 ulp. */
  readonly valueError?: readonly [relative: number, absolute: number];
  readonly slopeError?: readonly [relative: number, absolute: number];
  readonly bendError?: readonly [relative: number, absolute: number];
  /** Added to the outward margin of every line: what rounded inflections and kinks may cost. */
  readonly lineMargin?: number;
}

const ENTIRE: Readonly<Interval> = { lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY };
const NONE: readonly number[] = [];
const NO_KINKS: readonly Kink[] = [];
const DEFAULT_ERROR = [FOUR_ULP, UNDERFLOW] as const;

const scratchLine: Line = { slope: 0, intercept: 0 };
const scratchRange: Interval = { lower: 0, upper: 0 };

/**
 * A function that is alternately convex and concave between at most two inflections. Ranges come from the ends and the
 * interior extrema, lines and envelopes from the convex hull of the graph (shape/support.ts).
 */
export abstract class Curve implements UnivariateFunction {
  readonly name: string;
  readonly parameters: Readonly<Record<string, number>>;
  readonly domain: Readonly<Interval>;
  readonly smooth: boolean;
  /** 1 if convex left of the first inflection, -1 if concave; changes for periodic functions. */
  curvature: number;
  readonly inflections: readonly number[];
  readonly lineMargin: number;
  /** One-sided derivatives differ somewhere. */
  readonly kinked: boolean;
  protected readonly stationary: readonly number[];
  protected readonly bends: readonly number[];
  protected readonly kinks: readonly Kink[];
  protected readonly image: Readonly<Interval>;
  protected readonly slopes: Readonly<Interval>;
  private readonly valueRelative: number;
  private readonly valueAbsolute: number;
  private readonly slopeRelative: number;
  private readonly slopeAbsolute: number;
  private readonly bendRelative: number;
  private readonly bendAbsolute: number;

  constructor(shape: Shape) {
    this.name = shape.name;
    this.parameters = shape.parameters ?? {};
    this.domain = shape.domain ?? ENTIRE;
    this.curvature = shape.curvature;
    this.inflections = shape.inflections ?? NONE;
    this.stationary = shape.stationary ?? NONE;
    this.bends = shape.bends ?? NONE;
    this.kinks = shape.kinks ?? NO_KINKS;
    this.smooth = this.kinks.length === 0;
    this.kinked = this.kinks.some((kink) => kink.left !== kink.right);
    this.image = shape.image ?? ENTIRE;
    this.slopes = shape.slopes ?? ENTIRE;
    this.lineMargin = shape.lineMargin ?? 0;
    [this.valueRelative, this.valueAbsolute] = shape.valueError ?? DEFAULT_ERROR;
    [this.slopeRelative, this.slopeAbsolute] = shape.slopeError ?? DEFAULT_ERROR;
    [this.bendRelative, this.bendAbsolute] = shape.bendError ?? DEFAULT_ERROR;
  }

  abstract value(x: number): number;
  abstract derivative(x: number): number;
  abstract secondDerivative(x: number): number;

  /** The derivative where the value v = value(x) is known already: saves a transcendental for many functions. */
  slopeAt(x: number, _v: number): number {
    return this.derivative(x);
  }

  /** Bound of |v - phi(x)| for v = value(x). */
  valueError(_x: number, v: number): number {
    return this.valueRelative * Math.abs(v) + this.valueAbsolute;
  }

  /** Bound of |d - phi'(x)| for d = derivative(x). */
  slopeError(_x: number, d: number): number {
    return this.slopeRelative * Math.abs(d) + this.slopeAbsolute;
  }

  /** Bound of |b - phi''(x)| for b = secondDerivative(x). */
  bendError(_x: number, b: number): number {
    return this.bendRelative * Math.abs(b) + this.bendAbsolute;
  }

  leftDerivative(x: number): number {
    for (let k = 0; k < this.kinks.length; k++) if (this.kinks[k].at === x) return this.kinks[k].left;
    return this.derivative(x);
  }

  rightDerivative(x: number): number {
    for (let k = 0; k < this.kinks.length; k++) if (this.kinks[k].at === x) return this.kinks[k].right;
    return this.derivative(x);
  }

  /**
   * For a function with one inflection: about where the tangent touches the other side that passes through (x, phi(x)).
   * NaN if it has to be computed; need not be accurate, because every line is repaired.
   */
  tangency(_x: number): number {
    return Number.NaN;
  }

  range(lower: number, upper: number, out: Interval): void {
    const l = Math.max(lower, this.domain.lower);
    const u = Math.min(upper, this.domain.upper);
    if (!start(l, u, out)) return;
    this.include(l, this.value(l), out);
    this.include(u, this.value(u), out);
    for (let k = 0; k < this.stationary.length; k++) {
      const x = this.stationary[k];
      if (x > l && x < u) this.include(x, this.value(x), out);
    }
    clip(out, this.image);
  }

  derivativeRange(lower: number, upper: number, out: Interval): void {
    const l = Math.max(lower, this.domain.lower);
    const u = Math.min(upper, this.domain.upper);
    if (!start(l, u, out)) return;
    this.includeSlope(l, this.derivative(l), out);
    this.includeSlope(u, this.derivative(u), out);
    for (let k = 0; k < this.inflections.length; k++) {
      const x = this.inflections[k];
      if (x > l && x < u) this.includeSlope(x, this.derivative(x), out);
    }
    for (let k = 0; k < this.kinks.length; k++) {
      const kink = this.kinks[k];
      if (!meets(kink.at, l, u)) continue;
      this.includeSlope(kink.at, kink.left, out);
      this.includeSlope(kink.at, kink.right, out);
    }
    clip(out, this.slopes);
  }

  secondDerivativeRange(lower: number, upper: number, out: Interval): void {
    const l = Math.max(lower, this.domain.lower);
    const u = Math.min(upper, this.domain.upper);
    if (!start(l, u, out)) return;
    for (let k = 0; k < this.kinks.length; k++) {
      if (!meets(this.kinks[k].at, l, u)) continue;
      out.lower = Number.NEGATIVE_INFINITY;
      out.upper = Number.POSITIVE_INFINITY;
      return;
    }
    this.includeBend(l, out);
    this.includeBend(u, out);
    for (let k = 0; k < this.bends.length; k++) {
      if (this.bends[k] > l && this.bends[k] < u) this.includeBend(this.bends[k], out);
    }
    if (this.inflections.length === 0) {
      if (this.curvature > 0) out.lower = out.lower < 0 ? 0 : out.lower;
      else out.upper = out.upper > 0 ? 0 : out.upper;
    }
  }

  lowerLine(lower: number, upper: number, at: number, out: Line): void {
    this.line(lower, upper, at, 1, false, out);
  }

  upperLine(lower: number, upper: number, at: number, out: Line): void {
    this.line(lower, upper, at, -1, false, out);
    out.slope = -out.slope;
    out.intercept = -out.intercept;
  }

  convexEnvelope(lower: number, upper: number, x: number, out: EnvelopePoint): void {
    this.line(lower, upper, x, 1, true, scratchLine);
    evaluateDown(scratchLine, x, out);
  }

  concaveEnvelope(lower: number, upper: number, x: number, out: EnvelopePoint): void {
    this.line(lower, upper, x, -1, true, scratchLine);
    evaluateDown(scratchLine, x, out);
    out.value = -out.value;
    out.subgradient = -out.subgradient;
  }

  /** A line below sign * phi on the interval, tight at the point of it nearest to `at`. */
  protected line(lower: number, upper: number, at: number, sign: number, exact: boolean, out: Line): void {
    const l = Math.max(lower, this.domain.lower);
    const u = Math.min(upper, this.domain.upper);
    const width = u - l;
    if (width >= 0 && width < Number.POSITIVE_INFINITY) {
      let x = at >= l && at <= u ? at : 0.5 * l + 0.5 * u;
      if (at < l) x = l;
      else if (at > u) x = u;
      supportLine(this, l, u, x, sign, exact, out);
      if (
        width < HUGE &&
        Math.abs(out.intercept) < Number.POSITIVE_INFINITY &&
        Math.abs(out.slope) < Number.POSITIVE_INFINITY
      )
        return;
      // A slope that is known to 4 ulp only says little across a huge interval: the constant may be better.
      const reached = out.slope * x + out.intercept;
      this.constantLine(l, u, sign, scratchRangeLine);
      if (reached > scratchRangeLine.intercept && reached < Number.POSITIVE_INFINITY) return;
      out.slope = 0;
      out.intercept = scratchRangeLine.intercept;
      return;
    }
    this.constantLine(l, u, sign, out);
  }

  protected constantLine(l: number, u: number, sign: number, out: Line): void {
    this.range(l, u, scratchRange);
    out.slope = 0;
    out.intercept = sign > 0 ? scratchRange.lower : -scratchRange.upper;
    if (!(scratchRange.lower <= scratchRange.upper)) out.intercept = Number.NEGATIVE_INFINITY;
  }

  protected include(x: number, v: number, out: Interval): void {
    widen(v, this.valueError(x, v), out);
  }

  protected includeSlope(x: number, d: number, out: Interval): void {
    widen(d, this.slopeError(x, d), out);
  }

  private includeBend(x: number, out: Interval): void {
    const b = this.secondDerivative(x);
    widen(b, this.bendError(x, b), out);
  }
}

const HUGE = 2 ** 20;
const scratchRangeLine: Line = { slope: 0, intercept: 0 };

/** Prepares `out` for a hull over [l, u]; false if there is nothing to be done because it is empty, or NaN: then entire. */
function start(l: number, u: number, out: Interval): boolean {
  out.lower = Number.POSITIVE_INFINITY;
  out.upper = Number.NEGATIVE_INFINITY;
  if (l <= u) return true;
  if (!(l > u)) {
    out.lower = Number.NEGATIVE_INFINITY;
    out.upper = Number.POSITIVE_INFINITY;
  }
  return false;
}

/** Joins [v - error, v + error], rounded outward, to `out`; a NaN makes it the whole line. */
function widen(v: number, error: number, out: Interval): void {
  if (v === Number.POSITIVE_INFINITY) {
    if (out.lower > Number.MAX_VALUE) out.lower = OVERFLOWED;
    out.upper = v;
    return;
  }
  if (v === Number.NEGATIVE_INFINITY) {
    if (out.upper < -Number.MAX_VALUE) out.upper = -OVERFLOWED;
    out.lower = v;
    return;
  }
  const low = error === 0 ? v : down(v - error);
  const high = error === 0 ? v : up(v + error);
  if (!(low >= out.lower)) out.lower = Number.isNaN(low) ? Number.NEGATIVE_INFINITY : low;
  if (!(high <= out.upper)) out.upper = Number.isNaN(high) ? Number.POSITIVE_INFINITY : high;
}

/** What is certain about a value whose float64 evaluation overflowed. */
const OVERFLOWED = 2 ** 1023;

function clip(out: Interval, hull: Readonly<Interval>): void {
  if (out.lower < hull.lower) out.lower = hull.lower;
  if (out.upper > hull.upper) out.upper = hull.upper;
}

function meets(kink: number, l: number, u: number): boolean {
  return l <= up(kink) && u >= down(kink);
}

function evaluateDown(line: Line, x: number, out: EnvelopePoint): void {
  const product = line.slope * x;
  const margin = (Math.abs(product) + Math.abs(line.intercept)) * 2 ** -51 + 2 ** -1070;
  const value = product + line.intercept - margin;
  out.value = Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value;
  out.subgradient = line.slope;
}
