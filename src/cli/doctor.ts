import { selfTest } from "../fullspace/self-test.js";
import { ThreadBackend } from "../fullspace/thread-backend.js";
import { checkElementary } from "../numeric/elementary.js";
import { labelledLines } from "../report/labelled-lines.js";
import type { CommandEntry } from "./command.js";
import { EXIT } from "./exit-codes.js";
import { version } from "./version.js";

const LEAST_NODE = 20;

/** surety doctor */
export const doctor: CommandEntry = {
  register(program, terminal, finish) {
    program
      .command("doctor")
      .description("say whether this installation works: node, elementary functions, the MILP solver")
      .option("--json", "print one JSON object")
      .action(async (given: { json?: boolean }) => {
        const report = await diagnose();
        terminal.stdout.write(given.json ? `${JSON.stringify({ surety: 1, ...report })}\n` : lines(report));
        finish(report.node.isRecent && report.elementary === null ? EXIT.done : EXIT.internalContradiction);
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
      elementary: elementaryProblem(),
      highs: await selfTest(backend),
    };
  } finally {
    await backend.close();
  }
}

function elementaryProblem(): string | null {
  try {
    checkElementary();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function lines({ version: own, node, elementary, highs }: Awaited<ReturnType<typeof diagnose>>): string {
  const rows: [string, string][] = [
    ["surety", own],
    ["node", node.isRecent ? `${node.version}, recent enough` : `${node.version}: at least ${LEAST_NODE} is needed`],
    ["elementary functions", elementary ?? "within 4 units in the last place on the stored hard cases"],
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
