import { readFileSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import { z } from "zod";
import { columnsOf, readDataTable } from "../data-table.js";
import type { NamedModel } from "../expression.js";
import { InputError, quote } from "../input-error.js";
import { parseJson } from "../json-text.js";
import { chosenKind } from "./choice.js";
import type { DomainData, FitOptions } from "./kind.js";
import { checkFitModels } from "./model-fit.js";
import { modelNamed } from "./model-output.js";
import type { ValidityDefinition } from "./restriction.js";
import { validityKinds } from "./table.js";

/** How a fit is steered, in instances as on the command line. */
export const fitOptionsSchema = {
  coverage: z.number().gt(0).max(1).optional(),
  clusters: z.number().int().min(1).optional(),
  components: z.number().int().min(1).optional(),
  neighbours: z.number().int().min(1).optional(),
  norm: z.string().optional(),
  kernel: z.string().optional(),
  gamma: z.number().positive().optional(),
  robust: z.boolean().optional(),
  seed: z.number().int().min(0).optional(),
  output: z.union([z.string(), z.int().min(0)]).optional(),
};

/** A validity domain as an instance file states it: by parameters, by a file that holds them, or by data that it is fitted to. */
export const validitySchema = z.strictObject({
  kind: z.string(),
  of: z.union([z.string(), z.array(z.string()).min(1)]),
  penalty: z.number().optional(),
  weight: z.number().optional(),
  parameters: z.record(z.string(), z.unknown()).optional(),
  file: z.string().min(1).optional(),
  data: z.string().min(1).optional(),
  columns: z.array(z.string()).min(1).optional(),
  /** Models of the instance that a fit asks. */
  model: z.string().optional(),
  models: z.array(z.string()).min(1).optional(),
  ...fitOptionsSchema,
});

export type ValidityEntry = z.infer<typeof validitySchema>;

/** What `surety fit-validity` writes. */
const storedSchema = z.strictObject({
  "surety-validity": z.literal(1),
  kind: z.string(),
  columns: z.array(z.string()).optional(),
  /** The table that the domain was fitted to, relative to this file. */
  data: z.string().optional(),
  parameters: z.record(z.string(), z.unknown()),
});

export type StoredDomain = z.infer<typeof storedSchema>;

/** A fitted domain as the text of a file. @param data the table, relative to that file */
export function domainText({ domain, columns }: FittedDomain, data: string): string {
  const { kind, parameters } = domain;
  const stored: StoredDomain = { "surety-validity": 1, kind, columns: [...columns], data, parameters };
  return `${JSON.stringify(stored)}\n`;
}

/**
 * The domain with its parameters at hand.
 * @param resolve where a file that the instance names lies
 * @param known the models of the instance
 * @throws InputError
 */
export function loadValidity(
  entry: ValidityEntry,
  resolve: (file: string) => string,
  known: ReadonlyMap<string, NamedModel>,
): ValidityDefinition {
  const { kind, of, penalty, weight, parameters, file, data, columns, model, models, ...options } = entry;
  const given = [parameters, file, data].filter((source) => source !== undefined).length;
  if (given !== 1) throw new InputError(`give one of "parameters", "file" and "data", here are ${given}`);
  const definition = { kind, of, penalty, weight };
  if (parameters !== undefined) return { ...definition, parameters };
  if (file !== undefined) return { ...definition, parameters: readDomain(resolve(file), kind).parameters };
  const names = [...(model === undefined ? [] : [model]), ...(models ?? [])];
  const asked = names.map((name) => modelNamed(known, name));
  return {
    ...definition,
    ...fittedDomain(kind, resolve(data as string), columns, { ...options, models: asked }).domain,
  };
}

/** A table and the columns of it that a domain restricts. */
export interface DomainTable {
  readonly path: string;
  readonly columns: readonly string[] | undefined;
}

/** The data behind a domain of an instance: what it is fitted to, or what its file says; null where nobody says so. */
export function tableOf({ file, data, columns }: ValidityEntry, resolve: (file: string) => string): DomainTable | null {
  if (data !== undefined) return { path: resolve(data), columns };
  if (file === undefined) return null;
  const path = resolve(file);
  const stored = storedSchema.parse(parseJson(readText(path)));
  if (stored.data === undefined) return null;
  const table = isAbsolute(stored.data) ? stored.data : join(dirname(path), stored.data);
  return { path: table, columns: stored.columns };
}

/** @throws InputError for a file that is none, or of another kind */
function readDomain(path: string, kind: string): StoredDomain {
  const result = storedSchema.safeParse(parseJson(readText(path)));
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new InputError(`${path}: not a validity domain (${issue.path.join(".") || "the whole"}: ${issue.message})`);
  }
  if (result.data.kind === kind) return result.data;
  throw new InputError(`${path}: a domain of kind ${quote(result.data.kind)}, the instance says ${quote(kind)}`);
}

/** A domain that was fitted, and what it was fitted to. */
export interface FittedDomain {
  readonly domain: { readonly kind: string; readonly parameters: Record<string, unknown> };
  readonly columns: readonly string[];
  readonly data: DomainData;
  /** Why this kind; null where it was asked for. */
  readonly reason: string | null;
}

/**
 * A domain fitted to a table of data, its columns in the order given or as they stand.
 * @param kind of the table of kinds, or "auto"
 * @throws InputError for data that cannot be used
 */
export function fittedDomain(
  kind: string,
  path: string,
  columns: readonly string[] | undefined,
  options: { readonly [K in keyof FitOptions]?: FitOptions[K] | undefined },
): FittedDomain {
  if (kind !== "auto" && !Object.hasOwn(validityKinds, kind)) {
    throw new InputError(`kind ${quote(kind)} is unknown; known are auto, ${Object.keys(validityKinds).join(", ")}`);
  }
  if (kind !== "auto" && validityKinds[kind].fit === null) {
    throw new InputError(`a ${kind} is not fitted to points; give its parameters`);
  }
  const { data, names } = readDomainData({ path, columns });
  if (data.count < 2) throw new InputError(`${path}: a single row of data describes no domain`);
  const choice = kind === "auto" ? chosenKind(data, options.seed ?? 0) : { kind, reason: null };
  const { fit, fitModels } = validityKinds[choice.kind];
  checkFitModels(choice.kind, options.models ?? [], fitModels, data);
  const fitting = fit as (data: DomainData, options: FitOptions) => object;
  const parameters = fitting(data, { ...options, coverage: options.coverage ?? 1 }) as Record<string, unknown>;
  return { domain: { kind: choice.kind, parameters }, columns: names, data, reason: choice.reason };
}

/** The points of a table. @throws InputError for data that cannot be used */
export function readDomainData({ path, columns }: DomainTable): { data: DomainData; names: readonly string[] } {
  const table = readDataTable(path);
  const names = columns ?? table.columns;
  return { data: { dimension: names.length, count: table.rows, points: columnsOf(table, names, path) }, names };
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new InputError(`${path}: cannot be read (${(error as NodeJS.ErrnoException).code ?? quote(String(error))})`);
  }
}
