import { down } from "../../numeric/rounding.js";
import type { Line } from "../univariate.js";
import type { Curve } from "./curve.js";
import { pointOfSlope, tangentThrough } from "./tangency.js";

/**
 * Lines that support the convex hull of the graph of F = sign * phi on [l, u] at a given abscissa `at`.
 *
 * Between two inflections F is convex (an arc) or concave. The lower hull touches a concave piece only at the ends of the
 * interval, so it is the hull of at most an arc and two points, or two arcs; its edges are tangents from a point to an arc.
 *
 * How the edges are found (Newton, tables) decides only how tight the line is. Soundness rests on the last step alone: for
 * the float64 slope s at hand the intercept is the minimum of rigorous lower bounds of F(x) - s x over every arc
 * (`arcIntercept`) and at both ends of every concave piece (`pointIntercept`); on a concave piece F - s x has its minimum
 * at an end.
 */
export function supportLine(f: Curve, l: number, u: number, at: number, sign: number, exact: boolean, out: Line): void {
  const inflections = f.inflections;
  let first = 0;
  while (first < inflections.length && inflections[first] <= l) first++;
  let last = first;
  while (last < inflections.length && inflections[last] < u) last++;
  const convex = f.curvature * sign > 0 === ((first & 1) === 0);
  if (first === last) {
    if (convex) tangent(f, l, u, at, sign, out);
    else chord(f, l, u, sign, out);
  } else if (last === first + 1) {
    const middle = inflections[first];
    if (convex) arcAndPoint(f, l, middle, u, at, sign, exact, out);
    else arcAndPoint(f, middle, u, l, at, sign, exact, out);
  } else if (convex) {
    twoArcs(f, l, inflections[first], inflections[first + 1], u, at, sign, out);
  } else {
    arcBetweenPoints(f, l, inflections[first], inflections[first + 1], u, at, sign, out);
  }
}

/** Rigorous lower bound of F(x) - slope * x at one point, where v = F(x) in float64. */
export function pointIntercept(f: Curve, sign: number, x: number, v: number, slope: number): number {
  const product = slope * x;
  const margin = f.valueError(x, sign * v) + (Math.abs(v) + Math.abs(product)) * 2 ** -51 + (f.lineMargin + 2 ** -1072);
  return v - product - margin;
}

/**
 * Rigorous lower bound of F(x) - slope * x over the arc [a, b] on which F is convex, from its value and one-sided
 * derivatives at any p of it: F(x) >= F(p) + F'(p+) (x - p) right of p, F'(p-) (x - p) left of it.
 */
export function arcIntercept(
  f: Curve,
  sign: number,
  a: number,
  b: number,
  p: number,
  v: number,
  slope: number,
): number {
  const base = pointIntercept(f, sign, p, v, slope);
  let toLeft: number;
  let toRight: number;
  if (f.kinked) {
    // For sign = -1 the derivative of F is minus that of phi, on the same side.
    toLeft = p > a ? sign * f.leftDerivative(p) : 0;
    toRight = p < b ? sign * f.rightDerivative(p) : 0;
  } else {
    toLeft = toRight = sign * f.slopeAt(p, sign * v);
  }
  let loss = 0;
  if (p > a) loss = Math.max(loss, (toLeft - slope + slack(f, p, toLeft, slope)) * (p - a));
  if (p < b) loss = Math.max(loss, (slope - toRight + slack(f, p, toRight, slope)) * (b - p));
  // Five roundings in the loss, one in the difference.
  return down(base - loss * (1 + 2 ** -50));
}

function slack(f: Curve, p: number, derivative: number, slope: number): number {
  return f.slopeError(p, derivative) + Math.abs(derivative - slope) * 2 ** -52;
}

/** Slope between two points of the graph, or that of the tangent in the middle where they differ by rounding at most. */
function slopeBetween(f: Curve, sign: number, x: number, fx: number, y: number, fy: number): number {
  const rise = fy - fx;
  const secant = rise / (y - x);
  const noise = f.valueError(x, fx) + f.valueError(y, fy);
  if (Math.abs(rise) > 2 ** 20 * noise) return secant;
  const middle = sign * f.derivative(0.5 * x + 0.5 * y);
  return Math.abs((secant - middle) * (y - x)) > 4 * noise ? secant : middle;
}

/** The derivative of F at p as seen from inside the arc [a, b]; v = F(p). */
function slopeInside(f: Curve, sign: number, a: number, b: number, p: number, v: number): number {
  if (!f.kinked) return sign * f.slopeAt(p, sign * v);
  return sign * (p >= b ? f.leftDerivative(p) : p <= a ? f.rightDerivative(p) : f.derivative(p));
}

function tangent(f: Curve, l: number, u: number, at: number, sign: number, out: Line): void {
  let p = at;
  let v = sign * f.value(p);
  let slope = slopeInside(f, sign, l, u, p, v);
  if (!(Math.abs(slope) < Number.POSITIVE_INFINITY && Math.abs(v) < Number.POSITIVE_INFINITY)) {
    // A vertical tangent at an end of the domain: step inside.
    p = p === l ? l + (u - l) * 2 ** -20 : u - (u - l) * 2 ** -20;
    v = sign * f.value(p);
    slope = slopeInside(f, sign, l, u, p, v);
  }
  out.slope = slope;
  out.intercept = arcIntercept(f, sign, l, u, p, v, slope);
}

function chord(f: Curve, l: number, u: number, sign: number, out: Line): void {
  const fl = sign * f.value(l);
  const fu = sign * f.value(u);
  const slope = slopeBetween(f, sign, l, fl, u, fu);
  out.slope = slope;
  out.intercept = Math.min(pointIntercept(f, sign, l, fl, slope), pointIntercept(f, sign, u, fu, slope));
}

/** The arc [a, b], then concave up to the point q >= b; or its mirror image, q <= a. */
function arcAndPoint(
  f: Curve,
  a: number,
  b: number,
  q: number,
  at: number,
  sign: number,
  exact: boolean,
  out: Line,
): void {
  const right = q >= b;
  const fq = sign * f.value(q);
  let p = at;
  let fp = 0;
  let touch = exact ? Number.NaN : f.tangency(q);
  if (Number.isNaN(touch)) {
    // The tangent at `at` will do unless it passes above q; then the touching point is beyond `at`.
    touch = right ? b : a;
    const inside = right ? at <= b : at >= a;
    if (inside) fp = sign * f.value(at);
    if (!inside || fp + slopeInside(f, sign, a, b, at, fp) * (q - at) > fq) {
      touch = right ? tangentThrough(f, sign, a, inside ? at : b, q) : tangentThrough(f, sign, inside ? at : a, b, q);
      p = touch;
      fp = sign * f.value(p);
    }
  } else {
    if (right ? touch < a : touch > b) touch = right ? a : b;
    if (right ? at > touch : at < touch) p = touch;
    fp = sign * f.value(p);
  }
  const isChord = p === touch && (touch === a || touch === b);
  const slope = isChord ? slopeBetween(f, sign, p, fp, q, fq) : slopeInside(f, sign, a, b, p, fp);
  out.slope = slope;
  out.intercept = Math.min(arcIntercept(f, sign, a, b, p, fp, slope), pointIntercept(f, sign, q, fq, slope));
}

/** Concave from l to a, the arc [a, b], concave from b to u. */
function arcBetweenPoints(
  f: Curve,
  l: number,
  a: number,
  b: number,
  u: number,
  at: number,
  sign: number,
  out: Line,
): void {
  const fl = sign * f.value(l);
  const fu = sign * f.value(u);
  let p = at < a ? a : at > b ? b : at;
  let fp = sign * f.value(p);
  let slope = slopeInside(f, sign, a, b, p, fp);
  // Whether the tangent at p passes above an end; beyond the arc it has to start from that end.
  const isLeft = at < a || fp + slope * (l - p) > fl;
  const isRight = at > b || fp + slope * (u - p) > fu;
  let isChord = isLeft && isRight;
  if (isLeft !== isRight) {
    p = isLeft ? tangentThrough(f, sign, p, b, l) : tangentThrough(f, sign, a, p, u);
    fp = sign * f.value(p);
    if (p > a && p < b) slope = slopeInside(f, sign, a, b, p, fp);
    else slope = isLeft ? slopeBetween(f, sign, l, fl, p, fp) : slopeBetween(f, sign, p, fp, u, fu);
    isChord = isLeft ? fp + slope * (u - p) > fu : fp + slope * (l - p) > fl;
  }
  if (isChord) {
    slope = slopeBetween(f, sign, l, fl, u, fu);
    p = pointOfSlope(f, sign, a, b, slope);
    fp = sign * f.value(p);
  }
  out.slope = slope;
  out.intercept = Math.min(
    arcIntercept(f, sign, a, b, p, fp, slope),
    pointIntercept(f, sign, l, fl, slope),
    pointIntercept(f, sign, u, fu, slope),
  );
}

/** The arc [l, a], concave from a to b, the arc [b, u]. */
function twoArcs(f: Curve, l: number, a: number, b: number, u: number, at: number, sign: number, out: Line): void {
  let p = l;
  let q = tangentThrough(f, sign, b, u, p);
  for (let k = 0; k < 40; k++) {
    const next = tangentThrough(f, sign, l, a, q);
    if (next === p) break;
    p = next;
    q = tangentThrough(f, sign, b, u, p);
  }
  const fp = sign * f.value(p);
  const fq = sign * f.value(q);
  let slope: number;
  if (p > l && p < a) slope = sign * f.slopeAt(p, sign * fp);
  else if (q > b && q < u) slope = sign * f.slopeAt(q, sign * fq);
  else slope = slopeBetween(f, sign, p, fp, q, fq);
  const intercept = Math.min(arcIntercept(f, sign, l, a, p, fp, slope), arcIntercept(f, sign, b, u, q, fq, slope));
  out.slope = slope;
  out.intercept = intercept;
  if (at >= p && at <= q) return;
  // A tangent outside of the bridge: it is below the bridge, so the bridge bounds the other arc (and what is between).
  const leftSide = at < p;
  const fAt = sign * f.value(at);
  const outer = leftSide ? slopeInside(f, sign, l, a, at, fAt) : slopeInside(f, sign, b, u, at, fAt);
  const own = leftSide ? arcIntercept(f, sign, l, a, at, fAt, outer) : arcIntercept(f, sign, b, u, at, fAt, outer);
  const from = leftSide ? (outer <= slope ? b : u) : outer >= slope ? a : l;
  const rise = (slope - outer) * from;
  const bridge =
    rise + intercept - (Math.abs(slope * from) + Math.abs(outer * from) + Math.abs(intercept)) * 2 ** -50 - 2 ** -1070;
  out.slope = outer;
  out.intercept = Math.min(own, bridge);
}
