import type { Expression } from "./expression.js";
import type { ExpressionGraph } from "./expression-graph.js";
import type { Value } from "./function-names.js";
import { type ProblemList, quote } from "./input-error.js";

/** A decision variable as it is written in an instance file. */
export interface VariableDefinition {
  readonly name: string;
  /** Length of a vector variable; a scalar if absent. */
  readonly size?: number | undefined;
  /** One finite number, or one per element. */
  readonly lower: number | readonly number[];
  readonly upper: number | readonly number[];
  readonly integer?: boolean | undefined;
}

/** A decision variable: the scalars offset .. offset + size - 1 of the vector of all scalar variables. */
export interface Variable {
  readonly name: string;
  /** False: formulas index it and results hold an array, even if its size is 1. */
  readonly scalar: boolean;
  readonly size: number;
  readonly offset: number;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** The scalar's name as it is written in formulas: k, or x[3]. */
export function elementName(variable: Variable, element: number): string {
  return variable.scalar ? variable.name : `${variable.name}[${element}]`;
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
  const { name, integer } = definition;
  const size = definition.size ?? 1;
  const variable: Variable = {
    name,
    scalar: definition.size === undefined,
    size,
    offset,
    lower: new Float64Array(size),
    upper: new Float64Array(size),
  };
  let sound = true;
  const report = (line: string): void => {
    sound = false;
    problems.add(line);
  };
  if (integer === true) {
    report(
      `${path}.integer: the variable ${quote(name)} is an integer; this version solves continuous problems only, so remove "integer" or fix it by lower == upper`,
    );
  }
  for (const side of ["lower", "upper"] as const) {
    readBounds(definition[side], variable, side, `${path}.${side}`, report);
  }
  if (!sound) return null;
  for (let k = 0; k < size; k++) {
    if (variable.lower[k] > variable.upper[k]) {
      report(
        `${path}: the box is empty, ${elementName(variable, k)} has lower ${variable.lower[k]} > upper ${variable.upper[k]}`,
      );
    }
  }
  return sound ? variable : null;
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
