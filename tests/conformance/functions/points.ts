import type { UnivariateFunction } from "../../../src/functions/univariate.js";
import type { Random } from "../../../src/numeric/random.js";
import { next, previous } from "../../numeric/exact-decimal.js";

/** Where something may go wrong: kinks, inflections and extrema (found by scanning the derivatives), and their neighbours. */
export function specialPoints(phi: UnivariateFunction, extra: readonly number[] = []): number[] {
  const found = [0, ...extra];
  let slope = Number.NaN;
  let bend = Number.NaN;
  const h = 1 / 64;
  for (let i = -8 * 64; i <= 8 * 64; i++) {
    const x = i * h;
    const newSlope = phi.derivative(x);
    const newBend = phi.derivative(x + 1e-4) - phi.derivative(x - 1e-4);
    if (slope * newSlope < 0) found.push(locate((t) => phi.derivative(t), x - h, x));
    if (bend * newBend < 0 && Math.abs(bend - newBend) > 1e-9) {
      found.push(locate((t) => phi.derivative(t + 1e-5) - phi.derivative(t - 1e-5), x - h, x));
    }
    // A jump of the derivative.
    if (Math.abs(newSlope - slope) > 0.02 + 0.2 * Math.abs(slope)) found.push(x, x - h / 2);
    slope = newSlope;
    bend = newBend;
  }
  for (const value of Object.values(phi.parameters)) if (Number.isFinite(value)) found.push(value, -value);
  return [...new Set(found)];
}

function locate(f: (x: number) => number, a: number, b: number): number {
  const sign = f(a) > 0;
  for (let k = 0; k < 60; k++) {
    const middle = 0.5 * (a + b);
    if (f(middle) > 0 === sign) a = middle;
    else b = middle;
  }
  return a;
}

/** The points on which everything is checked, ascending: special ones with neighbours, random ones of all sizes, huge ones. */
export function pool(phi: UnivariateFunction, random: Random, extra: readonly number[] = []): number[] {
  const points = new Set<number>();
  const scale = (x: number) => {
    points.add(x);
    points.add(next(x));
    points.add(previous(x));
    points.add(x + 1e-9 * (1 + Math.abs(x)));
    points.add(x - 1e-6 * (1 + Math.abs(x)));
  };
  const special = specialPoints(phi, extra);
  for (const x of special.length > 14 ? special.filter((_, i) => i % Math.ceil(special.length / 14) === 0) : special)
    scale(x);
  for (let k = 0; k < 40; k++) points.add(random.between(-6, 6));
  for (let k = 0; k < 12; k++) points.add((random.uniform() < 0.5 ? -1 : 1) * 10 ** random.between(-12, 2.5));
  const huge = phi.name === "sin" || phi.name === "cos" ? [1e3, 1e6, 3e6] : [1e3, 1e6, 1e15, 1e200];
  for (const x of huge) points.add(x).add(-x);
  const { lower, upper } = phi.domain;
  return [...points].filter((x) => x >= lower && x <= upper).sort((a, b) => a - b);
}
