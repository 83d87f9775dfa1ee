import type { Curve } from "./curve.js";

/**
 * On an arc [a, b] on which sign * phi is convex: about the point whose tangent passes through the graph's point at q, with
 * q <= a or q >= b; the nearest end of the arc if there is none. F(p) + F'(p) (q - p) - F(q) is monotone in p: safeguarded
 * Newton in a bracket that grows from the end next to q, because the other one may be 1e300 away.
 */
export function tangentThrough(f: Curve, sign: number, a: number, b: number, q: number): number {
  const right = q >= b;
  const near = right ? b : a;
  const far = right ? a : b;
  if (a === b) return a;
  const fq = sign * f.value(q);
  if (miss(f, sign, near, q, fq, right ? f.leftDerivative(near) : f.rightDerivative(near)) <= 0) return near;
  let inner = near;
  let outer = near;
  let step = Math.min(Math.max(0.5 * Math.abs(q - near), 1e-3 * Math.abs(far - near)), 1);
  if (!(step > 0)) step = Math.abs(far - near);
  for (;;) {
    outer = right ? near - step : near + step;
    if (right ? !(outer > far) : !(outer < far)) {
      outer = far;
      if (miss(f, sign, far, q, fq, right ? f.rightDerivative(far) : f.leftDerivative(far)) >= 0) return far;
      break;
    }
    if (!(miss(f, sign, outer, q, fq, f.derivative(outer)) > 0)) break;
    inner = outer;
    step *= 2;
  }
  // Invariant: the tangent at `inner` passes above the point at q, that at `outer` below.
  let p = 0.5 * inner + 0.5 * outer;
  for (let k = 0; k < 100; k++) {
    const excess = miss(f, sign, p, q, fq, f.derivative(p));
    if (excess > 0) inner = p;
    else outer = p;
    let next = p - excess / (sign * f.secondDerivative(p) * (q - p));
    const low = Math.min(inner, outer);
    const high = Math.max(inner, outer);
    if (!(next > low && next < high)) next = 0.5 * low + 0.5 * high;
    if (Math.abs(next - p) <= 4e-16 * Math.abs(next) || next === low || next === high) return next;
    p = next;
  }
  return p;
}

/** How far the tangent at p passes above the graph of sign * phi at q. */
function miss(f: Curve, sign: number, p: number, q: number, fq: number, slope: number): number {
  const value = sign * f.value(p) - fq + sign * slope * (q - p);
  return Number.isNaN(value) ? 1 : value;
}

/** On an arc [a, b] on which sign * phi is convex: about the point at which its derivative is `slope`, or the nearest end. */
export function pointOfSlope(f: Curve, sign: number, a: number, b: number, slope: number): number {
  if (sign * f.rightDerivative(a) >= slope) return a;
  if (sign * f.leftDerivative(b) <= slope) return b;
  let low = a;
  let high = b;
  let p = 0.5 * a + 0.5 * b;
  for (let k = 0; k < 100; k++) {
    const excess = sign * f.derivative(p) - slope;
    if (excess > 0) high = p;
    else low = p;
    let next = p - excess / (sign * f.secondDerivative(p));
    if (!(next > low && next < high)) next = 0.5 * low + 0.5 * high;
    if (Math.abs(next - p) <= 4e-16 * Math.abs(next) || next === low || next === high) return next;
    p = next;
  }
  return p;
}
