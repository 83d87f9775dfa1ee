import { z } from "zod";
import { OnnxError } from "../../onnx/error.js";
import { KERNELS } from "./kernels/table.js";

/** The shape of a Gaussian process in JSON (docs/gaussian-processes.md). Lengths are checked once the shape is right. */
const numbers = z.array(z.number());

const schema = z.strictObject({
  "surety-gp": z.literal(1),
  name: z.string().optional(),
  comment: z.string().optional(),
  kernel: z.enum([...KERNELS.keys()]),
  /** Only for the rational quadratic kernel. */
  alpha: z.number().positive().optional(),
  lengthScales: z.union([z.number().positive(), z.array(z.number().positive()).min(1)]),
  signalVariance: z.number().positive(),
  noiseVariance: z.number().nonnegative().optional(),
  mean: z
    .union([z.number(), z.strictObject({ constant: z.number().optional(), linear: numbers.optional() })])
    .optional(),
  inputs: z.strictObject({ offset: numbers.optional(), scale: numbers.optional() }).optional(),
  output: z.strictObject({ offset: z.number().optional(), scale: z.number().positive().optional() }).optional(),
  X: z.array(z.array(z.number()).min(1)).min(1),
  y: numbers.optional(),
  weights: numbers.optional(),
});

export type GaussianProcessJson = z.infer<typeof schema>;

/** @throws OnnxError listing every key that is unknown, missing, of the wrong kind or of the wrong length */
export function checkGaussianProcessJson(value: unknown): GaussianProcessJson {
  const result = schema.safeParse(value);
  const problems = result.success ? inconsistencies(result.data) : result.error.issues.map(describe);
  if (problems.length > 0) {
    const shown = problems.slice(0, 20);
    if (problems.length > shown.length) shown.push(`and ${problems.length - shown.length} more`);
    throw new OnnxError("malformed", `not a Gaussian process that can be read: ${shown.join("; ")}`);
  }
  return result.data as GaussianProcessJson;
}

function describe(issue: z.core.$ZodIssue): string {
  const place = pathText(issue.path);
  if (issue.code === "unrecognized_keys") {
    const keys = issue.keys.map((key) => pathText([...issue.path, key])).join(", ");
    return `${keys}: unknown; known are ${Object.keys(schema.shape).join(", ")}`;
  }
  if (place === "surety-gp") return 'surety-gp: the version of the format is expected; write "surety-gp": 1';
  if (issue.code === "invalid_union") return `${place}: ${UNIONS[place] ?? "of the wrong kind"}`;
  return `${place}: ${issue.message}`;
}

const UNIONS: Readonly<Record<string, string>> = {
  lengthScales: "expected a positive number, or a list with one for each input",
  mean: 'expected a number or { "constant": 0, "linear": [...] }',
};

function pathText(path: readonly PropertyKey[]): string {
  if (path.length === 0) return "the file";
  return path.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    return text === "" ? String(part) : `${text}.${String(part)}`;
  }, "");
}

function inconsistencies(json: GaussianProcessJson): string[] {
  const problems: string[] = [];
  const d = json.X[0].length;
  const n = json.X.length;
  json.X.forEach((row, i) => {
    if (row.length !== d) problems.push(`X[${i}]: ${row.length} numbers, but X[0] has ${d}`);
  });
  const requireLength = (place: string, list: readonly number[] | undefined, length: number, what: string): void => {
    if (list !== undefined && list.length !== length) {
      problems.push(`${place}: ${list.length} numbers, but there are ${length} ${what}`);
    }
  };
  if (typeof json.lengthScales !== "number") requireLength("lengthScales", json.lengthScales, d, "inputs");
  requireLength("inputs.offset", json.inputs?.offset, d, "inputs");
  requireLength("inputs.scale", json.inputs?.scale, d, "inputs");
  json.inputs?.scale?.forEach((scale, j) => {
    if (!(scale > 0)) problems.push(`inputs.scale[${j}]: ${scale}, but a scale is positive`);
  });
  if (typeof json.mean === "object") requireLength("mean.linear", json.mean.linear, d, "inputs");
  requireLength("y", json.y, n, "rows of X");
  requireLength("weights", json.weights, n, "rows of X");
  if (json.y === undefined && json.weights === undefined) {
    problems.push("y: missing; give the observations, or the weights that were computed from them");
  }
  if (json.weights === undefined && json.noiseVariance === undefined) {
    problems.push("noiseVariance: missing, and needed to compute the weights");
  }
  if (json.kernel === "rational-quadratic" && json.alpha === undefined) {
    problems.push("alpha: missing; the rational-quadratic kernel has one");
  }
  if (json.kernel !== "rational-quadratic" && json.alpha !== undefined) {
    problems.push(`alpha: only the rational-quadratic kernel has one, not ${json.kernel}`);
  }
  return problems;
}
