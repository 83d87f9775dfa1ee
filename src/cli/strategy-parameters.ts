import { readFileSync } from "node:fs";
import { InputError, quote } from "../problem/input-error.js";
import { parseJson } from "../problem/json-text.js";

/** Parameters from the command line ("1, 2.5") or a JSON file. @throws InputError naming what is no number */
export function parametersFrom(text: string, count: number): Float64Array {
  const parts: unknown = /\.json$/.test(text) ? parseJson(readParameters(text)) : text.split(",").map(numberIn);
  if (!Array.isArray(parts) || parts.length !== count) {
    throw new InputError(
      `--theta: ${Array.isArray(parts) ? parts.length : quote(parts)} given where ${count} numbers are expected`,
    );
  }
  const wrong = parts.findIndex((part) => typeof part !== "number" || !Number.isFinite(part));
  if (wrong >= 0) throw new InputError(`--theta: number ${wrong + 1} is ${quote(parts[wrong])}; give a finite number`);
  return Float64Array.from(parts as number[]);
}

function numberIn(part: string): number {
  return part.trim() === "" ? Number.NaN : Number(part);
}

function readParameters(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new InputError(`--theta: ${path} cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}
