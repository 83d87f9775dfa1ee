import type { Decimal } from "decimal.js";
import { exponential, Fine, fine, plus, power, type Series, scaled, times, variable } from "./power-series.js";

export type Parameters = Readonly<Record<string, number>>;

/** kappa of a power series in t, in high precision, written from the textbook definitions. */
const DEFINITIONS: Readonly<Record<string, (t: Series, parameters: Parameters) => Series>> = {
  "squared-exponential": (t) => exponential(scaled(t, -0.5)),
  matern12: (t) => exponential(scaled(power(t, new Fine(0.5)), -1)),
  matern32: (t) => {
    const s = power(scaled(t, 3), new Fine(0.5));
    return times(plus(s, 1), exponential(scaled(s, -1)));
  },
  matern52: (t) => {
    const s = power(scaled(t, 5), new Fine(0.5));
    const polynomial = plus(plus(scaled(times(s, s), new Fine(1).div(3)), s), 1);
    return times(polynomial, exponential(scaled(s, -1)));
  },
  "rational-quadratic": (t, { alpha }) => {
    const a = fine(alpha);
    return power(plus(scaled(t, new Fine(1).div(a.mul(2))), 1), a.neg());
  },
};

/** kappa^(m)(t), m = 0..length - 1, t > 0. */
export function derivatives(name: string, parameters: Parameters, t: Decimal, length: number): Decimal[] {
  return unscaled(DEFINITIONS[name](variable(t, length), parameters));
}

/** Taylor coefficients to derivatives. */
function unscaled(series: Series): Decimal[] {
  return series.map((c, m) => c.mul(factorial(m)));
}

/** E w^2m of the spectral measure along a direction, m = 0..4: even derivatives of kappa(r^2) at 0, textbook values. */
export function moments(name: string, { alpha }: Parameters): Decimal[] {
  const a = fine(alpha ?? 1);
  switch (name) {
    case "squared-exponential":
      return [1, 1, 3, 15, 105].map((m) => new Fine(m));
    case "rational-quadratic": {
      const factors = [1, 3, 15, 105];
      const list = [new Fine(1)];
      let product = new Fine(1);
      for (let i = 0; i < 4; i++) {
        if (i > 0) product = product.mul(a.add(i)).div(a);
        list.push(product.mul(factors[i]));
      }
      return list;
    }
    case "matern32":
      return [new Fine(1), new Fine(3)];
    case "matern52":
      return [new Fine(1), new Fine(5).div(3), new Fine(25)];
    default:
      return [new Fine(1)];
  }
}

/**
 * R_p(r) from its definition: the norm of the functional f -> f(r) - sum_k r^k/k! f^(k)(0) on one line, by the inner products
 * of evaluations and derivatives: <d^j at 0, d^k at 0> = (-1)^k (d/dx)^(j+k) kappa(x^2) at 0.
 */
export function taylorRemainder(name: string, parameters: Parameters, p: number, r: Decimal): Decimal {
  const x = variable(r, p + 1);
  const profile = unscaled(DEFINITIONS[name](times(x, x), parameters));
  const list = moments(name, parameters);
  let square = new Fine(1);
  for (let k = 0; k <= p; k++) {
    // d^k/dy^k kappa((r - y)^2) at y = 0
    const mixed = profile[k].mul(k % 2 === 0 ? 1 : -1);
    square = square.sub(mixed.mul(r.pow(k)).mul(2).div(factorial(k)));
    for (let j = 0; j <= p; j++) {
      if ((j + k) % 2 === 1) continue;
      const m = (j + k) / 2;
      const sign = (m + k) % 2 === 0 ? 1 : -1;
      square = square.add(
        list[m]
          .mul(sign)
          .mul(r.pow(j + k))
          .div(factorial(j) * factorial(k)),
      );
    }
  }
  return square.sqrt();
}

/** The m-th derivative of kappa(t + 2 r c s + s^2) in s at 0, m = 0..5. */
export function directional(name: string, parameters: Parameters, r: Decimal, cosine: number): Decimal[] {
  const s = variable(new Fine(0), 6);
  const t = plus(scaled(s, r.mul(fine(cosine)).mul(2)), times(s, s)).map((c, k) => (k === 0 ? c.add(r.mul(r)) : c));
  return unscaled(DEFINITIONS[name](t, parameters));
}

function factorial(n: number): number {
  return n < 2 ? 1 : n * factorial(n - 1);
}
