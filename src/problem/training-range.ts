import { readFileSync, statSync } from "node:fs";
import { basename } from "node:path";
import { InputError, quote } from "./input-error.js";

/** The box that a model's training data filled, as far as somebody says so. */
export interface TrainingRange {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** Who says so, for messages. */
  readonly from: string;
}

/** As it is written in an instance file. */
export interface TrainingRangeDefinition {
  readonly lower?: unknown;
  readonly upper?: unknown;
}

const MAX_BYTES = 2 ** 24;

/** @throws InputError listing what is wrong with it, each line starting with the path below the model */
export function declaredRange({ lower, upper }: TrainingRangeDefinition, inputs: number): TrainingRange {
  const lines: string[] = [];
  const read = (side: string, given: unknown): Float64Array => {
    const bounds = boundsOf(given, inputs);
    if (bounds === null) {
      lines.push(`trainedOn.${side}: ${quote(given)}; give one finite number, or a list of ${inputs}, one per input`);
    }
    return bounds ?? new Float64Array(inputs);
  };
  const range = { lower: read("lower", lower), upper: read("upper", upper), from: '"trainedOn"' };
  const wrong = lines.length > 0 ? -1 : range.lower.findIndex((least, i) => least > range.upper[i]);
  if (wrong >= 0) {
    lines.push(
      `trainedOn: input ${wrong} has lower ${range.lower[wrong]} > upper ${range.upper[wrong]}; exchange them`,
    );
  }
  if (lines.length > 0) throw new InputError(lines);
  return range;
}

/**
 * The range in the card of a model file: NAME.json beside NAME.onnx, with "box": { "lower": [...], "upper": [...] } or a list
 * of [lower, upper]. A file of that name may be anything: null where no such range for as many inputs is in it.
 */
export function cardRange(modelFile: string, inputs: number): TrainingRange | null {
  const path = modelFile.replace(/\.[^./\\]*$/, ".json");
  const box = boxIn(path === modelFile ? "" : path);
  const pairs = Array.isArray(box) && box.every((pair) => Array.isArray(pair) && pair.length === 2) ? box : null;
  const sides = pairs === null ? (box as TrainingRangeDefinition | undefined) : undefined;
  const lower = boundsOf(pairs?.map(([least]) => least) ?? sides?.lower, inputs);
  const upper = boundsOf(pairs?.map(([, most]) => most) ?? sides?.upper, inputs);
  if (lower === null || upper === null || lower.some((least, i) => least > upper[i])) return null;
  return { lower, upper, from: `"box" in ${basename(path)}` };
}

function boxIn(path: string): unknown {
  try {
    if (statSync(path).size > MAX_BYTES) return undefined;
    const card: unknown = JSON.parse(readFileSync(path, "utf8"));
    return (card as { readonly box?: unknown } | null)?.box ?? undefined;
  } catch {
    return undefined;
  }
}

/** One bound for all inputs or one each; null if it is neither. */
function boundsOf(given: unknown, inputs: number): Float64Array | null {
  const list = Array.isArray(given) ? (given as readonly unknown[]) : new Array<unknown>(inputs).fill(given);
  if (list.length !== inputs || !list.every((bound) => Number.isFinite(bound))) return null;
  return Float64Array.from(list as readonly number[]);
}
