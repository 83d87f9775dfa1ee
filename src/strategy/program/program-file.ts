import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { z } from "zod";
import { InputError, ProblemList, quote } from "../../problem/input-error.js";
import { parseJson } from "../../problem/json-text.js";
import { Problem } from "../../problem/problem.js";
import type { VariableDefinition } from "../../problem/variable.js";
import type { ParametricProgram } from "./parametric-program.js";
import { programOf } from "./problem-program.js";
import type { Region } from "./sampling.js";

const numbers = z.union([z.number(), z.array(z.number())]);

/** A parameter as it is written. */
export const parameterSchema = z.strictObject({
  name: z.string(),
  size: z.number().int().min(1).max(10_000).optional(),
  ball: z.strictObject({ center: numbers, radius: z.number().positive() }).optional(),
  box: z.strictObject({ lower: numbers, upper: numbers }).optional(),
});

const file = z.strictObject({
  surety: z.literal(1),
  name: z.string().min(1).optional(),
  parameters: z.array(parameterSchema).min(1),
  variables: z.array(z.looseObject({ name: z.string() })),
  define: z.record(z.string(), z.string()).optional(),
  minimize: z.string().optional(),
  maximize: z.string().optional(),
  subjectTo: z.array(z.string()).optional(),
});

/**
 * The parametric program in a file: an instance file whose `parameters` say what is drawn, and from where.
 * @throws InputError listing what is wrong, each line starting with the file
 */
export function loadProgram(path: string): ParametricProgram {
  const problems = new ProblemList();
  const program = problems.collect(`${path}: `, () => parsedProgram(readText(path), basename(path, ".json")));
  problems.throwIfAny();
  return program as ParametricProgram;
}

/** The same from the text of such a file. */
export function parsedProgram(text: string, name: string): ParametricProgram {
  const result = file.safeParse(parseJson(text));
  if (!result.success) {
    throw new InputError(result.error.issues.map(({ path, message }) => `${path.join(".") || "the file"}: ${message}`));
  }
  const { surety: _, parameters, variables, ...rest } = result.data;
  const problems = new ProblemList();
  const regions = new Map<string, Region>();
  parameters.forEach((definition, k) => {
    const region = problems.collect(`parameters[${k}]: `, () => regionOf(definition));
    if (region !== undefined) regions.set(definition.name, region);
  });
  problems.throwIfAny();
  const asVariables = parameters.map((definition) => variableOf(definition, regions.get(definition.name) as Region));
  const all = [...(variables as unknown as VariableDefinition[]), ...asVariables];
  return programOf(new Problem({ name, ...rest, variables: all }), regions);
}

type ParameterDefinition = z.infer<typeof parameterSchema>;

/** Where a parameter is drawn from. @throws InputError for a region that is none */
export function regionOf({ size, ball, box }: ParameterDefinition): Region {
  if ((ball === undefined) === (box === undefined)) throw new InputError('give either "ball" or "box"');
  const elements = (given: number | number[], what: string): number[] => {
    const list = typeof given === "number" ? Array<number>(size ?? 1).fill(given) : given;
    if (list.length === (size ?? 1)) return list;
    throw new InputError(`${what}: ${list.length} numbers for ${size ?? 1} parameters`);
  };
  if (ball !== undefined) return { kind: "ball", center: elements(ball.center, "ball.center"), radius: ball.radius };
  const { lower, upper } = box as NonNullable<typeof box>;
  const region = { kind: "box", lower: elements(lower, "box.lower"), upper: elements(upper, "box.upper") } as const;
  const empty = region.lower.findIndex((low, k) => low > region.upper[k]);
  if (empty < 0) return region;
  throw new InputError(`box: lower ${region.lower[empty]} is above upper ${region.upper[empty]}`);
}

/** Formulas see a parameter as a variable within its region. */
export function variableOf({ name, size }: ParameterDefinition, region: Region): VariableDefinition {
  const [lower, upper] =
    region.kind === "box"
      ? [region.lower, region.upper]
      : [region.center.map((c) => c - region.radius), region.center.map((c) => c + region.radius)];
  return size === undefined ? { name, lower: lower[0], upper: upper[0] } : { name, size, lower, upper };
}

function readText(path: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(path));
  } catch (error) {
    if (error instanceof TypeError)
      throw new InputError("not a text file (UTF-8); a parametric program is a JSON file");
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") throw new InputError("there is no such file");
    throw new InputError(`cannot be read (${code ?? quote(String(error))})`);
  }
}
