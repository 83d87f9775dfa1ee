import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { z } from "zod";
import { InputError, ProblemList } from "../../problem/input-error.js";
import { loadDefinition, readInstance } from "../../problem/instance-file.js";
import { parseJson } from "../../problem/json-text.js";
import { parameterSchema, regionOf, variableOf } from "../program/program-file.js";
import { type Parameter, ParametricProblem } from "./parametric-problem.js";

type Content = Readonly<Record<string, unknown>>;

/** Whether the file is a parametric problem with models inside; otherwise it is a parametric program, or no good. */
export function hasModels(path: string): boolean {
  try {
    return Object.keys((contentOf(path)["models"] as object | undefined) ?? {}).length > 0;
  } catch (error) {
    if (error instanceof InputError) return false;
    throw error;
  }
}

/**
 * The problem in an instance file (docs/formats.md) that has a list of `parameters` besides.
 * @throws InputError listing what is wrong, each line starting with the file
 */
export function loadParametricProblem(path: string): ParametricProblem {
  const problems = new ProblemList();
  const problem = problems.collect(`${path}: `, () => {
    const { parameters, ...instance } = contentOf(path);
    const definition = loadDefinition(instance, path);
    const taken = parametersFrom(parameters);
    for (const variable of definition.variables) {
      if (taken.some((parameter) => parameter.variable.name === variable.name)) {
        throw new InputError(`parameters: ${variable.name} is a variable already; choose another name`);
      }
    }
    return new ParametricProblem(definition, taken, fingerprintOf(path));
  });
  problems.throwIfAny();
  return problem as ParametricProblem;
}

/**
 * @param given the list under `parameters`
 * @throws InputError naming the parameter
 */
export function parametersFrom(given: unknown): Parameter[] {
  const result = z.array(parameterSchema).min(1).safeParse(given);
  if (!result.success) {
    throw new InputError(result.error.issues.map(({ path, message }) => `parameters.${path.join(".")}: ${message}`));
  }
  const problems = new ProblemList();
  const parameters = result.data.flatMap((definition, k) => {
    const region = problems.collect(`parameters[${k}]: `, () => regionOf(definition));
    return region === undefined ? [] : { variable: variableOf(definition, region), region };
  });
  problems.throwIfAny();
  return parameters;
}

/** Of the file and of the models that it names: what was learned for other weights is worth nothing. */
function fingerprintOf(path: string): string {
  const hash = createHash("sha256");
  hash.update(JSON.stringify(contentOf(path)));
  const models = contentOf(path)["models"] as Readonly<Record<string, { readonly file: string }>>;
  for (const { file } of Object.values(models)) hash.update(readFileSync(resolve(dirname(path), file)));
  return hash.digest("hex");
}

function contentOf(path: string): Content {
  const content = parseJson(readInstance(path));
  if (typeof content === "object" && content !== null && !Array.isArray(content)) return content as Content;
  throw new InputError("not an object; a parametric problem is a JSON object");
}
