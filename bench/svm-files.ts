/** What becomes of the files of ../shared/models/svm, as a table. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { readModelFile } from "../dist/onnx/model-file.js";
import { networkOf } from "../dist/predictors/network/recognise.js";
import { type Row, table } from "./markdown.js";

const FOLDER = "../shared/models/svm";
/** Outputs of real numbers, in the order in which they are preferred; labels jump. */
const OUTPUTS = ["scores", "decision", "score_samples", "probabilities", "variable", "variable1"];

export function svmFiles(): string {
  if (!existsSync(FOLDER)) return "\n## Files\n\nSkipped: ../shared/models/svm is absent.";
  const names = readdirSync(FOLDER)
    .filter((file) => file.endsWith(".onnx"))
    .map((file) => file.replace(".onnx", ""));
  const rows = names.map(rowOf);
  const refused = rows.filter((row) => row[2] === "refused").length;
  const head = ["file", "operators", "", "largest difference, or why"];
  return `\n## Files of ../shared/models/svm: ${rows.length - refused} imported, ${refused} refused\n\n${table(head, rows)}`;
}

function rowOf(name: string): Row {
  const { test } = JSON.parse(
    readFileSync(`${FOLDER}/${name}.json`, "utf8").replace(/:(?:NaN|-?Infinity)\b/g, ":null"),
  );
  const model = readModelFile(`${FOLDER}/${name}.onnx`);
  const counted = new Map<string, number>();
  for (const { operator } of model.graph.nodes) counted.set(operator, (counted.get(operator) ?? 0) + 1);
  const operators = [...counted].map(([operator, count]) => (count > 1 ? `${count} ${operator}` : operator)).join(", ");
  // Isolation forests have onnxruntime's float32 values only.
  const references = test.graph_f64 ?? test.ort;
  const output = OUTPUTS.find((candidate) => candidate in references) as string;
  try {
    const network = networkOf(model, { output });
    const expected: number[] = references[output].flat(3).map(Number);
    const scale = Math.max(...expected.map(Math.abs)) || 1;
    const y = new Float64Array(network.outputs);
    let worst = 0;
    test.X.forEach((row: number[], r: number) => {
      network.evaluate(Float64Array.from(row), y);
      y.forEach((value, k) => {
        worst = Math.max(worst, Math.abs(value - expected[r * y.length + k]) / scale);
      });
    });
    return [name, operators, "imported", worst];
  } catch (error) {
    return [name, operators, "refused", (error as Error).message.replace(/^.*?: |; supported are .*$/g, "")];
  }
}
