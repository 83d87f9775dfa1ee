import { InputError, quote } from "../../problem/input-error.js";
import { AffineVector } from "../program/affine-vector.js";
import { convexityDefect } from "../program/convexity.js";
import type { ParametricProgram } from "../program/parametric-program.js";
import { type ParameterBlock, parameterCount } from "../program/sampling.js";
import { numbersOf, positionsOf, storedNumbers } from "./number-lists.js";

type Stored = Readonly<Record<string, unknown>>;

/** The program as a file keeps it. */
export function storedProgram(program: ParametricProgram): Stored {
  const { quadratic } = program;
  return {
    name: program.name,
    isMaximum: program.isMaximum,
    variableNames: program.variableNames,
    rowNames: program.rowNames,
    blocks: program.blocks,
    lower: storedNumbers(program.lower),
    upper: storedNumbers(program.upper),
    isInteger: [...program.isInteger],
    quadratic:
      quadratic === null
        ? null
        : { starts: [...quadratic.starts], indices: [...quadratic.indices], values: [...quadratic.values] },
    linear: storedVector(program.linear),
    constant: storedVector(program.constant),
    starts: [...program.starts],
    indices: [...program.indices],
    values: storedVector(program.values),
    rowLower: storedVector(program.rowLower),
    rowUpper: storedVector(program.rowUpper),
  };
}

/** @throws InputError naming what does not fit together */
export function programFrom(stored: Stored): ParametricProgram {
  const variableNames = namesFrom(stored["variableNames"], "program.variableNames");
  const rowNames = namesFrom(stored["rowNames"], "program.rowNames");
  const n = variableNames.length;
  const blocks = stored["blocks"] as ParameterBlock[];
  if (!Array.isArray(blocks)) throw new InputError("program.blocks: missing");
  const parameters = parameterCount(blocks);
  const vector = (key: string, length: number): AffineVector =>
    vectorFrom(stored[key] as Stored, `program.${key}`, length, parameters);
  const starts = positionsOf(stored["starts"], "program.starts");
  const indices = positionsOf(stored["indices"], "program.indices", n);
  if (starts.length !== rowNames.length + 1 || starts[rowNames.length] !== indices.length) {
    throw new InputError("program.starts: does not fit the rows");
  }
  const quadratic = matrixFrom(stored["quadratic"] as Stored | null, n);
  // Computed anew: a proof does not rest on what a file says.
  const defect = quadratic === null ? 0 : convexityDefect(quadratic);
  if (defect === null) throw new InputError("program.quadratic: not positive semidefinite");
  const program = {
    name: String(stored["name"]),
    isMaximum: stored["isMaximum"] === true,
    variableNames,
    rowNames,
    blocks,
    lower: numbersOf(stored["lower"], "program.lower"),
    upper: numbersOf(stored["upper"], "program.upper"),
    isInteger: Uint8Array.from(positionsOf(stored["isInteger"], "program.isInteger", 2)),
    quadratic,
    convexityDefect: defect,
    linear: vector("linear", n),
    constant: vector("constant", 1),
    starts,
    indices,
    values: vector("values", indices.length),
    rowLower: vector("rowLower", rowNames.length),
    rowUpper: vector("rowUpper", rowNames.length),
  };
  for (const key of ["lower", "upper", "isInteger"] as const) {
    if (program[key].length !== n) throw new InputError(`program.${key}: ${program[key].length} for ${n} variables`);
  }
  return program;
}

function storedVector({ base, entries, parameters, coefficients }: AffineVector): Stored {
  const terms = Array.from(entries, (entry, k) => [entry, parameters[k], coefficients[k]]);
  return { base: storedNumbers(base), terms };
}

function vectorFrom(stored: Stored | undefined, what: string, length: number, parameters: number): AffineVector {
  const base = numbersOf(stored?.["base"], `${what}.base`);
  if (base.length !== length) throw new InputError(`${what}.base: ${base.length} numbers where ${length} are expected`);
  const elements = Array.from(base, (constant) => ({ constant, terms: [] as [number, number][] }));
  const terms = (stored?.["terms"] ?? []) as unknown[];
  for (const term of terms) {
    const [entry, parameter, coefficient] = numbersOf(term, `${what}.terms`);
    if (!(entry < length && parameter < parameters))
      throw new InputError(`${what}.terms: ${quote(term)} is out of range`);
    elements[entry].terms.push([parameter, coefficient]);
  }
  return new AffineVector(elements);
}

function matrixFrom(stored: Stored | null, n: number): ParametricProgram["quadratic"] {
  if (stored === null) return null;
  const starts = positionsOf(stored["starts"], "program.quadratic.starts");
  const indices = positionsOf(stored["indices"], "program.quadratic.indices", n);
  const values = numbersOf(stored["values"], "program.quadratic.values");
  if (starts.length !== n + 1 || starts[n] !== indices.length || values.length !== indices.length) {
    throw new InputError("program.quadratic: starts, indices and values do not fit together");
  }
  return { kind: "sparse", rows: n, columns: n, starts, indices, values };
}

function namesFrom(stored: unknown, what: string): string[] {
  if (Array.isArray(stored) && stored.every((name) => typeof name === "string")) return stored;
  throw new InputError(`${what}: expected a list of names, found ${quote(stored)}`);
}
