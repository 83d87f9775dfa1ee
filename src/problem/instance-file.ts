import { readFileSync, statSync } from "node:fs";
import { basename, dirname, isAbsolute, join } from "node:path";
import { OnnxError } from "../onnx/error.js";
import { loadPredictor } from "../predictors/loading.js";
import type { Predictor } from "../predictors/predictor.js";
import { InputError, ProblemList, quote } from "./input-error.js";
import { checkInstance, type Instance } from "./instance-schema.js";
import { parseJson } from "./json-text.js";
import { Problem, type ProblemDefinition } from "./problem.js";
import { cardRange, declaredRange, type TrainingRange } from "./training-range.js";
import type { DomainData } from "./validity/kind.js";
import { type DomainTable, loadValidity, readDomainData, tableOf } from "./validity/loading.js";
import type { ValidityDefinition } from "./validity/restriction.js";
import type { VariableDefinition } from "./variable.js";

const MAX_BYTES = 256 * 2 ** 20;

export interface LoadOptions {
  /** Whether weights may lie in other files of the models' folders. */
  readonly allowExternalData?: boolean | undefined;
}

/** What is in an instance file. */
export interface LoadedInstance {
  readonly problem: Problem;
  /** The variables as they are written: bounds of whole numbers are not rounded yet. */
  readonly written: readonly VariableDefinition[];
  /** What models were trained on, by name, as far as the instance or a card beside the model's file says it. */
  trainingRanges(): ReadonlyMap<string, TrainingRange>;
  /** The data that models were trained on, by the models' names, as far as the instance gives them. */
  readonly modelData: ReadonlyMap<string, DomainData>;
  /** The data of every validity domain, in order; null where nobody says which, or where their file is gone. */
  domainData(): readonly (DomainData | null)[];
}

/** A model of an instance. */
interface LoadedModel {
  readonly path: string;
  readonly predictor: Predictor;
  readonly declared: TrainingRange | null;
  readonly data: DomainData | null;
}

/**
 * The problem in an instance file (docs/formats.md); models are found relative to it.
 * @throws InputError listing everything that is wrong with the file and the models it names, each line starting with the file
 */
export function loadProblem(path: string, options: LoadOptions = {}): Problem {
  return loadInstance(path, options).problem;
}

/** The same with what is not part of the problem. */
export function loadInstance(path: string, options: LoadOptions = {}): LoadedInstance {
  const problems = new ProblemList();
  const loaded = problems.collect(`${path}: `, (): LoadedInstance => {
    const { instance, definition, models } = loadParts(parseJson(readInstance(path)), path, options);
    return {
      problem: new Problem(definition),
      written: definition.variables,
      trainingRanges: () => trainingRanges(models),
      modelData: new Map([...models].flatMap(([name, { data }]) => (data === null ? [] : [[name, data] as const]))),
      domainData: () =>
        (instance.validity ?? []).map((entry) => pointsOf(tableOf(entry, (file) => besides(path, file)))),
    };
  });
  problems.throwIfAny();
  return loaded as LoadedInstance;
}

/**
 * What the content of an instance file says, with its models loaded.
 * @param value parsed JSON
 * @param path the file, relative to which models are found
 * @throws InputError listing everything that is wrong
 */
export function loadDefinition(value: unknown, path: string, options: LoadOptions = {}): ProblemDefinition {
  return loadParts(value, path, options).definition;
}

function loadParts(value: unknown, path: string, options: LoadOptions) {
  const instance = checkInstance(value);
  const models = loadModels(instance, path, options);
  const validity = loadDomains(instance, path, models);
  const definition: ProblemDefinition = {
    ...definitionOf(instance),
    validity,
    name: instance.name ?? basename(path, ".json"),
    models: Object.fromEntries([...models].map(([name, { predictor }]) => [name, predictor])),
  };
  return { instance, definition, models };
}

function definitionOf({ surety: _, models: __, validity: ___, ...rest }: Instance): ProblemDefinition {
  // Bounds are still unchecked here; Problem checks them with the variable's name at hand.
  return rest as unknown as ProblemDefinition;
}

function loadModels(instance: Instance, path: string, options: LoadOptions): Map<string, LoadedModel> {
  const problems = new ProblemList();
  const models = new Map<string, LoadedModel>();
  for (const [name, { file, output, trainedOn, data, columns }] of Object.entries(instance.models ?? {})) {
    const modelPath = besides(path, file);
    problems.collect(`models.${name}: `, () => {
      try {
        const predictor = loadPredictor(modelPath, { output, allowExternalData: options.allowExternalData });
        const declared = trainedOn === undefined ? null : declaredRange(trainedOn, predictor.inputs);
        const table = data === undefined ? null : { path: besides(path, data), columns };
        models.set(name, { path: modelPath, predictor, declared, data: trainingData(table, predictor.inputs) });
      } catch (error) {
        if (!(error instanceof OnnxError)) throw error;
        problems.add(`models.${name}: ${error.message}`);
      }
    });
  }
  problems.throwIfAny();
  return models;
}

/** @throws InputError for data that cannot be those of a model with so many inputs */
function trainingData(table: DomainTable | null, inputs: number): DomainData | null {
  if (table === null) return null;
  const { data, names } = readDomainData(table);
  if (data.dimension === inputs) return data;
  throw new InputError(
    `${table.path}: ${names.length} columns (${names.map(quote).join(", ")}) for a model of ${inputs} inputs; name the inputs' in "columns"`,
  );
}

function pointsOf(table: DomainTable | null): DomainData | null {
  try {
    return table === null ? null : readDomainData(table).data;
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}

function loadDomains(
  { validity = [] }: Instance,
  path: string,
  models: ReadonlyMap<string, LoadedModel>,
): ValidityDefinition[] {
  const problems = new ProblemList();
  const known = new Map([...models].map(([name, { predictor }]) => [name, { name, predictor }] as const));
  const domains = validity.flatMap((entry, k) => {
    const domain = problems.collect(`validity[${k}]: `, () =>
      loadValidity(entry, (file) => besides(path, file), known),
    );
    return domain ?? [];
  });
  problems.throwIfAny();
  return domains;
}

/** Where a file lies that the instance names. */
function besides(path: string, file: string): string {
  return isAbsolute(file) ? file : join(dirname(path), file);
}

function trainingRanges(models: ReadonlyMap<string, LoadedModel>): Map<string, TrainingRange> {
  const ranges = new Map<string, TrainingRange>();
  for (const [name, { path, predictor, declared, data }] of models) {
    const range = declared ?? (data && dataRange(data)) ?? cardRange(path, predictor.inputs);
    if (range !== null) ranges.set(name, range);
  }
  return ranges;
}

function dataRange({ dimension, points }: DomainData): TrainingRange {
  const lower = new Float64Array(dimension).fill(Number.POSITIVE_INFINITY);
  const upper = new Float64Array(dimension).fill(Number.NEGATIVE_INFINITY);
  points.forEach((value, k) => {
    lower[k % dimension] = Math.min(lower[k % dimension], value);
    upper[k % dimension] = Math.max(upper[k % dimension], value);
  });
  return { lower, upper, from: '"data"' };
}

/** The text of an instance file. @throws InputError saying why it cannot be read */
export function readInstance(path: string): string {
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
