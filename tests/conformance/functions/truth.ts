import type { Decimal } from "decimal.js";
import { D, exact, Wide } from "../../numeric/exact-decimal.js";

type Truth = (x: Decimal) => Decimal;

export const PI = D.acos(-1);
const ONE = new D(1);
const HALF = new D("0.5");
const TWO_OVER_ROOT_PI = new D(2).div(PI.sqrt());

/** exp(x) - 1 without cancellation. */
export function expm1(x: Decimal): Decimal {
  if (x.abs().gt("0.01")) return D.exp(x).sub(1);
  let term = new D(x);
  let sum = new D(x);
  for (let n = 2; n < 40; n++) {
    term = term.mul(x).div(n);
    sum = sum.add(term);
  }
  return sum;
}

/** ln(1 + x) without cancellation. */
export function log1p(x: Decimal): Decimal {
  if (x.abs().gt("0.001")) return D.ln(x.add(1));
  let power = new D(x);
  let sum = new D(x);
  for (let n = 2; n < 25; n++) {
    power = power.mul(x).neg();
    sum = sum.add(power.div(n));
  }
  return sum;
}

const Long = D.clone({ precision: 100 });

/** Abramowitz and Stegun 7.1.6, all terms positive. */
export function erf(x: Decimal): Decimal {
  if (x.abs().gt(4)) return ONE.sub(erfc(x.abs())).mul(x.isNegative() ? -1 : 1);
  const y = new Long(x).mul(x);
  let term = new Long(1);
  let sum = new Long(1);
  for (let n = 1; n < 400; n++) {
    term = term
      .mul(y)
      .mul(2)
      .div(2 * n + 1);
    sum = sum.add(term);
    if (term.lt(sum.mul("1e-95"))) break;
  }
  return sum
    .mul(x)
    .mul(Long.exp(y.neg()))
    .mul(new Long(2).div(Long.acos(-1).sqrt()));
}

/** Relative to itself to 1e-40: a continued fraction (Abramowitz and Stegun 7.1.14) in the tail. */
export function erfc(x: Decimal): Decimal {
  if (x.lt(4)) return x.lt(-4) ? new D(2).sub(erfc(x.neg())) : new D(new Long(1).sub(erf(x)));
  if (x.gt(1e4)) return new D(0);
  let fraction = new D(x);
  for (let n = Math.ceil(45 + 3000 / Number(x) ** 2); n >= 1; n--) fraction = x.add(new D(n).div(2).div(fraction));
  return D.exp(x.mul(x).neg()).mul(TWO_OVER_ROOT_PI).div(2).div(fraction);
}

function sigmoid(x: Decimal): Decimal {
  if (x.gte(0)) return ONE.div(D.exp(x.neg()).add(1));
  const e = D.exp(x);
  return e.div(e.add(1));
}

function tanh(x: Decimal): Decimal {
  if (x.abs().gt(200)) return new D(x.isNegative() ? -1 : 1);
  const e = expm1(x.mul(2));
  return e.div(e.add(2));
}

function softplus(x: Decimal): Decimal {
  const tail = log1p(D.exp(x.abs().neg()));
  return x.gt(0) ? x.add(tail) : tail;
}

function unit(x: Decimal, gamma: Decimal, alpha: Decimal, scale: Decimal): Decimal {
  return x.gte(0) ? wide(gamma).mul(x) : gamma.mul(alpha).mul(expm1(x.div(scale)));
}

const zero = new D(0);
/** Polynomials are evaluated exactly: the left operand's class decides on the precision. */
const wide = (x: Decimal) => new Wide(x);
const clamp = (x: Decimal, lower: Decimal, upper: Decimal) => D.min(D.max(x, lower), upper);

/** phi in 60-digit arithmetic, from definitions that share nothing with src. */
export const TRUTHS: Record<string, (p: Record<string, Decimal>) => Truth> = {
  "absolute-value": () => (x) => x.abs(),
  arctan: () => (x) => D.atan(x),
  celu: (p) => (x) => unit(x, ONE, p.alpha, p.alpha),
  clip: (p) => (x) => clamp(x, p.lower, p.upper),
  cos: () => (x) => D.cos(x),
  elu: (p) => (x) => unit(x, ONE, p.alpha, ONE),
  erf: () => (x) => erf(x),
  exp: () => (x) => D.exp(x),
  gelu: (p) => (x) => x.mul(HALF).mul(erfc(x.div(p.divisor).neg())),
  "gelu-tanh": (p) => (x) =>
    x.mul(
      sigmoid(
        x
          .add(p.a.mul(x.pow(3)))
          .mul(p.k)
          .mul(2),
      ),
    ),
  "hard-sigmoid": (p) => (x) => clamp(wide(p.alpha).mul(x).add(p.beta), zero, ONE),
  "hard-swish": (p) => (x) => wide(x).mul(clamp(wide(p.alpha).mul(x).add(p.beta), zero, ONE)),
  "leaky-relu": (p) => (x) => (x.gte(0) ? x : wide(x).mul(p.alpha)),
  log: () => (x) => D.ln(x),
  "log-sigmoid": () => (x) => softplus(x.neg()).neg(),
  mish: () => (x) => {
    if (x.gt(200)) return x;
    const n = D.exp(x).mul(D.exp(x).add(2));
    return x.mul(n).div(n.add(2));
  },
  "normal-cdf": () => (x) => HALF.mul(erfc(x.neg().div(D.sqrt(2)))),
  "normal-pdf": () => (x) => D.exp(x.mul(x).div(-2)).div(PI.mul(2).sqrt()),
  power: (p) => (x) => (x.isZero() && p.exponent.gt(0) ? zero : new D(x).pow(p.exponent)),
  reciprocal: () => (x) => ONE.div(x),
  relu: () => (x) => D.max(x, 0),
  selu: (p) => (x) => unit(x, p.gamma, p.alpha, ONE),
  sigmoid: () => sigmoid,
  silu: () => (x) => x.mul(sigmoid(x)),
  sin: () => (x) => D.sin(x),
  "soft-shrink": (p) => (x) =>
    x.gt(p.lambda) ? wide(x).sub(p.lambda) : x.lt(p.lambda.neg()) ? wide(x).add(p.lambda) : zero,
  softplus: () => softplus,
  "softplus-threshold": (p) => (x) => (wide(p.beta).mul(x).lte(p.threshold) ? softplus(p.beta.mul(x)).div(p.beta) : x),
  softsign: () => (x) => x.div(x.abs().add(1)),
  sqrt: () => (x) => x.sqrt(),
  square: () => (x) => wide(x).mul(x),
  tanh: () => tanh,
};

export function truthOf(name: string, parameters: Readonly<Record<string, number>>): Truth {
  const make = TRUTHS[name];
  if (make === undefined) throw new Error(`no high-precision truth for "${name}": add it to truth.ts`);
  return make(Object.fromEntries(Object.entries(parameters).map(([key, value]) => [key, exact(value)])));
}
