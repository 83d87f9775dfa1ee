import { InvalidArgumentError } from "commander";
import { loadPredictor } from "../predictors/loading.js";
import { explainEnsembles } from "../predictors/tree-ensemble/explained-ensembles.js";
import { InputError } from "../problem/input-error.js";
import { pointExplanationTable } from "../report/point-explanation-table.js";
import type { CommandEntry } from "./command.js";
import { EXIT } from "./exit-codes.js";

interface ExplainArguments {
  readonly at: Float64Array;
  readonly output?: string;
  readonly allowExternalData?: boolean;
  readonly json?: boolean;
}

/** surety explain-point MODEL --at X */
export const explainPoint: CommandEntry = {
  register(program, terminal, finish) {
    program
      .command("explain-point")
      .description("say which leaves of a model of trees a point reaches, and how far it may move before that changes")
      .argument("<model>", "ONNX file, XGBoost's JSON or LightGBM's text")
      .requiredOption("--at <numbers>", "the point: its coordinates, separated by commas", point)
      .option("--output <name>", "the ONNX output to look at (default: the first floating-point one)")
      .option("--allow-external-data", "read weights that lie in other files of the model's folder")
      .option("--json", "print one JSON object; an end that is infinite is null")
      .action((file: string, { at, output, allowExternalData, json }: ExplainArguments) => {
        const model = loadPredictor(file, { output, allowExternalData });
        if (at.length !== model.inputs)
          throw new InputError([
            `${file}: the point has ${at.length} coordinates, but the model has ${model.inputs} inputs`,
          ]);
        const ensembles = explainEnsembles(model, at);
        if (ensembles.length === 0) throw new InputError([`${file}: there are no trees in this model`]);
        const y = new Float64Array(model.outputs);
        model.evaluate(at, y);
        const object = { surety: 1, file, at: Array.from(at), prediction: Array.from(y), ensembles };
        terminal.stdout.write(json ? `${JSON.stringify(object)}\n` : pointExplanationTable(file, y, ensembles));
        finish(EXIT.done);
      });
  },
};

/** @throws InvalidArgumentError (exit code 1) */
function point(text: string): Float64Array {
  const values = text.split(",").map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
  if (!values.every(Number.isFinite)) throw new InvalidArgumentError("Expected numbers separated by commas.");
  return Float64Array.from(values);
}
