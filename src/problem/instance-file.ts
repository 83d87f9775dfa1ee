import { readFileSync, statSync } from "node:fs";
import { basename, dirname, isAbsolute, join } from "node:path";
import { OnnxError } from "../onnx/error.js";
import { loadPredictor } from "../predictors/loading.js";
import type { Predictor } from "../predictors/predictor.js";
import { InputError, ProblemList, quote } from "./input-error.js";
import { checkInstance, type Instance } from "./instance-schema.js";
import { parseJson } from "./json-text.js";
import { Problem, type ProblemDefinition } from "./problem.js";

const MAX_BYTES = 256 * 2 ** 20;

/**
 * The problem in an instance file (docs/formats.md); models are found relative to it.
 * @throws InputError listing everything that is wrong with the file and the models it names, each line starting with the file
 */
export function loadProblem(path: string): Problem {
  const problems = new ProblemList();
  const problem = problems.collect(`${path}: `, () => {
    const instance = checkInstance(parseJson(readText(path)));
    return new Problem({
      ...definitionOf(instance),
      name: instance.name ?? basename(path, ".json"),
      models: loadModels(instance, path),
    });
  });
  problems.throwIfAny();
  return problem as Problem;
}

function definitionOf({ surety: _, models: __, ...rest }: Instance): ProblemDefinition {
  // Bounds are still unchecked here; Problem checks them with the variable's name at hand.
  return rest as unknown as ProblemDefinition;
}

function loadModels(instance: Instance, path: string): Record<string, Predictor> {
  const problems = new ProblemList();
  const models: [string, Predictor][] = [];
  for (const [name, { file, output }] of Object.entries(instance.models ?? {})) {
    try {
      models.push([
        name,
        loadPredictor(isAbsolute(file) ? file : join(dirname(path), file), output === undefined ? {} : { output }),
      ]);
    } catch (error) {
      if (!(error instanceof OnnxError)) throw error;
      problems.add(`models.${name}: ${error.message}`);
    }
  }
  problems.throwIfAny();
  return Object.fromEntries(models);
}

function readText(path: string): string {
  try {
    const { size } = statSync(path);
    if (size > MAX_BYTES) throw new InputError(`${size} bytes; instance files up to ${MAX_BYTES} bytes are read`);
    return new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(path));
  } catch (error) {
    if (error instanceof InputError) throw error;
    if (error instanceof TypeError) throw new InputError("not a text file (UTF-8); an instance is a JSON file");
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") throw new InputError("there is no such file");
    if (code === "EISDIR") throw new InputError("a folder, not a file");
    throw new InputError(`cannot be read (${code ?? quote(String(error))})`);
  }
}
