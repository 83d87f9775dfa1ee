import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { InputError, quote } from "../problem/input-error.js";
import { loadProblem } from "../problem/instance-file.js";
import { comparisonOf, comparisonTable, type Run } from "../report/comparison.js";
import { DEFAULT_LIMITS } from "../search/limits.js";
import type { Result } from "../search/result.js";
import { numberFrom, wholeNumberFrom } from "./arguments.js";
import type { CommandEntry } from "./command.js";
import { ENGINES } from "./engines.js";
import { EXIT } from "./exit-codes.js";
import type { Terminal } from "./terminal.js";

interface CompareArguments {
  readonly engines: string;
  readonly gap: number;
  readonly timeLimit: number;
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
  const engines = given.engines.split(",").map((name) => name.trim());
  const unknown = engines.filter((name) => !(ENGINES as readonly string[]).includes(name));
  if (unknown.length > 0) {
    throw new InputError(`--engines ${quote(unknown.join(","))}: unknown; known are ${ENGINES.join(", ")}`);
  }
  for (const file of files) loadProblem(file);
  const runs: Run[] = [];
  for (const file of files) {
    for (let k = 0; k < given.repeat; k++) {
      // Alternating order: what the machine does over time hits all engines alike.
      const order = k % 2 === 0 ? engines : [...engines].reverse();
      for (const engine of order) {
        terminal.stderr.write(`${file}: ${engine}, run ${k + 1} of ${given.repeat}\n`);
        runs.push({ instance: file, engine, result: await solvedApart(file, engine, given, terminal) });
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
  file: string,
  engine: string,
  { gap, timeLimit }: CompareArguments,
  terminal: Terminal,
): Promise<Result | null> {
  const main = fileURLToPath(new URL("./main.js", import.meta.url));
  const limits = ["--gap", String(gap), "--time-limit", String(timeLimit)];
  return new Promise((done) => {
    const child = spawn(process.execPath, [main, "solve", file, "--engine", engine, ...limits, "--json"]);
    let printed = "";
    child.stdout.on("data", (data) => {
      printed += data;
    });
    child.stderr.on("data", (data) => terminal.stderr.write(String(data)));
    child.on("error", () => done(null));
    child.on("close", () => {
      try {
        done(JSON.parse(printed) as Result);
      } catch {
        done(null);
      }
    });
  });
}

function writeJson(path: string, content: object): void {
  try {
    writeFileSync(path, `${JSON.stringify(content)}\n`);
  } catch (error) {
    throw new InputError(`--json ${quote(path)}: cannot be written (${(error as NodeJS.ErrnoException).code})`);
  }
}
