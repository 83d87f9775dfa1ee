import type { Decimal } from "decimal.js";
import { Curve } from "../../../src/functions/shape/curve.js";
import type { Interval } from "../../../src/numeric/interval.js";
import { exact, Wide } from "../../numeric/exact-decimal.js";
import type { Audit } from "./audit.js";

interface TrueDerivatives {
  readonly x: number;
  readonly first: Decimal;
  readonly second: Decimal;
  /** How far the central differences may be off: h^2 times higher derivatives, which are moderate where this is used. */
  readonly blur: number;
}

/** Central differences of the truth at every point that is away from kinks, as told by their consistency at two steps. */
function trueDerivatives(audit: Audit): Map<number, TrueDerivatives> {
  const table = new Map<number, TrueDerivatives>();
  for (let i = 0; i < audit.samples.length; i++) {
    const { x, exactX, truth } = audit.samples[i];
    if (!truth.isFinite() || Math.abs(x) > 1e4) continue;
    const size =
      audit.phi.domain.lower === 0 || audit.phi.name === "reciprocal" || audit.phi.name === "power"
        ? Math.abs(x)
        : 1 + Math.abs(x);
    if (size < 1e-12) continue;
    const difference = (scale: string) => {
      const h = exactX.abs().mul(0).add(size).mul(scale);
      const right = audit.truth(exactX.add(h));
      const left = audit.truth(exactX.sub(h));
      return {
        first: right.sub(left).div(h.mul(2)),
        second: right.sub(truth.mul(2)).add(left).div(h.mul(h)),
      };
    };
    const fine = difference("1e-14");
    const coarse = difference("2e-14");
    const blurFirst = Number(fine.first.sub(coarse.first).abs());
    const blurSecond = Number(fine.second.sub(coarse.second).abs());
    const scale = Number(fine.first.abs()) + 1;
    if (!(blurFirst < 1e-22 * scale && blurSecond < 1e-16 * (1 + Number(fine.second.abs())))) continue;
    table.set(i, { x, ...fine, blur: 4 * (blurFirst + 1e-26 * scale) });
  }
  return table;
}

export function auditDerivatives(audit: Audit): void {
  const { phi, check } = audit;
  const table = trueDerivatives(audit);
  if (phi instanceof Curve) {
    for (const [i, { x, first, second, blur }] of table) {
      const v = phi.value(x);
      const d = phi.derivative(x);
      const b = phi.secondDerivative(x);
      const valueOff = audit.samples[i].truth.sub(exact(v)).abs();
      if (Number.isFinite(v))
        check(
          "value-error",
          valueOff.lte(exact(phi.valueError(x, v))),
          () => `value(${x}) = ${v} is off by ${Number(valueOff)} > ${phi.valueError(x, v)}`,
        );
      const slopeOff = Number(first.sub(exact(d)).abs());
      if (Number.isFinite(d))
        check(
          "slope-error",
          slopeOff <= phi.slopeError(x, d) + blur,
          () => `derivative(${x}) = ${d} is off by ${slopeOff} > ${phi.slopeError(x, d)}`,
        );
      const bendOff = Number(second.sub(exact(b)).abs());
      if (Number.isFinite(b) && Math.abs(b) < 1e6)
        check(
          "bend-error",
          bendOff <= phi.bendError(x, b) + 1e-17,
          () => `second derivative(${x}) = ${b} is off by ${bendOff} > ${phi.bendError(x, b)}`,
        );
    }
  }
  const within = (value: Decimal, range: Interval, blur: number | Decimal) =>
    (range.lower === Number.NEGATIVE_INFINITY || value.add(blur).gte(exact(range.lower))) &&
    (range.upper === Number.POSITIVE_INFINITY || value.sub(blur).lte(exact(range.upper)));
  const slopes: Interval = { lower: 0, upper: 0 };
  const bends: Interval = { lower: 0, upper: 0 };
  for (const [i, j] of audit.intervals) {
    const l = audit.samples[i].x;
    const u = audit.samples[j].x;
    phi.derivativeRange(l, u, slopes);
    phi.secondDerivativeRange(l, u, bends);
    check("derivative-order", slopes.lower <= slopes.upper && bends.lower <= bends.upper, () => `[${l}, ${u}]`);
    for (let k = i; k <= j; k++) {
      const known = table.get(k);
      if (known === undefined) continue;
      const { x, first, second, blur } = known;
      check(
        "derivative-range",
        within(first, slopes, blur),
        () => `[${l}, ${u}] -> [${slopes.lower}, ${slopes.upper}] misses ${Number(first)} at ${x}`,
      );
      const wide = 1e-17 * (1 + Number(second.abs()));
      check(
        "second-derivative-range",
        within(second, bends, wide),
        () => `[${l}, ${u}] -> [${bends.lower}, ${bends.upper}] misses ${Number(second)} at ${x}`,
      );
    }
    // Secants between points of the interval: a mean of derivatives, whether there are kinks between or not.
    if (j > i) {
      const a = audit.samples[i];
      const b = audit.samples[j];
      if (!Number.isFinite(a.near) || !Number.isFinite(b.near)) continue;
      const secant = new Wide(b.truth).sub(a.truth).div(new Wide(b.exactX).sub(a.exactX));
      const blur = new Wide(Math.abs(a.near) + Math.abs(b.near)).mul("1e-50").div(b.x - a.x);
      check(
        "derivative-range",
        within(secant, slopes, blur),
        () => `[${l}, ${u}] -> [${slopes.lower}, ${slopes.upper}] misses the secant ${Number(secant)}`,
      );
    }
  }
}
