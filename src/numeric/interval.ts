import { down, up } from "./rounding.js";

/**
 * A closed interval; empty if lower > upper. A mutable slot, so that arithmetic in the node loop allocates nothing.
 *
 * Every operation below writes an enclosure of the exact set of results to `out`, which may be one of the operands. Ends
 * may be infinite; an infinite end is never attained, so that 0 * Infinity = 0. An empty operand gives an empty result; a
 * NaN end gives the whole line, never an empty interval.
 */
export interface Interval {
  lower: number;
  upper: number;
}

const INFINITE = Number.POSITIVE_INFINITY;

/** The empty interval in its normal form. */
export const EMPTY: Readonly<Interval> = Object.freeze({ lower: INFINITE, upper: -INFINITE });

/** The whole line. */
export const ENTIRE: Readonly<Interval> = Object.freeze({ lower: -INFINITE, upper: INFINITE });

const ONE: Readonly<Interval> = { lower: 1, upper: 1 };

export function isEmpty(a: Readonly<Interval>): boolean {
  return a.lower > a.upper;
}

/** Writes [lower, upper]; a NaN end becomes the infinite one. */
function write(lower: number, upper: number, out: Interval): void {
  out.lower = Number.isNaN(lower) ? -INFINITE : lower + 0; // -0 becomes 0
  out.upper = Number.isNaN(upper) ? INFINITE : upper + 0;
}

/** Deals with empty and NaN operands: true if the result has been written. */
function settled(a: Readonly<Interval>, b: Readonly<Interval>, out: Interval): boolean {
  if (a.lower <= a.upper && b.lower <= b.upper) return false;
  if (a.lower > a.upper || b.lower > b.upper) write(INFINITE, -INFINITE, out);
  else write(-INFINITE, INFINITE, out);
  return true;
}

export function add(a: Readonly<Interval>, b: Readonly<Interval>, out: Interval): void {
  if (!settled(a, b, out)) write(down(a.lower + b.lower), up(a.upper + b.upper), out);
}

export function subtract(a: Readonly<Interval>, b: Readonly<Interval>, out: Interval): void {
  if (!settled(a, b, out)) write(down(a.lower - b.upper), up(a.upper - b.lower), out);
}

/** x * y rounded downward; 0 * Infinity = 0, and a product of equal signs stays at least 0. */
function productDown(x: number, y: number): number {
  if (x === 0 || y === 0) return 0;
  const product = down(x * y);
  return x > 0 === y > 0 && product < 0 ? 0 : product;
}

function productUp(x: number, y: number): number {
  return -productDown(-x, y);
}

export function multiply(a: Readonly<Interval>, b: Readonly<Interval>, out: Interval): void {
  if (settled(a, b, out)) return;
  const { lower: al, upper: au } = a;
  const { lower: bl, upper: bu } = b;
  write(
    Math.min(productDown(al, bl), productDown(al, bu), productDown(au, bl), productDown(au, bu)),
    Math.max(productUp(al, bl), productUp(al, bu), productUp(au, bl), productUp(au, bu)),
    out,
  );
}

/** x / y rounded downward for y != 0; x / Infinity = 0, also for infinite x (which stands for large finite x). */
function quotientDown(x: number, y: number): number {
  if (x === 0) return 0;
  if (Math.abs(y) === INFINITE) return x > 0 === y > 0 ? 0 : Math.abs(x) === INFINITE ? -INFINITE : down(0);
  const quotient = down(x / y);
  return x > 0 === y > 0 && quotient < 0 ? 0 : quotient;
}

function quotientUp(x: number, y: number): number {
  if (x > 0 === y > 0 && Math.abs(x) === INFINITE) return INFINITE;
  return -quotientDown(-x, y);
}

/** Quotients with nonzero divisors. A divisor interval with 0 inside, or equal to [0, 0], gives the whole line. */
export function divide(a: Readonly<Interval>, b: Readonly<Interval>, out: Interval): void {
  if (settled(a, b, out)) return;
  const { lower: al, upper: au } = a;
  const { lower: bl, upper: bu } = b;
  if (al === 0 && au === 0 && (bl !== 0 || bu !== 0)) write(0, 0, out);
  else if (bl > 0 || bu < 0) {
    write(
      Math.min(quotientDown(al, bl), quotientDown(al, bu), quotientDown(au, bl), quotientDown(au, bu)),
      Math.max(quotientUp(al, bl), quotientUp(al, bu), quotientUp(au, bl), quotientUp(au, bu)),
      out,
    );
  } else if ((bl < 0 && bu > 0) || (bl === 0 && bu === 0) || (al < 0 && au > 0)) write(-INFINITE, INFINITE, out);
  else if (bl === 0) {
    if (al >= 0) write(quotientDown(al, bu), INFINITE, out);
    else write(-INFINITE, quotientUp(au, bu), out);
  } else if (al >= 0) write(-INFINITE, quotientUp(al, bl), out);
  else write(quotientDown(au, bl), INFINITE, out);
}

export function square(a: Readonly<Interval>, out: Interval): void {
  if (settled(a, a, out)) return;
  const { lower, upper } = a;
  const least = lower > 0 ? lower : upper < 0 ? -upper : 0;
  const greatest = Math.max(-lower, upper);
  write(productDown(least, least), productUp(greatest, greatest), out);
}

/** x^n for an integer n; Math.pow is widened by 4 ulp. Throws a RangeError for other exponents. */
export function power(a: Readonly<Interval>, n: number, out: Interval): void {
  if (!Number.isInteger(n)) throw new RangeError(`interval power: the exponent is ${n}, but must be an integer`);
  if (settled(a, a, out)) return;
  if (n < 0) {
    power(a, -n, out);
    divide(ONE, out, out);
    return;
  }
  const { lower, upper } = a;
  if (n === 0) write(1, 1, out);
  else if (n === 1) write(lower, upper, out);
  else if (n % 2 === 1) write(oddPowerDown(lower, n), -oddPowerDown(-upper, n), out);
  else {
    const least = lower > 0 ? lower : upper < 0 ? -upper : 0;
    write(powerDown(least, n), powerUp(Math.max(-lower, upper), n), out);
  }
}

/** x^n rounded downward, x >= 0. */
function powerDown(x: number, n: number): number {
  if (x === 0 || x === 1) return x;
  const value = x ** n;
  if (value === INFINITE) return x === INFINITE ? INFINITE : Number.MAX_VALUE * (1 - 2 ** -50);
  return Math.max(0, down(value * (1 - 2 ** -50)));
}

function powerUp(x: number, n: number): number {
  if (x === 0 || x === 1) return x;
  return up(x ** n * (1 + 2 ** -50));
}

function oddPowerDown(x: number, n: number): number {
  return x >= 0 ? powerDown(x, n) : -powerUp(-x, n);
}

/** The least interval that contains both. */
export function hull(a: Readonly<Interval>, b: Readonly<Interval>, out: Interval): void {
  if (a.lower > a.upper) write(b.lower, b.upper, out);
  else if (b.lower > b.upper) write(a.lower, a.upper, out);
  else write(Math.min(a.lower, b.lower), Math.max(a.upper, b.upper), out);
}

/** What both contain. A NaN end says nothing, so the other operand's end stands. */
export function intersect(a: Readonly<Interval>, b: Readonly<Interval>, out: Interval): void {
  const lower = Number.isNaN(a.lower) || a.lower < b.lower ? b.lower : a.lower;
  const upper = Number.isNaN(a.upper) || a.upper > b.upper ? b.upper : a.upper;
  write(lower, upper, out);
}
