import { Curve } from "../../../src/functions/shape/curve.js";
import type { EnvelopePoint, Line } from "../../../src/functions/univariate.js";
import { exactWide } from "../../numeric/exact-decimal.js";
import type { Audit } from "./audit.js";
import { isAbove, isBelow, type Sample, sample } from "./sample.js";

const line: Line = { slope: 0, intercept: 0 };
const point: EnvelopePoint = { value: 0, subgradient: 0 };

export function auditLines(audit: Audit): void {
  const { samples, random } = audit;
  for (const [i, j] of audit.intervals) {
    const l = samples[i].x;
    const u = samples[j].x;
    const points = chosen(audit, i, j);
    const inside = l + (u - l) * random.uniform();
    const places = [Number.NaN, inside, random.uniform() < 0.5 ? l : u, samples[i + random.below(j - i + 1)].x];
    if (random.below(4) === 0) places.push(l - 1, u + 1);
    for (const at of places) auditLine(audit, l, u, at, points);
    for (const x of new Set([l, u, samples[i + random.below(j - i + 1)].x])) auditEnvelope(audit, l, u, x, points);
  }
  auditConvexity(audit);
}

/** The samples of an interval, thinned out to some thirty, ends included. */
function chosen(audit: Audit, i: number, j: number): Sample[] {
  const step = Math.max(1, Math.floor((j - i) / 28));
  const points: Sample[] = [];
  for (let k = i + (step > 1 ? audit.random.below(step) : 0); k <= j; k += step) points.push(audit.samples[k]);
  points.push(audit.samples[i], audit.samples[j]);
  return points;
}

function auditLine(audit: Audit, l: number, u: number, at: number, points: readonly Sample[]): void {
  const { phi, check } = audit;
  for (const side of ["lower", "upper"] as const) {
    const below = side === "lower";
    if (below) phi.lowerLine(l, u, at, line);
    else phi.upperLine(l, u, at, line);
    const { slope, intercept } = line;
    const text = () => `${side} line on [${l}, ${u}] at ${at}: ${slope} x + ${intercept}`;
    check("line-number", Number.isFinite(slope) && !Number.isNaN(intercept), text);
    for (const p of points) {
      const holds = below ? isBelow(slope, intercept, p) : isAbove(slope, intercept, p);
      check(`${side}-line`, holds, () => `${text()} is on the wrong side of phi(${p.x}) = ${p.near}`);
    }
    // Where the line comes closest in float64, which sampling at fixed points may miss.
    if (Number.isFinite(intercept) && u > l && audit.random.below(12) === 0) {
      const p = sample(audit.truth, closest(audit, l, u, slope, below ? 1 : -1));
      const holds = below ? isBelow(slope, intercept, p) : isAbove(slope, intercept, p);
      check(`${side}-line`, holds, () => `${text()} is on the wrong side where it is closest, phi(${p.x}) = ${p.near}`);
    }
  }
}

function closest(audit: Audit, l: number, u: number, slope: number, sign: number): number {
  const gap = (x: number) => sign * (audit.phi.value(x) - slope * x);
  let best = l;
  let least = gap(l);
  const cells = 100;
  for (let k = 1; k <= cells; k++) {
    const x = Math.min(l + ((u - l) * k) / cells, u);
    if (gap(x) < least) {
      least = gap(x);
      best = x;
    }
  }
  let step = (u - l) / cells;
  for (let k = 0; k < 50; k++) {
    step *= 0.5;
    for (const x of [Math.max(best - step, l), Math.min(best + step, u)]) {
      if (gap(x) < least) {
        least = gap(x);
        best = x;
      }
    }
  }
  return best;
}

function auditEnvelope(audit: Audit, l: number, u: number, x: number, points: readonly Sample[]): void {
  const { phi, check } = audit;
  for (const side of ["convex", "concave"] as const) {
    const below = side === "convex";
    if (below) phi.convexEnvelope(l, u, x, point);
    else phi.concaveEnvelope(l, u, x, point);
    const { value, subgradient } = point;
    const text = () => `${side} envelope on [${l}, ${u}] at ${x}: ${value}, subgradient ${subgradient}`;
    check("envelope-number", Number.isFinite(subgradient) && !Number.isNaN(value), text);
    for (const p of points) {
      // value + subgradient (y - x) against phi(y): the line through `value` at y - x, exactly.
      const shifted = { ...p, x: p.x - x, exactX: exactWide(p.x).sub(exactWide(x)) };
      const holds = below ? isBelow(subgradient, value, shifted) : isAbove(subgradient, value, shifted);
      check(`${side}-envelope`, holds, () => `${text()} cuts phi(${p.x}) = ${p.near}`);
    }
  }
}

/** Values of an envelope at three points are in convex position, up to the margins that rounding takes. */
function auditConvexity(audit: Audit): void {
  const { phi, samples, random, check } = audit;
  const margin = phi instanceof Curve ? 8 * phi.lineMargin + 1e-290 : 1e-290;
  for (const [i, j] of audit.intervals) {
    if (j - i < 2) continue;
    const l = samples[i].x;
    const u = samples[j].x;
    if (!Number.isFinite(samples[i].near) || !Number.isFinite(samples[j].near)) continue;
    const a = i + random.below(j - i - 1);
    const b = a + 1 + random.below(j - a - 1);
    const c = b + 1 + random.below(j - b);
    const [x, y, z] = [samples[a].x, samples[b].x, samples[c].x];
    for (const side of ["convex", "concave"] as const) {
      const sign = side === "convex" ? 1 : -1;
      const values: number[] = [];
      const slopes: number[] = [];
      for (const t of [x, y, z]) {
        if (sign > 0) phi.convexEnvelope(l, u, t, point);
        else phi.concaveEnvelope(l, u, t, point);
        values.push(sign * point.value);
        slopes.push(sign * point.subgradient);
      }
      if (!values.every(Number.isFinite)) continue;
      const t = (y - x) / (z - x);
      const interpolated = (1 - t) * values[0] + t * values[2];
      const reach = Math.max(...slopes.map(Math.abs)) * Math.max(Math.abs(l), Math.abs(u));
      const slack = 1e-11 * (Math.abs(values[0]) + Math.abs(values[2]) + reach) + 1e-13 * (u - l) + margin;
      check(
        "convexity",
        !(values[1] > interpolated + slack),
        () => `${side} on [${l}, ${u}]: ${values} at ${[x, y, z]}`,
      );
      // The subgradients order the values as well: each line is below the others' values.
      const predicted = values[0] + slopes[0] * (z - x);
      check(
        "convexity",
        !(predicted > values[2] + slack),
        () => `${side} on [${l}, ${u}]: slope ${slopes[0]} at ${x} overshoots ${z}`,
      );
      const back = values[2] + slopes[2] * (x - z);
      check(
        "convexity",
        !(back > values[0] + slack),
        () => `${side} on [${l}, ${u}]: slope ${slopes[2]} at ${z} overshoots ${x}`,
      );
    }
  }
}
