import { readFileSync } from "node:fs";
import { InputError, quote } from "../problem/input-error.js";
import { parseJson } from "../problem/json-text.js";
import type { Problem } from "../problem/problem.js";

type Named = Readonly<Record<string, unknown>>;

/**
 * Starting points from a JSON file: an object with a number or a list of numbers per variable, a list of such objects, or
 * what `surety solve --json` printed.
 * @throws InputError naming what is missing or no number
 */
export function startingPointsFrom(path: string, problem: Problem): number[][] {
  const content = parseJson(readText(path));
  const points = Array.isArray(content) ? content : [content];
  return points.map((point: unknown, k) => {
    const where = points.length === 1 ? path : `${path}: point ${k + 1}`;
    if (!isNamed(point))
      throw new InputError(`${where}: ${quote(point)} is no point; give an object with a value per variable`);
    const isResult = point["surety"] === 1 && Object.hasOwn(point, "objective");
    const values = isResult ? point["x"] : point;
    if (!isNamed(values)) throw new InputError(`${where}: a result without a point`);
    return scalarsOf(problem, values, where);
  });
}

function scalarsOf(problem: Problem, values: Named, where: string): number[] {
  const unknown = Object.keys(values).find((name) => !problem.variables.some((variable) => variable.name === name));
  if (unknown !== undefined) {
    const names = problem.variables.map(({ name }) => name).join(", ");
    throw new InputError(`${where}: ${quote(unknown)} is no variable; the variables are ${names}`);
  }
  return problem.variables.flatMap(({ name, scalar, size }) => {
    const given = values[name];
    const numbers: unknown[] = scalar ? [given] : Array.isArray(given) ? given : [];
    const isComplete = numbers.length === size && numbers.every((value) => typeof value === "number");
    if (isComplete) return numbers as number[];
    const expected = scalar ? "a number" : `a list of ${size} numbers`;
    throw new InputError(`${where}: ${name} is ${quote(given)} where ${expected} is expected`);
  });
}

function isNamed(value: unknown): value is Named {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new InputError(`--start: ${path} cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}
