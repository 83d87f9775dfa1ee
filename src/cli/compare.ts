import { spawn } from "node:child_process";
import { quote } from "../problem/input-error.js";
import { loadProblem } from "../problem/instance-file.js";
import { writeOutput } from "../problem/output-file.js";
import { comparisonOf, comparisonTable, type Run, type RunResult } from "../report/comparison.js";
import { DEFAULT_LIMITS } from "../search/limits.js";
import { numberFrom, wholeNumberFrom } from "./arguments.js";
import type { CommandEntry } from "./command.js";
import { type Contender, contendersOf, type RunLimits, resultFrom } from "./contender.js";
import { EXIT } from "./exit-codes.js";
import type { Terminal } from "./terminal.js";

/** Seconds after its time limit that a process has before it is stopped by force. */
const GRACE = 60;

interface CompareArguments extends RunLimits {
  readonly engines: string;
  readonly with: readonly string[];
  readonly repeat: number;
  readonly json?: string;
}

/** surety compare FILE ... */
export const compare: CommandEntry = {
  register(program, terminal, finish) {
    program
      .command("compare")
      .description("solve instances with several engines, each run in a process of its own, and put them side by side")
      .argument("<files...>", "instance files (JSON)")
      .option("--engines <list>", "engines, separated by commas", "reduced,highs")
      .option(
        "--with <other>",
        "one more, any number of times: a solver on the path, or NAME=COMMAND with {file}, {gap} and {limit} in it, which prints one line of JSON: status, objective, bound, seconds, nodes",
        (other: string, before: readonly string[]) => [...before, other],
        [],
      )
      .option("--gap <number>", "relative gap for all", numberFrom(0), DEFAULT_LIMITS.relativeGap)
      .option("--time-limit <seconds>", "for each run", numberFrom(0), 60)
      .option("--repeat <count>", "runs of each engine on each instance; medians count", wholeNumberFrom(1), 3)
      .option("--json <file>", "also write all figures to this file")
      .action(async (files: string[], given: CompareArguments) => {
        finish(await run(files, given, terminal));
      });
  },
};

async function run(files: readonly string[], given: CompareArguments, terminal: Terminal): Promise<number> {
  // What is wrong with a file or a name is said once, before anything is run.
  const contenders = contendersOf(given.engines, given.with);
  for (const file of files) loadProblem(file);
  const runs: Run[] = [];
  for (const file of files) {
    for (let k = 0; k < given.repeat; k++) {
      // Alternating order: what the machine does over time hits all engines alike.
      const order = k % 2 === 0 ? contenders : [...contenders].reverse();
      for (const contender of order) {
        terminal.stderr.write(`${file}: ${contender.name}, run ${k + 1} of ${given.repeat}\n`);
        const result = await solvedApart(contender, file, given, terminal);
        runs.push({ instance: file, engine: contender.name, result });
      }
    }
  }
  const comparison = comparisonOf(runs, given.gap, given.timeLimit);
  terminal.stdout.write(comparisonTable(comparison));
  if (given.json !== undefined) writeJson(given.json, { surety: 1, ...comparison });
  return comparison.instances.every(({ agrees }) => agrees) ? EXIT.done : EXIT.internalContradiction;
}

/** Solves in a fresh process; null where it printed no result, of which its messages say why. */
function solvedApart(
  contender: Contender,
  file: string,
  limits: RunLimits,
  terminal: Terminal,
): Promise<RunResult | null> {
  const [program, ...args] = contender.command(file, limits);
  return new Promise((done) => {
    const child = spawn(program, args);
    const timer = setTimeout(() => child.kill("SIGKILL"), Math.min(2e9, 1000 * (limits.timeLimit + GRACE)));
    let printed = "";
    child.stdout.on("data", (data) => {
      printed += data;
    });
    child.stderr.on("data", (data) => terminal.stderr.write(String(data)));
    child.on("error", (error) => terminal.stderr.write(`${contender.name}: ${error.message}\n`));
    child.on("close", () => {
      clearTimeout(timer);
      done(resultFrom(printed));
    });
  });
}

function writeJson(path: string, content: object): void {
  writeOutput(path, `${JSON.stringify(content)}\n`, `--json ${quote(path)}`);
}
