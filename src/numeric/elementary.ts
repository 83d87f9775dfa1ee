import { ERF_RELATIVE, ERFC_RELATIVE, erf, erfc } from "./error-function.js";
import { HARD_CASES, HARD_POWERS } from "./hard-cases.js";
import { down, SMALLEST, up } from "./rounding.js";

/**
 * Rigorous one-sided bounds of elementary functions at a float64 argument: fooDown(x) <= foo(x) <= fooUp(x) in real
 * arithmetic. Math.* is trusted to 4 ulp (8 u relative), which `checkElementary` watches over; erf and erfc to their own
 * bounds. NaN in, NaN out.
 */

const FOUR_ULP = 2 ** -50;

function below(value: number, relative = FOUR_ULP): number {
  if (value === Number.POSITIVE_INFINITY) return 2 ** 1023;
  return down(value - (Math.abs(value) * relative + 8 * SMALLEST));
}

function above(value: number, relative = FOUR_ULP): number {
  return -below(-value, relative);
}

/** Keeps the sign and the bounds that are known exactly. NaN passes through. */
function within(value: number, lower: number, upper: number): number {
  return value < lower ? lower : value > upper ? upper : value;
}

const INFINITE = Number.POSITIVE_INFINITY;
/** The float64 numbers next to pi / 2. */
const HALF_PI_UP = 1.5707963267948968;

export const expDown = (x: number): number =>
  x === INFINITE ? x : within(below(Math.exp(x)), x >= 0 ? 1 : 0, INFINITE);
export const expUp = (x: number): number =>
  x === -INFINITE ? 0 : within(above(Math.exp(x)), 0, x <= 0 ? 1 : INFINITE);

export const expm1Down = (x: number): number =>
  x === INFINITE ? x : within(below(Math.expm1(x)), x >= 0 ? 0 : -1, INFINITE);
export const expm1Up = (x: number): number => within(above(Math.expm1(x)), -1, x <= 0 ? 0 : INFINITE);

/** ln x for x >= 0; -Infinity at 0, NaN below. */
export const logDown = (x: number): number => (x === INFINITE ? x : x === 1 ? 0 : below(Math.log(x)));
export const logUp = (x: number): number => (x === 0 ? -INFINITE : x === 1 ? 0 : above(Math.log(x)));

/** ln(1 + x) for x >= -1; -Infinity at -1, NaN below. */
export const log1pDown = (x: number): number =>
  x === INFINITE ? x : within(below(Math.log1p(x)), x >= 0 ? 0 : -INFINITE, INFINITE);
export const log1pUp = (x: number): number =>
  x === -1 ? -INFINITE : within(above(Math.log1p(x)), -INFINITE, x <= 0 ? 0 : INFINITE);

export const tanhDown = (x: number): number => within(below(Math.tanh(x)), x >= 0 ? 0 : -1, 1);
export const tanhUp = (x: number): number => -tanhDown(-x);

export const sinDown = (x: number): number => within(below(Math.sin(x)), -1, 1);
export const sinUp = (x: number): number => within(above(Math.sin(x)), -1, 1);

export const cosDown = (x: number): number => within(below(Math.cos(x)), -1, 1);
export const cosUp = (x: number): number => within(above(Math.cos(x)), -1, 1);

export const atanDown = (x: number): number => within(below(Math.atan(x)), x >= 0 ? 0 : -HALF_PI_UP, HALF_PI_UP);
export const atanUp = (x: number): number => -atanDown(-x);

export const erfDown = (x: number): number => within(below(erf(x), ERF_RELATIVE), x >= 0 ? 0 : -1, 1);
export const erfUp = (x: number): number => -erfDown(-x);

/** 1 - erf(x), tight relative to itself for large x. */
export const erfcDown = (x: number): number => within(below(erfc(x), ERFC_RELATIVE) - ERFC_FLOOR, x <= 0 ? 1 : 0, 2);
export const erfcUp = (x: number): number => within(above(erfc(x), ERFC_RELATIVE) + ERFC_FLOOR, 0, x >= 0 ? 1 : 2);
const ERFC_FLOOR = 2 ** -1060;

/** The square root of x >= 0, which IEEE 754 rounds correctly; NaN below 0. */
export function sqrtDown(x: number): number {
  return x === 0 || x === INFINITE ? x : down(Math.sqrt(x));
}
export function sqrtUp(x: number): number {
  return x === 0 ? 0 : up(Math.sqrt(x));
}

/** x^p for x >= 0, or any x and integer p; NaN elsewhere. */
export function powDown(x: number, p: number): number {
  if (p === 0 || x === 1) return 1;
  if (p === 1) return x;
  const value = x ** p;
  if (value === INFINITE && (x === 0 || x === INFINITE)) return value;
  return within(below(value), x >= 0 || p % 2 === 0 ? 0 : -INFINITE, INFINITE);
}
export function powUp(x: number, p: number): number {
  if (p === 0 || x === 1) return 1;
  if (p === 1) return x;
  if (x === 0 && p > 0) return 0;
  return within(above(x ** p), -INFINITE, x <= 0 && p % 2 !== 0 ? 0 : INFINITE);
}

/**
 * Throws an Error if this engine's Math.* err by more than 4 ulp on the stored hard cases: large and tiny arguments, results
 * next to rounding boundaries, and the worst points found in a search. Costs some microseconds.
 */
export function checkElementary(engine: ElementaryEngine = Math): void {
  for (const [name, x, exact] of HARD_CASES) require(`Math.${name}(${x})`, engine[name](x), exact);
  for (const [x, p, exact] of HARD_POWERS) require(`Math.pow(${x}, ${p})`, engine.pow(x, p), exact);
}

/** The functions that are checked. */
export type ElementaryEngine = Pick<Math, "exp" | "expm1" | "log" | "log1p" | "tanh" | "sin" | "cos" | "atan" | "pow">;

function require(call: string, value: number, exact: number): void {
  // 8 u |exact| is at most 4 ulp; subnormal results have an ulp of 2^-1074.
  if (Math.abs(value - exact) <= Math.abs(exact) * FOUR_ULP + 4 * SMALLEST) return;
  throw new Error(
    `this JavaScript engine's ${call} is ${value}, more than 4 ulp off ${exact}: no bound could be trusted`,
  );
}
