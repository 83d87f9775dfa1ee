import { Option } from "commander";
import { boundingMethods } from "../bounds/table.js";
import { chosenEngine } from "../fullspace/choice.js";
import { ExternalBackend, externalSolver } from "../fullspace/external.js";
import { externalSolvers } from "../fullspace/external-solvers.js";
import { race } from "../fullspace/race.js";
import { solveInFullSpace } from "../fullspace/solve.js";
import { ThreadBackend } from "../fullspace/thread-backend.js";
import { InputError, quote } from "../problem/input-error.js";
import { loadInstance } from "../problem/instance-file.js";
import type { Problem } from "../problem/problem.js";
import { dataPositions } from "../report/data-position.js";
import { resultJson } from "../report/result-json.js";
import { resultTable } from "../report/result-table.js";
import { branchingRules, DEFAULT_BRANCHING } from "../search/branching/table.js";
import { DEFAULT_LIMITS } from "../search/limits.js";
import type { SolveOptions } from "../search/options.js";
import type { Result } from "../search/result.js";
import { type Observation, solve as solveProblem } from "../search/solve.js";
import { numberFrom, wholeNumberFrom } from "./arguments.js";
import type { CommandEntry } from "./command.js";
import { ENGINES, type EngineName } from "./engines.js";
import { EXIT_OF_STATUS } from "./exit-codes.js";
import { addFormulationOptions, type FormulationArguments, formulationOf } from "./milp-options.js";
import { liveLine, progressLog } from "./progress-display.js";
import { startingPointsFrom } from "./starting-point-file.js";
import type { Terminal } from "./terminal.js";

interface SolveArguments extends FormulationArguments {
  readonly engine: EngineName;
  readonly solver?: keyof typeof externalSolvers;
  readonly gap: number;
  readonly absoluteGap: number;
  readonly timeLimit?: number;
  readonly nodeLimit?: number;
  readonly bounds: keyof typeof boundingMethods;
  readonly branching: keyof typeof branchingRules;
  readonly seed: number;
  readonly start?: string;
  readonly allowExternalData?: boolean;
  readonly json?: boolean;
  readonly log?: string;
}

/** surety solve FILE */
export const solve: CommandEntry = {
  register(program, terminal, finish) {
    const command = program
      .command("solve")
      .description("find the global optimum of an instance and prove a bound on it")
      .argument("<file>", "instance file (JSON)")
      .addOption(new Option("--engine <name>", "reduced space, or a MILP solver").choices(ENGINES).default("reduced"))
      .addOption(
        new Option("--solver <name>", "of the external engine: the first of these on the path").choices(
          Object.keys(externalSolvers),
        ),
      )
      .option("--gap <number>", "stop at this relative gap", numberFrom(0), DEFAULT_LIMITS.relativeGap)
      .option("--absolute-gap <number>", "stop at this absolute gap", numberFrom(0), DEFAULT_LIMITS.absoluteGap)
      .option("--time-limit <seconds>", "stop after this time", numberFrom(0))
      .option("--node-limit <count>", "stop after this many nodes", wholeNumberFrom(1))
      .addOption(choice("--bounds <method>", "how nodes are bounded", boundingMethods, "auto"))
      .addOption(choice("--branching <rule>", "how boxes are split", branchingRules, DEFAULT_BRANCHING))
      .option("--seed <number>", "seed of the random starting points", wholeNumberFrom(0), 1)
      .option("--start <file>", "points to begin with (JSON): by variable, or what solve --json printed")
      .option("--allow-external-data", "read weights that lie in other files of a model's folder")
      .option("--json", "print the result as one JSON object")
      .option("--log <csv>", 'write the progress as CSV: "csv" to standard error, anything else to that file');
    addFormulationOptions(command).action(async (file: string, given: SolveArguments) => {
      finish(await run(file, given, terminal));
    });
  },
};

async function run(file: string, given: SolveArguments, terminal: Terminal): Promise<number> {
  const instance = loadInstance(file, { allowExternalData: given.allowExternalData });
  const { problem } = instance;
  const start = startOf(problem, given);
  const display = given.log === undefined ? liveLine(terminal.stderr) : progressLog(given.log, terminal.stderr);
  const controller = new AbortController();
  const interrupt = (): void => controller.abort();
  process.once("SIGINT", interrupt);
  let result: Result;
  try {
    const notice = (text: string): void => {
      terminal.stderr.write(`surety: warning: ${text}\n`);
    };
    const observation = { listener: display.show, signal: controller.signal, notice };
    result = await solveWith(problem, given, start, observation);
  } catch (error) {
    if (error instanceof InputError) throw new InputError(error.problems.map((line) => `${file}: ${line}`));
    throw error;
  } finally {
    process.off("SIGINT", interrupt);
    display.end();
  }
  const { feasibilityTolerance } = result.options;
  const data = result.x === null ? [] : dataPositions(instance, result.x, feasibilityTolerance);
  terminal.stdout.write(given.json ? resultJson(result, data) : resultTable(result, problem.known, data));
  return EXIT_OF_STATUS[result.status];
}

/** Solves with the chosen engine. */
async function solveWith(
  problem: Problem,
  given: SolveArguments,
  start: SolveOptions,
  observation: Observation,
): Promise<Result> {
  const options = { ...optionsOf(given), ...start };
  const complete = { ...options, formulation: formulationOf(given) };
  const engine = given.engine === "auto" ? chosenEngine(problem, complete) : given.engine;
  if (engine === "reduced") return solveProblem(problem, options, observation);
  const thread = new ThreadBackend();
  const backend = engine === "external" ? new ExternalBackend(externalSolver(given.solver), thread) : thread;
  try {
    return engine === "both"
      ? await race(problem, backend, complete, observation)
      : await solveInFullSpace(problem, backend, complete, observation);
  } finally {
    await backend.close();
  }
}

function startOf(problem: Problem, { start, engine }: SolveArguments): Pick<SolveOptions, "startingPoints"> {
  if (start === undefined) return {};
  if (engine !== "reduced") throw new InputError(`--start: goes with the engine "reduced", not with ${quote(engine)}`);
  return { startingPoints: startingPointsFrom(start, problem) };
}

function optionsOf({ gap, absoluteGap, timeLimit, nodeLimit, bounds, branching, seed }: SolveArguments): SolveOptions {
  return { relativeGap: gap, absoluteGap, timeLimit, nodeLimit, bounds, branching, seed };
}

function choice(flags: string, description: string, table: object, otherwise: string): Option {
  return new Option(flags, description).choices(Object.keys(table)).default(otherwise);
}
