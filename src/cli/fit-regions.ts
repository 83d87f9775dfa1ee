import { Option } from "commander";
import { ConvexRegions } from "../predictors/convex-regions/convex-regions.js";
import type { RegionsDefinition } from "../predictors/convex-regions/definition.js";
import { RegionSet } from "../predictors/convex-regions/region-set.js";
import { regionsText } from "../predictors/convex-regions/regions-file.js";
import { InputError } from "../problem/input-error.js";
import { writeOutput } from "../problem/output-file.js";
import { REGION_FITS, type RegionFitOptions, fitRegions as regionsFitted } from "../problem/region-fit/region-fit.js";
import { readTrainingTable } from "../problem/training-table.js";
import { labelledLines } from "../report/labelled-lines.js";
import { wholeNumberFrom } from "./arguments.js";
import type { CommandEntry } from "./command.js";
import { EXIT } from "./exit-codes.js";

interface Given extends RegionFitOptions {
  target: string;
  inputs?: string;
  output: string;
  json?: boolean;
}

interface Fitted {
  readonly definition: RegionsDefinition;
  readonly names: readonly string[];
  readonly points: number;
  /** Root mean square of the errors at the data, and of the target about its mean. */
  readonly error: number;
  readonly deviation: number;
}

/** surety fit-regions DATA.csv --target y --kind tree --regions 50 -o MODEL.json */
export const fitRegions: CommandEntry = {
  register(program, terminal, finish) {
    program
      .command("fit-regions")
      .description("fit convex regions with an affine model each to a table")
      .argument("<data>", "CSV file; its first line names the columns")
      .requiredOption("--target <column>", "the column to be predicted")
      .option("--inputs <columns>", "comma-separated input columns (default: all others)")
      .addOption(
        new Option("--kind <name>", "a tree with splits along one input or along any direction, or clusters")
          .choices(REGION_FITS)
          .default("tree"),
      )
      .option("--regions <n>", "most regions", wholeNumberFrom(1), 50)
      .requiredOption("-o, --output <file>", "the model file to write (.json)")
      .option("--seed <n>", "seed of directions and clusters", wholeNumberFrom(0), 0)
      .option("--json", "print one JSON object")
      .action((file: string, given: Given) => {
        const fitted = fittedTo(file, given);
        writeOutput(given.output, regionsText(fitted.definition, fitted.names));
        terminal.stdout.write(given.json ? `${JSON.stringify(summary(file, given, fitted))}\n` : table(given, fitted));
        finish(EXIT.done);
      });
  },
};

function fittedTo(file: string, given: Given): Fitted {
  const { names, X, y } = readTrainingTable(file, given.target, given.inputs);
  try {
    const definition = regionsFitted(X, y, given);
    return { definition, names, points: y.length, ...errorsOf(definition, X, y) };
  } catch (error) {
    throw error instanceof RangeError ? new InputError(`${file}: ${error.message}`) : error;
  }
}

function errorsOf(definition: RegionsDefinition, X: Float64Array, y: Float64Array) {
  const model = new ConvexRegions(new RegionSet(definition));
  const n = model.inputs;
  const value = new Float64Array(1);
  const mean = y.reduce((sum, target) => sum + target / y.length, 0);
  let squares = 0;
  let spread = 0;
  y.forEach((target, i) => {
    model.evaluate(X.subarray(i * n, (i + 1) * n), value);
    squares += (value[0] - target) ** 2 / y.length;
    spread += (target - mean) ** 2 / y.length;
  });
  return { error: Math.sqrt(squares), deviation: Math.sqrt(spread) };
}

function summary(file: string, given: Given, { definition, points, error, deviation }: Fitted): object {
  const { output, kind } = given;
  const regions = definition.regions.length;
  return { surety: 1, data: file, model: output, kind, points, regions, error, deviation };
}

function table(given: Given, { definition, points, error, deviation }: Fitted): string {
  return labelledLines([
    ["model", given.output],
    ["kind", given.kind],
    ["points", String(points)],
    ["regions", String(definition.regions.length)],
    [
      "error",
      `${error.toPrecision(4)} (root mean square at the data; the target's deviation is ${deviation.toPrecision(4)})`,
    ],
  ]);
}
