import { readFileSync } from "node:fs";
import { z } from "zod";
import { columnsOf, readDataTable } from "../data-table.js";
import { InputError, quote } from "../input-error.js";
import { parseJson } from "../json-text.js";
import type { FitOptions } from "./kind.js";
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
};

/** A validity domain as an instance file states it: by parameters, by a file that holds them, or by data that it is fitted to. */
export const validitySchema = z.strictObject({
  kind: z.string(),
  of: z.union([z.string(), z.array(z.string()).min(1)]),
  penalty: z.number().optional(),
  parameters: z.record(z.string(), z.unknown()).optional(),
  file: z.string().min(1).optional(),
  data: z.string().min(1).optional(),
  columns: z.array(z.string()).min(1).optional(),
  ...fitOptionsSchema,
});

export type ValidityEntry = z.infer<typeof validitySchema>;

/** What `surety fit-validity` writes. */
const storedSchema = z.strictObject({
  "surety-validity": z.literal(1),
  kind: z.string(),
  columns: z.array(z.string()).optional(),
  parameters: z.record(z.string(), z.unknown()),
});

export type StoredDomain = z.infer<typeof storedSchema>;

/**
 * The domain with its parameters at hand.
 * @param resolve where a file that the instance names lies
 * @throws InputError
 */
export function loadValidity(entry: ValidityEntry, resolve: (file: string) => string): ValidityDefinition {
  const { kind, of, penalty, parameters, file, data, columns, ...options } = entry;
  const given = [parameters, file, data].filter((source) => source !== undefined).length;
  if (given !== 1) throw new InputError(`give one of "parameters", "file" and "data", here are ${given}`);
  const definition = { kind, of, penalty };
  if (parameters !== undefined) return { ...definition, parameters };
  if (file !== undefined) return { ...definition, parameters: readDomain(resolve(file), kind).parameters };
  return { ...definition, parameters: fittedDomain(kind, resolve(data as string), columns, options).parameters };
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

/**
 * A domain fitted to a table of data, its columns in the order given or as they stand.
 * @throws InputError for data that cannot be used
 */
export function fittedDomain(
  kind: string,
  path: string,
  columns: readonly string[] | undefined,
  options: { readonly [K in keyof FitOptions]?: FitOptions[K] | undefined },
): StoredDomain {
  if (!Object.hasOwn(validityKinds, kind)) {
    throw new InputError(`kind ${quote(kind)} is unknown; known are ${Object.keys(validityKinds).join(", ")}`);
  }
  const fitting = validityKinds[kind].fit;
  if (fitting === null) throw new InputError(`a ${kind} is not fitted to points; give its parameters`);
  const table = readDataTable(path);
  const names = columns ?? table.columns;
  const points = columnsOf(table, names, path);
  if (table.rows < 2) throw new InputError(`${path}: a single row of data describes no domain`);
  const data = { dimension: names.length, count: table.rows, points };
  const parameters = fitting(data, { ...options, coverage: options.coverage ?? 1 }) as Record<string, unknown>;
  return { "surety-validity": 1, kind, columns: [...names], parameters };
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new InputError(`${path}: cannot be read (${(error as NodeJS.ErrnoException).code ?? quote(String(error))})`);
  }
}
