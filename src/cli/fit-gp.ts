import { Option } from "commander";
import { definitionOf } from "../predictors/gaussian-process/json-definition.js";
import { gaussianProcessText } from "../predictors/gaussian-process/json-text.js";
import { KERNELS } from "../predictors/gaussian-process/kernels/table.js";
import { InputError } from "../problem/input-error.js";
import { writeOutput } from "../problem/output-file.js";
import { readTrainingTable } from "../problem/training-table.js";
import { labelledLines } from "../report/labelled-lines.js";
import { type Fit, fitGaussianProcess } from "../search/gaussian-process-fit.js";
import { numberFrom, wholeNumberFrom } from "./arguments.js";
import type { CommandEntry } from "./command.js";
import { EXIT } from "./exit-codes.js";

interface Given {
  target: string;
  inputs?: string;
  kernel: string;
  output: string;
  starts: number;
  seed: number;
  noise?: number;
  fitPoints: number;
  json?: boolean;
}

/** surety fit-gp DATA.csv --target y -o MODEL.gp.json */
export const fitGp: CommandEntry = {
  register(program, terminal, finish) {
    program
      .command("fit-gp")
      .description("fit a Gaussian process to a table, by maximum marginal likelihood")
      .argument("<data>", "CSV file; its first line names the columns")
      .requiredOption("--target <column>", "the column to be predicted")
      .option("--inputs <columns>", "comma-separated input columns (default: all others)")
      .addOption(new Option("--kernel <name>", "covariance function").choices([...KERNELS.keys()]).default("matern52"))
      .requiredOption("-o, --output <file>", "the model file to write (.gp.json)")
      .option("--starts <n>", "starts of the local search", wholeNumberFrom(1), 8)
      .option("--seed <n>", "seed of the starts", wholeNumberFrom(0), 0)
      .option("--noise <variance>", "noise variance relative to that of the target (default: fitted)", numberFrom(0))
      .option("--fit-points <n>", "most points by which hyper-parameters are fitted", wholeNumberFrom(2), 400)
      .option("--json", "print one JSON object")
      .action((file: string, given: Given) => {
        const fit = fitted(file, given);
        writeOutput(given.output, gaussianProcessText(fit.model));
        terminal.stdout.write(given.json ? `${JSON.stringify(summary(file, given, fit))}\n` : table(given, fit));
        finish(EXIT.done);
      });
  },
};

function fitted(file: string, given: Given): Fit {
  const { X, y } = readTrainingTable(file, given.target, given.inputs);
  if (y.length < 2) throw new InputError(`${file}: ${y.length} row; a Gaussian process is fitted to at least 2`);
  try {
    const fit = fitGaussianProcess(X, y, given);
    // All points have to be conditioned on, not only those that were fitted by.
    definitionOf(fit.model);
    return fit;
  } catch (error) {
    throw error instanceof RangeError ? new InputError(`${file}: ${error.message}`) : error;
  }
}

function summary(file: string, given: Given, { model, logMarginalLikelihood, fittedPoints }: Fit): object {
  const { kernel, lengthScales, signalVariance, noiseVariance, alpha } = model;
  return {
    surety: 1,
    data: file,
    model: given.output,
    points: model.X.length,
    fittedPoints,
    kernel,
    lengthScales,
    signalVariance,
    noiseVariance,
    alpha,
    logMarginalLikelihood,
  };
}

function table(given: Given, { model, logMarginalLikelihood, fittedPoints }: Fit): string {
  const lengths = model.lengthScales as number[];
  const rows: [string, string][] = [
    ["model", given.output],
    ["kernel", model.kernel + (model.alpha === undefined ? "" : `, alpha ${model.alpha.toPrecision(6)}`)],
    ["points", `${model.X.length}${fittedPoints < model.X.length ? ` (fitted by ${fittedPoints})` : ""}`],
    ["length scales", `${lengths.map((l) => l.toPrecision(4)).join(", ")} standard deviations of the inputs`],
    ["signal variance", `${model.signalVariance.toPrecision(6)} of the target's variance`],
    ["noise variance", `${(model.noiseVariance as number).toPrecision(6)} of the target's variance`],
    ["log marginal likelihood", logMarginalLikelihood.toPrecision(8)],
  ];
  return labelledLines(rows);
}
