import type { EnvelopePoint, Line, UnivariateFunction } from "../../../src/functions/univariate.js";
import type { Interval } from "../../../src/numeric/interval.js";
import type { Audit } from "./audit.js";

const line: Line = { slope: 0, intercept: 0 };
const point: EnvelopePoint = { value: 0, subgradient: 0 };
const range: Interval = { lower: 0, upper: 0 };

/**
 * That bounds are not only right but those promised: ranges are attained, and lines and envelopes reach the convex hull of a
 * dense sample of the graph to 4e-3 of the values' spread. Intervals of moderate size, away from poles.
 */
export function auditTightness(audit: Audit): void {
  const { phi, random, check } = audit;
  for (let k = 0; k < 24; k++) {
    const width = 10 ** random.between(-3, 0.75);
    let l = random.between(-5, 5);
    if (phi.domain.lower === 0 || phi.name === "power" || phi.name === "reciprocal") l = Math.abs(l) + 0.05;
    const u = l + width;
    const xs: number[] = [];
    for (let i = 0; i <= 800; i++) xs.push(i === 800 ? u : l + (width * i) / 800);
    xs.push(...jumps(phi, xs));
    xs.sort((a, b) => a - b);
    const ys = xs.map((x) => phi.value(x));
    const last = xs.length - 1;
    const low = Math.min(...ys);
    const high = Math.max(...ys);
    const slack = 4e-3 * (high - low) + 1e-9 * (1 + Math.abs(high) + Math.abs(low));
    phi.range(l, u, range);
    check(
      "range-tight",
      range.lower >= low - slack && range.upper <= high + slack,
      () => `[${l}, ${u}] -> [${range.lower}, ${range.upper}], not [${low}, ${high}]`,
    );
    const lower = hullAt(xs, ys, 1);
    const upper = hullAt(xs, ys, -1);
    for (const i of [0, random.below(last), random.below(last), 400, last]) {
      const x = xs[i];
      phi.convexEnvelope(l, u, x, point);
      check(
        "envelope-tight",
        point.value >= lower[i] - slack,
        () => `convex on [${l}, ${u}] at ${x}: ${point.value}, not ${lower[i]}`,
      );
      phi.concaveEnvelope(l, u, x, point);
      check(
        "envelope-tight",
        point.value <= upper[i] + slack,
        () => `concave on [${l}, ${u}] at ${x}: ${point.value}, not ${upper[i]}`,
      );
      phi.lowerLine(l, u, i === 400 && last === 800 ? Number.NaN : x, line);
      check(
        "line-tight",
        line.slope * x + line.intercept >= lower[i] - slack,
        () => `lower on [${l}, ${u}] at ${x}: ${line.slope} x + ${line.intercept}, not ${lower[i]}`,
      );
      phi.upperLine(l, u, i === 400 && last === 800 ? Number.NaN : x, line);
      check(
        "line-tight",
        line.slope * x + line.intercept <= upper[i] + slack,
        () => `upper on [${l}, ${u}] at ${x}: ${line.slope} x + ${line.intercept}, not ${upper[i]}`,
      );
    }
  }
}

/** Both sides of every jump of phi between neighbouring sample points. */
function jumps(phi: UnivariateFunction, xs: readonly number[]): number[] {
  const found: number[] = [];
  const ys = xs.map((x) => phi.value(x));
  const spread = Math.max(...ys) - Math.min(...ys);
  for (let i = 0; i + 1 < xs.length; i++) {
    let [a, b] = [xs[i], xs[i + 1]];
    if (!(Math.abs(ys[i + 1] - ys[i]) > 0.05 * spread)) continue;
    for (let k = 0; k < 60; k++) {
      const middle = 0.5 * (a + b);
      if (Math.abs(phi.value(middle) - phi.value(a)) > Math.abs(phi.value(b) - phi.value(middle))) b = middle;
      else a = middle;
    }
    found.push(a, b);
  }
  return found;
}

/** The lower (sign 1) or upper (-1) hull of the points, evaluated at each: Andrew's monotone chain. */
function hullAt(xs: readonly number[], ys: readonly number[], sign: number): number[] {
  const stack: number[] = [];
  for (let i = 0; i < xs.length; i++) {
    for (;;) {
      const n = stack.length;
      if (n < 2) break;
      const a = stack[n - 2];
      const b = stack[n - 1];
      const turn = (xs[b] - xs[a]) * (ys[i] - ys[a]) - (ys[b] - ys[a]) * (xs[i] - xs[a]);
      if (sign * turn > 0) break;
      stack.pop();
    }
    stack.push(i);
  }
  const out: number[] = new Array(xs.length);
  for (let s = 0; s + 1 < stack.length; s++) {
    const [a, b] = [stack[s], stack[s + 1]];
    for (let i = a; i <= b; i++) out[i] = ys[a] + ((ys[b] - ys[a]) * (xs[i] - xs[a])) / (xs[b] - xs[a]);
  }
  return out;
}
