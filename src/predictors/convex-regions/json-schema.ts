import { z } from "zod";
import { OnnxError } from "../../onnx/error.js";
import type { RegionDefinition, RegionsDefinition } from "./definition.js";

const numbers = z.array(z.number());
const sides = z.array(z.number().nullable());

const region = z.strictObject({
  lower: sides.optional(),
  upper: sides.optional(),
  rows: z.array(numbers).optional(),
  limits: numbers.optional(),
  constant: z.number(),
  slopes: numbers,
  squares: z.array(z.strictObject({ row: numbers, offset: z.number() })).optional(),
});

const schema = z.strictObject({
  "surety-regions": z.literal(1),
  name: z.string().optional(),
  comment: z.string().optional(),
  inputs: z.int().min(1).max(10000),
  inputNames: z.array(z.string()).optional(),
  tolerance: z.number().nonnegative().optional(),
  regions: z.array(region).min(1),
});

const MOST_COMPLAINTS = 20;

/** The regions of a parsed `surety-regions` file. @throws OnnxError listing every key that is unknown, missing, of the wrong kind or length */
export function checkRegionsJson(value: unknown): RegionsDefinition {
  const result = schema.safeParse(value);
  const problems = result.success ? inconsistencies(result.data) : result.error.issues.map(describe);
  if (problems.length > 0) {
    const shown = problems.slice(0, MOST_COMPLAINTS);
    if (problems.length > shown.length) shown.push(`and ${problems.length - shown.length} more`);
    throw new OnnxError("malformed", `not convex regions that can be read: ${shown.join("; ")}`);
  }
  return result.data as RegionsDefinition;
}

function describe(issue: z.core.$ZodIssue): string {
  const place = issue.path.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    return text === "" ? String(part) : `${text}.${String(part)}`;
  }, "");
  if (place === "surety-regions") {
    return 'surety-regions: the version of the format is expected; write "surety-regions": 1';
  }
  return `${place === "" ? "the file" : place}: ${issue.message}`;
}

function inconsistencies({ inputs, inputNames, regions }: z.infer<typeof schema>): string[] {
  const problems: string[] = [];
  const requireLength = (place: string, list: readonly unknown[] | undefined): void => {
    if (list !== undefined && list.length !== inputs) {
      problems.push(`${place}: ${list.length} entries, but there are ${inputs} inputs`);
    }
  };
  requireLength("inputNames", inputNames);
  regions.forEach((given, r) => {
    const place = `regions[${r}]`;
    requireLength(`${place}.lower`, given.lower);
    requireLength(`${place}.upper`, given.upper);
    requireLength(`${place}.slopes`, given.slopes);
    given.rows?.forEach((row, i) => {
      requireLength(`${place}.rows[${i}]`, row);
    });
    given.squares?.forEach((square, i) => {
      requireLength(`${place}.squares[${i}].row`, square.row);
    });
    problems.push(...limitComplaints(given, place));
  });
  return problems;
}

function limitComplaints({ lower, upper, rows = [], limits = [] }: RegionDefinition, place: string): string[] {
  const complaints: string[] = [];
  if (rows.length !== limits.length) {
    complaints.push(`${place}.limits: ${limits.length} numbers, but there are ${rows.length} rows`);
  }
  lower?.forEach((low, j) => {
    const high = upper?.[j] ?? null;
    if (low !== null && high !== null && low > high) {
      complaints.push(`${place}: lower[${j}] = ${low} is above upper[${j}] = ${high}, so the region is empty`);
    }
  });
  return complaints;
}
