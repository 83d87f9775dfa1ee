import { z } from "zod";
import { OnnxError } from "../../onnx/error.js";

const numbers = z.array(z.number());
const gamma = z.number().positive();

const kernel = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("linear") }),
  z.strictObject({ type: z.literal("rbf"), gamma }),
  z.strictObject({
    type: z.literal("polynomial"),
    gamma,
    coef0: z.number().optional(),
    degree: z.int().min(1).max(20),
  }),
  z.strictObject({ type: z.literal("sigmoid"), gamma, coef0: z.number().optional() }),
]);

/** The shape of a support vector machine in JSON (docs/formats.md). Lengths are checked once the shape is right. */
const schema = z.strictObject({
  "surety-svm": z.literal(1),
  name: z.string().optional(),
  comment: z.string().optional(),
  type: z.enum(["epsilon-svr", "nu-svr", "c-svc", "nu-svc", "one-class"]),
  kernel,
  inputs: z.strictObject({ offset: numbers.optional(), scale: numbers.optional() }).optional(),
  output: z.strictObject({ offset: z.number().optional(), scale: z.number().positive().optional() }).optional(),
  supportVectors: z.array(numbers.min(1)).min(1),
  coefficients: z.array(numbers).min(1),
  intercepts: numbers.min(1),
  supportsPerClass: z.array(z.int().min(1)).min(2).optional(),
  probability: z.strictObject({ a: z.number(), b: z.number() }).optional(),
});

export type MachineJson = z.infer<typeof schema>;

const MOST_COMPLAINTS = 20;

/** @throws OnnxError listing every key that is unknown, missing, of the wrong kind or of the wrong length */
export function checkMachineJson(value: unknown): MachineJson {
  const result = schema.safeParse(value);
  const problems = result.success ? inconsistencies(result.data) : result.error.issues.map(describe);
  if (problems.length > 0) {
    const shown = problems.slice(0, MOST_COMPLAINTS);
    if (problems.length > shown.length) shown.push(`and ${problems.length - shown.length} more`);
    throw new OnnxError("malformed", `not a support vector machine that can be read: ${shown.join("; ")}`);
  }
  return result.data as MachineJson;
}

export function isClassifier({ type }: MachineJson): boolean {
  return type === "c-svc" || type === "nu-svc";
}

function describe({ path, message }: z.core.$ZodIssue): string {
  const place = path.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    return text === "" ? String(part) : `${text}.${String(part)}`;
  }, "");
  if (place === "surety-svm") return 'surety-svm: the version of the format is expected; write "surety-svm": 1';
  if (place === "kernel.type") return "kernel.type: expected linear, rbf, polynomial or sigmoid";
  return `${place === "" ? "the file" : place}: ${message}`;
}

function inconsistencies(json: MachineJson): string[] {
  const { supportVectors, inputs = {} } = json;
  const problems: string[] = [];
  const dimension = supportVectors[0].length;
  const requireLength = (place: string, list: readonly unknown[] | undefined, length: number, what: string): void => {
    if (list === undefined || list.length === length) return;
    problems.push(`${place}: ${list.length} numbers, but there are ${length} ${what}`);
  };
  supportVectors.forEach((row, i) => {
    requireLength(`supportVectors[${i}]`, row, dimension, "inputs");
  });
  requireLength("inputs.offset", inputs.offset, dimension, "inputs");
  requireLength("inputs.scale", inputs.scale, dimension, "inputs");
  inputs.scale?.forEach((scale, j) => {
    if (!(scale > 0)) problems.push(`inputs.scale[${j}]: ${scale} is not positive`);
  });
  json.coefficients.forEach((row, r) => {
    requireLength(`coefficients[${r}]`, row, supportVectors.length, "support vectors");
  });
  return [...problems, ...(isClassifier(json) ? classComplaints(json) : scoreComplaints(json))];
}

/** One row of coefficients and one intercept; nothing of classes. */
function scoreComplaints({ type, coefficients, intercepts, supportsPerClass, probability }: MachineJson): string[] {
  const problems: string[] = [];
  if (coefficients.length !== 1) problems.push(`coefficients: ${coefficients.length} rows, but ${type} has one`);
  if (intercepts.length !== 1) problems.push(`intercepts: ${intercepts.length} numbers, but ${type} has one`);
  if (supportsPerClass !== undefined) problems.push(`supportsPerClass: ${type} has no classes; leave it out`);
  if (probability !== undefined) problems.push(`probability: ${type} has none; leave it out`);
  return problems;
}

/** A row of coefficients per class but one, an intercept per pair of classes. */
function classComplaints({ coefficients, intercepts, supportsPerClass, ...rest }: MachineJson): string[] {
  const problems: string[] = [];
  if (supportsPerClass === undefined) {
    return ["supportsPerClass: missing; give the number of support vectors of each class, in their order"];
  }
  const classes = supportsPerClass.length;
  const count = supportsPerClass.reduce((sum, size) => sum + size, 0);
  if (count !== rest.supportVectors.length) {
    problems.push(`supportsPerClass: ${count} in all, but there are ${rest.supportVectors.length} support vectors`);
  }
  if (coefficients.length !== classes - 1) {
    problems.push(`coefficients: ${coefficients.length} rows, but ${classes} classes have ${classes - 1}`);
  }
  const pairs = (classes * (classes - 1)) / 2;
  if (intercepts.length !== pairs) {
    problems.push(`intercepts: ${intercepts.length} numbers, but ${classes} classes have ${pairs} pairs`);
  }
  if (rest.output !== undefined) problems.push("output: scores of classes are not scaled; leave it out");
  if (rest.probability !== undefined && classes > 2) {
    problems.push("probability: that of more than two classes is the result of an iteration; leave it out");
  }
  return problems;
}
