import { Option } from "commander";
import { boundingMethods } from "../bounds/table.js";
import { InputError } from "../problem/input-error.js";
import { loadProblem } from "../problem/instance-file.js";
import { resultJson } from "../report/result-json.js";
import { resultTable } from "../report/result-table.js";
import { branchingRules, DEFAULT_BRANCHING } from "../search/branching/table.js";
import { DEFAULT_LIMITS } from "../search/limits.js";
import type { SolveOptions } from "../search/options.js";
import type { Result } from "../search/result.js";
import { solve as solveProblem } from "../search/solve.js";
import { numberFrom, wholeNumberFrom } from "./arguments.js";
import type { CommandEntry } from "./command.js";
import { EXIT_OF_STATUS } from "./exit-codes.js";
import { liveLine, progressLog } from "./progress-display.js";
import type { Terminal } from "./terminal.js";

interface SolveArguments {
  readonly gap: number;
  readonly absoluteGap: number;
  readonly timeLimit?: number;
  readonly nodeLimit?: number;
  readonly bounds: keyof typeof boundingMethods;
  readonly branching: keyof typeof branchingRules;
  readonly seed: number;
  readonly allowExternalData?: boolean;
  readonly json?: boolean;
  readonly log?: string;
}

/** surety solve FILE */
export const solve: CommandEntry = {
  register(program, terminal, finish) {
    program
      .command("solve")
      .description("find the global optimum of an instance and prove a bound on it")
      .argument("<file>", "instance file (JSON)")
      .option("--gap <number>", "stop at this relative gap", numberFrom(0), DEFAULT_LIMITS.relativeGap)
      .option("--absolute-gap <number>", "stop at this absolute gap", numberFrom(0), DEFAULT_LIMITS.absoluteGap)
      .option("--time-limit <seconds>", "stop after this time", numberFrom(0))
      .option("--node-limit <count>", "stop after this many nodes", wholeNumberFrom(1))
      .addOption(choice("--bounds <method>", "how nodes are bounded", boundingMethods, "auto"))
      .addOption(choice("--branching <rule>", "how boxes are split", branchingRules, DEFAULT_BRANCHING))
      .option("--seed <number>", "seed of the random starting points", wholeNumberFrom(0), 1)
      .option("--allow-external-data", "read weights that lie in other files of a model's folder")
      .option("--json", "print the result as one JSON object")
      .option("--log <csv>", 'write the progress as CSV: "csv" to standard error, anything else to that file')
      .action(async (file: string, given: SolveArguments) => {
        finish(await run(file, given, terminal));
      });
  },
};

async function run(file: string, given: SolveArguments, terminal: Terminal): Promise<number> {
  const problem = loadProblem(file, { allowExternalData: given.allowExternalData });
  const display = given.log === undefined ? liveLine(terminal.stderr) : progressLog(given.log, terminal.stderr);
  const controller = new AbortController();
  const interrupt = (): void => controller.abort();
  process.once("SIGINT", interrupt);
  let result: Result;
  try {
    const observation = { listener: display.show, signal: controller.signal };
    result = await solveProblem(problem, optionsOf(given), observation);
  } catch (error) {
    if (error instanceof InputError) throw new InputError(error.problems.map((line) => `${file}: ${line}`));
    throw error;
  } finally {
    process.off("SIGINT", interrupt);
    display.end();
  }
  terminal.stdout.write(given.json ? resultJson(result) : resultTable(result, problem.known));
  return EXIT_OF_STATUS[result.status];
}

function optionsOf({ gap, absoluteGap, timeLimit, nodeLimit, bounds, branching, seed }: SolveArguments): SolveOptions {
  return { relativeGap: gap, absoluteGap, timeLimit, nodeLimit, bounds, branching, seed };
}

function choice(flags: string, description: string, table: object, otherwise: string): Option {
  return new Option(flags, description).choices(Object.keys(table)).default(otherwise);
}
