import type { Expression } from "./expression.js";
import type { ExpressionGraph } from "./expression-graph.js";
import type { Value } from "./function-names.js";
import { type ProblemList, quote } from "./input-error.js";

/** A decision variable as it is written in an instance file. */
export interface VariableDefinition {
  readonly name: string;
  /** Length of a vector variable; a scalar if absent. */
  readonly size?: number | undefined;
  /** One finite number, or one per element; needed unless the variable is binary. */
  readonly lower?: number | readonly number[] | undefined;
  readonly upper?: number | readonly number[] | undefined;
  /** Takes whole numbers only; bounds are rounded inward. */
  readonly integer?: boolean | undefined;
  /** Takes 0 and 1 only; bounds are 0 and 1 where they are absent. */
  readonly binary?: boolean | undefined;
}

/** A decision variable: the scalars offset .. offset + size - 1 of the vector of all scalar variables. */
export interface Variable {
  readonly name: string;
  /** False: formulas index it and results hold an array, even if its size is 1. */
  readonly scalar: boolean;
  readonly size: number;
  readonly offset: number;
  /** Whether the elements take whole numbers only; their bounds are whole numbers then. */
  readonly integer: boolean;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

export function isSize(size: number): boolean {
  return Number.isInteger(size) && size >= 1 && size <= 1e6;
}

/** The scalar's name as it is written in formulas: k, or x[3]. */
export function elementName(variable: Variable, element: number): string {
  return variable.scalar ? variable.name : `${variable.name}[${element}]`;
}

/** The name of a scalar variable by its position in the vector of all of them. */
export function scalarName(variables: readonly Variable[], index: number): string {
  const variable = variables.find(({ offset, size }) => index < offset + size) as Variable;
  return elementName(variable, index - variable.offset);
}

/** What the variable's name stands for in formulas. */
export function valueInFormulas(variable: Variable, graph: ExpressionGraph): Value {
  if (variable.scalar) return graph.variable(variable.offset);
  return Array.from({ length: variable.size }, (_, k): Expression => graph.variable(variable.offset + k));
}

/**
 * Checks the definition and its bounds; what is wrong goes to `problems`, each line with the variable's name and `path`.
 * @returns null where something was wrong
 */
export function makeVariable(
  definition: VariableDefinition,
  path: string,
  offset: number,
  problems: ProblemList,
): Variable | null {
  const { name, binary = false } = definition;
  const size = definition.size ?? 1;
  const variable: Variable = {
    name,
    scalar: definition.size === undefined,
    size,
    offset,
    integer: binary || definition.integer === true,
    lower: new Float64Array(size),
    upper: new Float64Array(size),
  };
  let sound = true;
  const report = (line: string): void => {
    sound = false;
    problems.add(line);
  };
  if (binary && definition.integer === false) {
    report(`${path}.integer: false, but the variable ${quote(name)} is binary; remove one of the two`);
  }
  for (const side of ["lower", "upper"] as const) {
    const given = definition[side] ?? (binary ? BINARY[side] : undefined);
    readBounds(given, variable, side, `${path}.${side}`, report);
    if (binary) checkBinary(variable, side, path, report);
  }
  if (!sound) return null;
  for (let k = 0; k < size; k++) {
    if (variable.lower[k] > variable.upper[k]) {
      report(
        `${path}: the box is empty, ${elementName(variable, k)} has lower ${variable.lower[k]} > upper ${variable.upper[k]}`,
      );
    } else if (variable.integer) roundInward(variable, k, path, report);
  }
  return sound ? variable : null;
}

const BINARY = { lower: 0, upper: 1 } as const;

function checkBinary(variable: Variable, side: "lower" | "upper", path: string, report: (line: string) => void): void {
  const wrong = variable[side].findIndex((bound) => bound < 0 || bound > 1);
  if (wrong < 0) return;
  report(
    `${path}.${side}: ${elementName(variable, wrong)} is binary and has the ${side} bound ${variable[side][wrong]}; give one from 0 to 1, or none`,
  );
}

function roundInward(variable: Variable, k: number, path: string, report: (line: string) => void): void {
  const { lower, upper } = variable;
  const least = Math.ceil(lower[k]) + 0;
  const most = Math.floor(upper[k]) + 0;
  if (least > most) {
    report(
      `${path}: the box is empty, there is no whole number from ${lower[k]} to ${upper[k]} for ${elementName(variable, k)}`,
    );
  }
  lower[k] = least;
  upper[k] = most;
}

function readBounds(
  given: unknown,
  variable: Variable,
  side: "lower" | "upper",
  path: string,
  report: (line: string) => void,
): void {
  const { name, size } = variable;
  if (given === undefined || given === null) {
    report(`${path}: missing; the variable ${quote(name)} needs a finite ${side} bound`);
    return;
  }
  const isList = Array.isArray(given);
  if (isList && variable.scalar) {
    report(
      `${path}: the scalar variable ${quote(name)} has a list of bounds; give one number, or "size": ${given.length}`,
    );
    return;
  }
  if (isList && given.length !== size) {
    report(
      `${path}: ${given.length} bounds for the variable ${quote(name)} of size ${size}; give one number or ${size}`,
    );
    return;
  }
  for (let k = 0; k < size; k++) {
    const bound: unknown = isList ? given[k] : given;
    const place = isList ? `${path}[${k}]` : path;
    if (typeof bound !== "number") {
      report(`${place}: ${quote(bound)} is not a number; the variable ${quote(name)} needs a finite ${side} bound`);
    } else if (!Number.isFinite(bound)) {
      report(`${place}: ${bound} is not finite; the variable ${quote(name)} needs a finite ${side} bound`);
    } else {
      variable[side][k] = bound + 0;
      continue;
    }
    if (!isList) return;
  }
}
