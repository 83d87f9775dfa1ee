import { readModelFile } from "../onnx/model-file.js";
import { loadNative } from "../predictors/loading.js";
import { summarize, summarizeNative } from "../report/model-summary.js";
import { modelTable } from "../report/model-table.js";
import type { CommandEntry } from "./command.js";
import { EXIT } from "./exit-codes.js";

/** surety info MODEL.onnx */
export const info: CommandEntry = {
  register(program, terminal, finish) {
    program
      .command("info")
      .description("say what a model file is and whether it can be bounded")
      .argument("<model>", "ONNX file, a Gaussian process (.gp.json), XGBoost's JSON or LightGBM's text")
      .option("--output <name>", "the output to look at (default: the first floating-point one)")
      .option("--allow-external-data", "read weights that lie in other files of the model's folder")
      .option("--json", "print one JSON object")
      .action((file: string, given: { output?: string; allowExternalData?: boolean; json?: boolean }) => {
        const native = loadNative(file, given);
        const summary =
          native === null ? summarize(readModelFile(file, given), file, given.output) : summarizeNative(native, file);
        terminal.stdout.write(given.json ? `${JSON.stringify(summary)}\n` : modelTable(summary));
        finish(EXIT.done);
      });
  },
};
