import { dirname, relative } from "node:path";
import { InvalidArgumentError, Option } from "commander";
import { Random } from "../numeric/random.js";
import { loadPredictor } from "../predictors/loading.js";
import type { NamedModel } from "../problem/expression.js";
import { InputError } from "../problem/input-error.js";
import { writeOutput } from "../problem/output-file.js";
import { Problem } from "../problem/problem.js";
import { domainText, type FittedDomain, fittedDomain } from "../problem/validity/loading.js";
import { validityKinds } from "../problem/validity/table.js";
import { domainPicture } from "../report/domain-picture.js";
import { labelledLines } from "../report/labelled-lines.js";
import { rough } from "../report/numbers.js";
import { numberFrom, wholeNumberFrom } from "./arguments.js";
import type { CommandEntry } from "./command.js";
import { EXIT } from "./exit-codes.js";

const SAMPLES = 2000;
const TOLERANCE = 1e-9;

interface Given {
  readonly kind: string;
  readonly columns?: string;
  readonly coverage: number;
  readonly clusters?: number;
  readonly components?: number;
  readonly neighbours?: number;
  readonly norm?: string;
  readonly kernel?: string;
  readonly gamma?: number;
  readonly robust?: boolean;
  readonly model: readonly NamedModel[];
  readonly modelOutput?: string | number;
  readonly seed: number;
  readonly output: string;
  readonly picture?: string;
  readonly json?: boolean;
}

/** surety fit-validity DATA.csv --kind KIND -o DOMAIN.json */
export const fitValidity: CommandEntry = {
  register(program, terminal, finish) {
    const kinds = Object.keys(validityKinds).filter((kind) => validityKinds[kind].fit !== null);
    const models =
      "a model, and its name in instances; of isolation-forest, gp-variance, leaf-support, several of ensemble-agreement";
    const clusters = "clusters of clustered-hull and distance, components of gaussian-mixture";
    program
      .command("fit-validity")
      .description("describe where data lie, so that optima can be kept there")
      .argument("<data>", "CSV file; its first line names the columns")
      .addOption(new Option("--kind <name>", "kind of domain").choices(["auto", ...kinds]).default("auto"))
      .requiredOption("-o, --output <file>", "the domain file to write (JSON)")
      .option("--columns <names>", "comma-separated columns, in the order of the inputs (default: all)")
      .option("--coverage <share>", "share of the data that the domain holds", numberFrom(0), 1)
      .option("--clusters <n>", clusters, wholeNumberFrom(1))
      .option("--components <n>", "directions of pca", wholeNumberFrom(1))
      .option("--neighbours <n>", "nearest points of distance", wholeNumberFrom(1))
      .option("--norm <name>", "norm of distance: l1, l2, linf")
      .option("--kernel <name>", "kernel of one-class-svm: rbf, linear")
      .option("--gamma <number>", "of kde and one-class-svm: exp(-gamma r^2), in ranges of the data", numberFrom(0))
      .option("--robust", "ellipsoid of the most concentrated half of the data")
      .option("--model <name=file>", models, modelFrom, [])
      .option("--model-output <name>", "name or number, from 0, of the models' output that counts", outputFrom)
      .option("--seed <n>", "seed of what is random", wholeNumberFrom(0), 0)
      .option("--picture <file>", "an SVG file of the domain, for two columns")
      .option("--json", "print one JSON object")
      .action((file: string, given: Given) => {
        const fit = fitted(file, given);
        if (given.picture !== undefined && fit.columns.length !== 2) {
          throw new InputError(`--picture: a picture has two columns, the domain has ${fit.columns.length}`);
        }
        const problem = problemOf(fit, given.model);
        writeOutput(given.output, domainText(fit, relative(dirname(given.output), file)));
        if (given.picture !== undefined) writeOutput(given.picture, domainPicture(problem, fit.data, fit.columns));
        const summary = summaryOf(file, given, fit, problem);
        terminal.stdout.write(given.json ? `${JSON.stringify(summary)}\n` : table(summary));
        finish(EXIT.done);
      });
  },
};

function modelFrom(text: string, before: readonly NamedModel[]): NamedModel[] {
  const [, name, file] = /^([A-Za-z]\w*)=(.+)$/.exec(text) ?? [];
  if (file === undefined) throw new InvalidArgumentError("Expected a name and a file, such as gp=model.onnx.");
  if (before.some((other) => other.name === name))
    throw new InvalidArgumentError(`There are two models named ${name}.`);
  return [...before, { name, predictor: loadPredictor(file) }];
}

function outputFrom(text: string): string | number {
  return /^\d+$/.test(text) ? Number(text) : text;
}

function fitted(file: string, given: Given): FittedDomain {
  const { kind, columns, coverage, gamma } = given;
  if (!(coverage > 0 && coverage <= 1)) throw new InputError(`--coverage: ${coverage} is not above 0 and at most 1`);
  if (gamma === 0) throw new InputError("--gamma: 0; give a positive number");
  const names = columns?.split(",").map((name) => name.trim());
  try {
    return fittedDomain(kind, file, names, { ...given, models: given.model, output: given.modelOutput });
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(error.problems.map((line) => (line.startsWith(file) ? line : `${file}: ${line}`)));
  }
}

/** The domain over the range of its data, a tenth wider on each side. */
function problemOf(
  { domain, data: { dimension, count, points } }: FittedDomain,
  models: readonly NamedModel[],
): Problem {
  const columns = Array.from({ length: dimension }, (_, j) =>
    Array.from({ length: count }, (_, i) => points[i * dimension + j]).reduce(
      ({ least, most }, value) => ({ least: Math.min(least, value), most: Math.max(most, value) }),
      { least: Number.POSITIVE_INFINITY, most: Number.NEGATIVE_INFINITY },
    ),
  );
  const margins = columns.map(({ least, most }) => 0.1 * (most - least) || 1);
  return new Problem({
    variables: [
      {
        name: "x",
        size: dimension,
        lower: columns.map(({ least }, j) => least - margins[j]),
        upper: columns.map(({ most }, j) => most + margins[j]),
      },
    ],
    models: Object.fromEntries(models.map(({ name, predictor }) => [name, predictor])),
    minimize: "x[0]",
    validity: [{ ...domain, of: "x" }],
  });
}

interface Summary {
  readonly surety: 1;
  readonly data: string;
  readonly domain: string;
  readonly kind: string;
  readonly reason: string | null;
  readonly columns: readonly string[];
  readonly points: number;
  readonly pointsInside: number;
  /** Of the data's box, a tenth wider on each side, by sampling. */
  readonly boxShare: number;
}

function summaryOf(file: string, given: Given, fit: FittedDomain, problem: Problem): Summary {
  const { dimension, count, points } = fit.data;
  let pointsInside = 0;
  for (let i = 0; i < count; i++) {
    if (problem.violation(points.slice(i * dimension, (i + 1) * dimension)) <= TOLERANCE) pointsInside++;
  }
  const random = new Random(given.seed);
  const { lower, upper } = problem.box;
  let inside = 0;
  for (let k = 0; k < SAMPLES; k++) {
    const x = lower.map((least, j) => random.between(least, upper[j]));
    if (problem.violation(x) <= TOLERANCE) inside++;
  }
  return {
    surety: 1,
    data: file,
    domain: given.output,
    kind: fit.domain.kind,
    reason: fit.reason,
    columns: fit.columns,
    points: count,
    pointsInside,
    boxShare: inside / SAMPLES,
  };
}

function table({ domain, kind, reason, columns, points, pointsInside, boxShare }: Summary): string {
  return labelledLines([
    ["domain", domain],
    ["kind", kind],
    ...(reason === null ? [] : [["because", reason] as const]),
    ["columns", columns.join(", ")],
    ["points", `${pointsInside} of ${points} inside`],
    ["share", `${rough(100 * boxShare)} % of the data's box, a tenth wider on each side (sampled)`],
  ]);
}
