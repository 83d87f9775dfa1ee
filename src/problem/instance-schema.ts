import { z } from "zod";
import { ProblemList, quote } from "./input-error.js";
import { validitySchema } from "./validity/loading.js";

/**
 * The shape of an instance file (docs/formats.md). Bounds and formulas are checked where they are used: there the messages
 * can name the variable.
 */
const trainedOn = z.strictObject({
  lower: z.unknown(),
  upper: z.unknown(),
});

const model = z.strictObject({
  file: z.string().min(1),
  output: z.string().min(1).optional(),
  trainedOn: trainedOn.optional(),
  data: z.string().min(1).optional(),
  columns: z.array(z.string()).min(1).optional(),
});

const variable = z.strictObject({
  name: z.string(),
  size: z.number().optional(),
  lower: z.unknown().optional(),
  upper: z.unknown().optional(),
  integer: z.boolean().optional(),
  binary: z.boolean().optional(),
});

const instance = z.strictObject({
  surety: z.literal(1),
  name: z.string().min(1).optional(),
  models: z.record(z.string(), model).optional(),
  variables: z.array(variable),
  define: z.record(z.string(), z.string()).optional(),
  minimize: z.string().optional(),
  maximize: z.string().optional(),
  subjectTo: z.array(z.string()).optional(),
  validity: z.array(validitySchema).optional(),
  known: z.strictObject({ objective: z.number(), from: z.string() }).optional(),
});

export type Instance = z.infer<typeof instance>;

/** @throws InputError listing every key that is unknown, missing or of the wrong kind */
export function checkInstance(value: unknown): Instance {
  const result = instance.safeParse(value);
  if (result.success) return result.data;
  const problems = new ProblemList();
  for (const issue of result.error.issues) describe(issue, value, problems);
  problems.throwIfAny();
  throw result.error;
}

function describe(issue: z.core.$ZodIssue, value: unknown, problems: ProblemList): void {
  const path = pathText(issue.path);
  if (issue.code === "unrecognized_keys") {
    for (const key of issue.keys) {
      const place = pathText([...issue.path, key]);
      problems.add(`${place}: unknown key; known here are ${knownKeys(issue.path).join(", ")}`);
    }
    return;
  }
  const found = quote(at(value, issue.path));
  if (path === "surety") problems.add(`surety: ${found} where the format's version is expected; write "surety": 1`);
  else if (issue.code === "invalid_type")
    problems.add(`${path}: expected ${KINDS[issue.expected] ?? issue.expected}, found ${found}`);
  else problems.add(`${path}: ${issue.message}, found ${found}`);
}

const KINDS: Readonly<Record<string, string>> = {
  object: "an object",
  record: "an object",
  array: "a list",
  string: "a text",
  number: "a finite number",
  int: "a whole number",
  boolean: "true or false",
};

function knownKeys(path: readonly PropertyKey[]): string[] {
  switch (path[0]) {
    case "models":
      return Object.keys((path[2] === "trainedOn" ? trainedOn : model).shape);
    case "variables":
      return Object.keys(variable.shape);
    case "validity":
      return Object.keys(validitySchema.shape);
    case "known":
      return ["objective", "from"];
    default:
      return Object.keys(instance.shape);
  }
}

function pathText(path: readonly PropertyKey[]): string {
  if (path.length === 0) return "the instance";
  return path.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    return text === "" ? String(part) : `${text}.${String(part)}`;
  }, "");
}

function at(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((inner, part) => (inner as Record<PropertyKey, unknown> | undefined)?.[part], value);
}
