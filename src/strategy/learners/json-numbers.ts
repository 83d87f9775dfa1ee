import { InputError, quote } from "../../problem/input-error.js";

/** A list of finite numbers out of a file. @throws InputError naming `what` it should be */
export function numbersFrom(value: unknown, what: string, length?: number): Float64Array {
  if (!Array.isArray(value)) throw new InputError(`${what}: expected a list of numbers, found ${quote(value)}`);
  const wrong = value.findIndex((number) => typeof number !== "number" || !Number.isFinite(number));
  if (wrong >= 0) throw new InputError(`${what}: element ${wrong} is ${quote(value[wrong])}, not a finite number`);
  if (length === undefined || value.length === length) return Float64Array.from(value as number[]);
  throw new InputError(`${what}: ${value.length} numbers where ${length} are expected`);
}
