import { Decimal } from "decimal.js";

/** 60 significant digits and an exponent range that holds every float64 and its square. */
export const D = Decimal.clone({ precision: 60 });

const view = new DataView(new ArrayBuffer(8));
const powers = new Map<number, Decimal>();
/** Powers of two need up to 750 digits to be exact, products with a mantissa 53 bits more. */
export const Wide = Decimal.clone({ precision: 800 });

function powerOfTwo(exponent: number): Decimal {
  let power = powers.get(exponent);
  if (power === undefined) {
    power = new Wide(2).pow(exponent);
    powers.set(exponent, power);
  }
  return power;
}

/** The exact value of a float64 (new Decimal(number) would take the shortest decimal that rounds to it instead). */
export function exact(x: number): Decimal {
  return new D(exactWide(x));
}

/** The same in a class whose products and sums of float64 numbers are exact (unless 700 orders of magnitude apart). */
export function exactWide(x: number): Decimal {
  if (!Number.isFinite(x) || (Number.isInteger(x) && Math.abs(x) <= Number.MAX_SAFE_INTEGER)) return new Wide(x);
  view.setFloat64(0, x);
  const high = view.getUint32(0);
  const biased = (high >>> 20) & 2047;
  const fraction = (BigInt(high & 0xfffff) << 32n) + BigInt(view.getUint32(4));
  const mantissa = new Wide((biased === 0 ? fraction : fraction + (1n << 52n)).toString());
  const value = mantissa.mul(powerOfTwo(Math.max(biased, 1) - 1075));
  return high >>> 31 === 1 ? value.neg() : value;
}

/** slope * x + intercept, exactly. */
export function exactLine(slope: number, x: number, intercept: number): Decimal {
  return exactWide(slope).mul(exactWide(x)).add(exactWide(intercept));
}

/** The float64 numbers next to x. */
export function next(x: number): number {
  if (x === 0) return 2 ** -1074;
  view.setFloat64(0, x);
  view.setBigInt64(0, view.getBigInt64(0) + (x > 0 ? 1n : -1n));
  return view.getFloat64(0);
}

export function previous(x: number): number {
  return -next(-x);
}
