import { selfTest } from "../fullspace/self-test.js";
import { ThreadBackend } from "../fullspace/thread-backend.js";
import { box } from "../numeric/box.js";
import { checkElementary } from "../numeric/elementary.js";
import { readModel } from "../onnx/model-reading.js";
import { networkOf } from "../predictors/network/recognise.js";
import { labelledLines } from "../report/labelled-lines.js";
import type { CommandEntry } from "./command.js";
import { EXIT } from "./exit-codes.js";
import { version } from "./version.js";

const LEAST_NODE = 20;

/** relu(2 x0 - 3 x1) as an ONNX file: one MatMul, one Relu. */
const TINY_MODEL =
  "CAg6XAoRCgF4CgFXEgF6IgZNYXRNdWwKDAoBehIBeSIEUmVsdRIEdGVzdCoTCAIIARABQgFXSggAAABAAABAwFoTCgF4Eg4KDAgBEggKAggBCgIIAmIJCgF5EgQKAggBQgQKABAR";

/** surety doctor */
export const doctor: CommandEntry = {
  register(program, terminal, finish) {
    program
      .command("doctor")
      .description("say whether this installation works: node, elementary functions, reading models, the MILP solver")
      .option("--json", "print one JSON object")
      .action(async (given: { json?: boolean }) => {
        const report = await diagnose();
        terminal.stdout.write(given.json ? `${JSON.stringify({ surety: 1, ...report })}\n` : lines(report));
        const isSound = report.node.isRecent && report.elementary === null && report.onnx === null;
        finish(isSound ? EXIT.done : EXIT.internalContradiction);
      });
  },
};

async function diagnose() {
  const backend = new ThreadBackend();
  try {
    return {
      version: version(),
      node: { version: process.versions.node, isRecent: Number.parseInt(process.versions.node, 10) >= LEAST_NODE },
      /** What is wrong with this engine's Math functions; null if nothing is. */
      elementary: problemOf(checkElementary),
      /** What is wrong with reading and bounding a stored model; null if nothing is. */
      onnx: problemOf(checkReading),
      highs: await selfTest(backend),
    };
  } finally {
    await backend.close();
  }
}

/** What a check throws; null if nothing. */
function problemOf(check: () => void): string | null {
  try {
    check();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Reads the stored model, evaluates it and bounds it over the unit square, where its range is [0, 2]. */
function checkReading(): void {
  const network = networkOf(readModel(Buffer.from(TINY_MODEL, "base64")));
  const [y, lower, upper] = [new Float64Array(1), new Float64Array(1), new Float64Array(1)];
  network.evaluate(Float64Array.of(1, -1), y);
  network.rangeOver(box([0, 0], [1, 1]), lower, upper);
  if (y[0] !== 5) throw new Error(`the stored model evaluates to ${y[0]} instead of 5`);
  if (!(lower[0] <= 0 && upper[0] >= 2 && upper[0] < 3)) {
    throw new Error(`the stored model's range 0 to 2 is bounded by ${lower[0]} to ${upper[0]}`);
  }
}

function lines({ version: own, node, elementary, onnx, highs }: Awaited<ReturnType<typeof diagnose>>): string {
  const rows: [string, string][] = [
    ["surety", own],
    ["node", node.isRecent ? `${node.version}, recent enough` : `${node.version}: at least ${LEAST_NODE} is needed`],
    ["elementary functions", elementary ?? "within 4 units in the last place on the stored hard cases"],
    ["ONNX files", onnx ?? "a stored model is read, evaluated and bounded as it should be"],
  ];
  for (const { name, expected, actual, isRight, message } of highs) {
    const verdict = isRight ? "right" : `WRONG: the optimum is ${expected}, it says ${actual} (${message})`;
    rows.push([`HiGHS on ${name}`, verdict]);
  }
  if (highs.some(({ isRight }) => !isRight)) {
    rows.push([
      "",
      "what HiGHS says is only ever claimed: points are evaluated again, and refuted bounds end with exit code 6",
    ]);
  }
  return labelledLines(rows);
}
