import { InputError, quote } from "../../problem/input-error.js";

/** JSON has no infinities: they are written as texts. */
export type StoredNumber = number | "Infinity" | "-Infinity";

export function storedNumbers(values: ArrayLike<number>): StoredNumber[] {
  return Array.from(values, (value) => (Number.isFinite(value) ? value : (String(value) as StoredNumber)));
}

/** @throws InputError naming `what` */
export function numbersOf(stored: unknown, what: string): Float64Array {
  if (!Array.isArray(stored)) throw new InputError(`${what}: expected a list of numbers, found ${quote(stored)}`);
  return Float64Array.from(stored, (value: unknown, k) => {
    if (typeof value === "number" && !Number.isNaN(value)) return value;
    if (value === "Infinity") return Number.POSITIVE_INFINITY;
    if (value === "-Infinity") return Number.NEGATIVE_INFINITY;
    throw new InputError(`${what}: element ${k} is ${quote(value)}, not a number`);
  });
}

/** Whole numbers; those of positions must be below `below`. */
export function positionsOf(stored: unknown, what: string, below = Number.POSITIVE_INFINITY): Int32Array {
  const values = numbersOf(stored, what);
  const wrong = values.findIndex((value) => !Number.isInteger(value) || value < 0 || value >= below);
  if (wrong < 0) return Int32Array.from(values);
  throw new InputError(`${what}: element ${wrong} is ${values[wrong]}, not a position below ${below}`);
}
