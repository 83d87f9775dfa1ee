import { Decimal } from "decimal.js";
import { exactWide } from "../../numeric/exact-decimal.js";

/** 130 digits: squares of fourth-order remainders at 1e-9 cancel 92 of them. */
export const Fine = Decimal.clone({ precision: 130 });

export function fine(x: number): Decimal {
  return new Fine(exactWide(x));
}

/** A truncated power series in one variable: coefficients from the constant up. Recurrences of J. C. P. Miller (Knuth 4.7). */
export type Series = readonly Decimal[];

/** center + epsilon. */
export function variable(center: Decimal, length: number): Series {
  return Array.from({ length }, (_, k) => (k === 0 ? new Fine(center) : new Fine(k === 1 ? 1 : 0)));
}

export function times(a: Series, b: Series): Series {
  return a.map((_, n) => {
    let sum = new Fine(0);
    for (let k = 0; k <= n; k++) sum = sum.add(a[k].mul(b[n - k]));
    return sum;
  });
}

export function scaled(a: Series, factor: Decimal | number): Series {
  return a.map((c) => c.mul(factor));
}

export function plus(a: Series, b: Series | number): Series {
  return a.map((c, k) => (typeof b !== "number" ? c.add(b[k]) : k === 0 ? c.add(b) : c));
}

export function exponential(a: Series): Series {
  const out: Decimal[] = [a[0].exp()];
  for (let n = 1; n < a.length; n++) {
    let sum = new Fine(0);
    for (let k = 1; k <= n; k++) sum = sum.add(a[k].mul(k).mul(out[n - k]));
    out.push(sum.div(n));
  }
  return out;
}

/** a^exponent for a[0] > 0. */
export function power(a: Series, exponent: Decimal): Series {
  const out: Decimal[] = [exponent.eq(0.5) ? a[0].sqrt() : a[0].ln().mul(exponent).exp()];
  for (let n = 1; n < a.length; n++) {
    let sum = new Fine(0);
    for (let k = 1; k <= n; k++) {
      const factor = exponent.mul(k).sub(n - k);
      sum = sum.add(factor.mul(a[k]).mul(out[n - k]));
    }
    out.push(sum.div(a[0].mul(n)));
  }
  return out;
}
