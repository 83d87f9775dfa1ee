import { availableParallelism } from "node:os";
import type { Command } from "commander";
import { ThreadBackend } from "../fullspace/thread-backend.js";
import { InputError } from "../problem/input-error.js";
import { writeOutput } from "../problem/output-file.js";
import { labelledLines } from "../report/labelled-lines.js";
import { rough } from "../report/numbers.js";
import { evaluated } from "../strategy/evaluation.js";
import { loadModel, saveModel } from "../strategy/file/model-file.js";
import { storedProgram } from "../strategy/file/stored-program.js";
import { type NetworkClassifier, onnxModel } from "../strategy/learners/network.js";
import { learnerNamed, learners } from "../strategy/learners/table.js";
import { TreeClassifier } from "../strategy/learners/tree.js";
import { hasModels } from "../strategy/model-problems/problem-file.js";
import { holdsModelStrategies } from "../strategy/model-problems/strategies-file.js";
import { Completion } from "../strategy/online/completion.js";
import { QUERY_DEFAULTS, relativeGap, StrategyQuery } from "../strategy/online/strategy-query.js";
import { instance, type ParametricProgram } from "../strategy/program/parametric-program.js";
import { loadProgram } from "../strategy/program/program-file.js";
import { parameterCount } from "../strategy/program/sampling.js";
import { rulesText, strategyLines } from "../strategy/rules.js";
import { EXPLORATION_DEFAULTS, explore, newExploration, progressOf } from "../strategy/sampling/exploration.js";
import { labellers } from "../strategy/sampling/thread-labeller.js";
import { ParametricSolver } from "../strategy/solver/parametric-solver.js";
import { type StrategyModel, TRAINING_DEFAULTS, trained } from "../strategy/training.js";
import { treePicture } from "../strategy/tree-picture.js";
import { numberFrom, wholeNumberFrom } from "./arguments.js";
import { chosenClassifier } from "./classifier-choice.js";
import type { CommandEntry } from "./command.js";
import { EXIT } from "./exit-codes.js";
import {
  answerModels,
  benchModels,
  exportModels,
  sampleModels,
  showModels,
  trainModels,
  writtenOf,
} from "./model-strategy.js";
import { answerJson, answerText, microseconds, type ShownAnswer } from "./strategy-answer.js";
import { parametersFrom } from "./strategy-parameters.js";
import type { Terminal } from "./terminal.js";

interface SampleArguments {
  readonly output: string;
  readonly batch: number;
  readonly threshold: number;
  readonly beta: number;
  readonly draws: number;
  readonly timeLimit?: number;
  readonly seed: number;
  readonly threads: number;
}

interface ModelArguments {
  readonly output: string;
  readonly learner?: string;
  readonly learners: string;
  readonly quick?: boolean;
  readonly depth?: number;
  readonly theta: string;
  readonly gap: number;
  readonly draws: number;
  readonly json?: boolean;
  readonly picture?: string;
}

/** surety strategy sample|train|show|query|bench|export */
export const strategy: CommandEntry = {
  register(program, terminal, finish) {
    const command = program
      .command("strategy")
      .description("learn how optima depend on parameters; then answer in microseconds, with a proof");
    const done = (action: Promise<number> | number): Promise<void> => Promise.resolve(action).then(finish);
    const names = learners.map(({ name }) => name).join(",");
    command
      .command("sample")
      .description("draw parameters and collect the strategies of their optima; goes on where the output file was")
      .argument("<file>", "parametric program (JSON)")
      .requiredOption("-o, --output <model>", "the file that strategies are kept in")
      .option("--batch <n>", "draws between two looks at the estimate", wholeNumberFrom(1), EXPLORATION_DEFAULTS.batch)
      .option("--threshold <share>", "stop at this Good-Turing estimate", numberFrom(0), EXPLORATION_DEFAULTS.threshold)
      .option("--beta <share>", "the bound fails with this probability", numberFrom(0), EXPLORATION_DEFAULTS.beta)
      .option("--draws <n>", "most draws", wholeNumberFrom(1), EXPLORATION_DEFAULTS.mostDraws)
      .option("--time-limit <seconds>", "stop after this time", numberFrom(0))
      .option("--seed <n>", "seed of the draws", wholeNumberFrom(0), 1)
      .option("--threads <n>", "solvers at work", wholeNumberFrom(1), availableParallelism())
      .action((file: string, given: SampleArguments, used: Command) =>
        done(hasModels(file) ? sampleModels(file, writtenOf(used), terminal) : sample(file, given, terminal)),
      );
    command
      .command("train")
      .description("learn which parameters have which strategy, and prepare proofs")
      .argument("<model>", "file of strategies, from: surety strategy sample")
      .option("--learners <names>", `of ${names}`, names)
      .option("--quick", "try one setting of each learner only")
      .option("--depth <n>", "trees at most this deep", wholeNumberFrom(1))
      .action((file: string, given: ModelArguments, used: Command) =>
        done(holdsModelStrategies(file) ? trainModels(file, writtenOf(used), terminal) : train(file, given, terminal)),
      );
    const show = command.command("show").description("print a trained tree as rules, or the strategies");
    const query = command.command("query").description("answer one parameter vector");
    const bench = command.command("bench").description("compare answers with the solver's on unseen draws");
    for (const each of [show, query, bench]) {
      each
        .argument("<model>", "trained file of strategies")
        .option("--learner <name>", `which classifier to use, of ${names} (default: the most accurate)`)
        .option("--json", "print one JSON object");
    }
    command
      .command("export")
      .description("write a trained network as an ONNX model: logits of the strategies")
      .argument("<model>", "trained file of strategies")
      .requiredOption("-o, --output <file>", "the ONNX file to write")
      .action((file: string, given: ModelArguments) =>
        done(holdsModelStrategies(file) ? exportModels(file, given.output) : exportNetwork(file, given)),
      );
    show
      .option("--picture <file>", "write the tree as a picture (SVG)")
      .action((file: string, given: ModelArguments) =>
        done(holdsModelStrategies(file) ? showModels(file, given, terminal) : print(file, given, terminal)),
      );
    query
      .requiredOption("--theta <numbers>", "comma-separated parameters in order, or a JSON file with a list of them")
      .option("--gap <number>", "accept this proved relative gap; the solver answers otherwise", numberFrom(0), 1e-2)
      .option("--first", "with models inside: no search, only what strategies and stored proofs say")
      .action((file: string, given: ModelArguments, used: Command) =>
        done(
          holdsModelStrategies(file) ? answerModels(file, writtenOf(used), terminal) : answer(file, given, terminal),
        ),
      );
    bench
      .option("--draws <n>", "unseen draws", wholeNumberFrom(1), 100)
      .action((file: string, given: ModelArguments, used: Command) =>
        done(
          holdsModelStrategies(file)
            ? benchModels(file, writtenOf(used), terminal)
            : compareWithSolver(file, given, terminal),
        ),
      );
  },
};

async function sample(file: string, given: SampleArguments, { stdout, stderr }: Terminal): Promise<number> {
  const program = loadProgram(file);
  const exploration = resumed(given.output, program) ?? newExploration(given.seed);
  const workers = labellers(program, given.threads);
  const controller = new AbortController();
  const interrupt = (): void => controller.abort();
  process.once("SIGINT", interrupt);
  try {
    const progress = await explore(workers, exploration, {
      batch: given.batch,
      threshold: given.threshold,
      beta: given.beta,
      mostDraws: given.draws,
      timeLimit: given.timeLimit ?? Number.POSITIVE_INFINITY,
      signal: controller.signal,
      listener: ({ draws, strategies, estimate, bound }) =>
        stderr.write(
          `${draws} draws, ${strategies} strategies, unseen: ${rough(estimate)} (at most ${rough(bound)})\n`,
        ),
    });
    saveModel(given.output, {
      program,
      exploration,
      strategies: [],
      classifiers: [],
      covers: [],
      tangents: null,
      switched: [],
    });
    stdout.write(
      labelledLines([
        ["draws", String(progress.draws)],
        ["without an optimum", String(progress.withoutOptimum)],
        ["failed solves", String(progress.failed)],
        ["strategies", String(progress.strategies)],
        ["unseen (Good-Turing)", rough(progress.estimate)],
        [`at most, but for ${given.beta}`, rough(Math.min(progress.bound, 1))],
      ]),
    );
    if (controller.signal.aborted) return EXIT.interrupted;
    return progress.estimate <= given.threshold ? EXIT.done : EXIT.limitReached;
  } finally {
    process.off("SIGINT", interrupt);
    await Promise.all(workers.map((worker) => worker.close()));
  }
}

/** What an earlier run found about the same program. */
function resumed(path: string, program: ParametricProgram): StrategyModel["exploration"] | null {
  let before: StrategyModel;
  try {
    before = loadModel(path);
  } catch (error) {
    if (error instanceof InputError && error.message.includes("no such file")) return null;
    throw error;
  }
  if (JSON.stringify(storedProgram(before.program)) === JSON.stringify(storedProgram(program)))
    return before.exploration;
  throw new InputError(`${path}: belongs to another program (${before.program.name}); choose another output file`);
}

async function train(file: string, given: ModelArguments, { stdout, stderr }: Terminal): Promise<number> {
  const { program, exploration } = loadModel(file);
  if (exploration.strategies.length === 0) throw new InputError(`${file}: no strategies yet; sample first`);
  const chosen = given.learners.split(",").map((name) => learnerNamed(name.trim()));
  const backend = new ThreadBackend();
  try {
    const listener = (line: string) => stderr.write(`${line}\n`);
    const options = {
      ...TRAINING_DEFAULTS,
      isQuick: given.quick === true,
      depth: given.depth ?? Number.POSITIVE_INFINITY,
      listener,
    };
    const model = await trained(program, exploration, chosen, backend, options);
    saveModel(file, model);
    const accuracies = model.classifiers.map(
      ({ learner, accuracy }) => [learner, `${(100 * accuracy).toFixed(1)} % of held-out draws`] as const,
    );
    stdout.write(labelledLines([["strategies", String(model.strategies.length)], ...accuracies]));
    return EXIT.done;
  } finally {
    await backend.close();
  }
}

function print(file: string, given: ModelArguments, { stdout }: Terminal): number {
  const model = loadModel(file);
  const { program, strategies, exploration, classifiers } = model;
  const progress = progressOf(exploration, EXPLORATION_DEFAULTS.beta);
  const accuracies = Object.fromEntries(classifiers.map(({ learner, accuracy }) => [learner, accuracy]));
  if (given.json) {
    stdout.write(`${JSON.stringify({ surety: 1, name: program.name, ...progress, accuracies })}\n`);
    return EXIT.done;
  }
  stdout.write(
    labelledLines([
      ["program", program.name],
      ["draws", String(progress.draws)],
      ["strategies", `${progress.strategies} seen, ${strategies.length} kept`],
      ["unseen (Good-Turing)", rough(progress.estimate)],
      ...(Completion.suits(program) ? [["whole numbers", "completed at the query"] as const] : []),
    ]),
  );
  if (classifiers.length === 0) return EXIT.done;
  const { classifier } = chosenClassifier(model, file, given.learner, (one) => one instanceof TreeClassifier);
  stdout.write("\n");
  if (given.picture !== undefined) {
    if (!(classifier instanceof TreeClassifier)) throw new InputError("--picture: this learner makes no tree");
    writeOutput(given.picture, treePicture(program, strategies, classifier.root));
  }
  if (classifier instanceof TreeClassifier) stdout.write(rulesText(program, strategies, classifier.root));
  else {
    strategies.forEach((one, k) => {
      stdout.write(`strategy ${k + 1}\n  ${strategyLines(program, one).join("\n  ")}\n`);
    });
  }
  return EXIT.done;
}

async function answer(file: string, given: ModelArguments, { stdout, stderr }: Terminal): Promise<number> {
  const model = loadModel(file);
  const { program, strategies, covers, tangents } = model;
  const theta = parametersFrom(given.theta, parameterCount(program.blocks));
  const { classifier } = chosenClassifier(model, file, given.learner);
  const provedGap = Math.min(QUERY_DEFAULTS.provedGap, given.gap);
  const options = { ...QUERY_DEFAULTS, provedGap, acceptedGap: given.gap };
  const query = new StrategyQuery(program, strategies, classifier, covers, options, tangents);
  const show = (shown: ShownAnswer): number => {
    stdout.write(given.json ? answerJson(program, shown) : answerText(program, shown));
    return EXIT.done;
  };
  // The first one factorizes; what is reported is how long an answer takes from then on.
  query.answer(theta);
  const found = query.answer(theta);
  for (const warning of found.warnings)
    stderr.write(`surety: warning: ${warning}; strategies were not sampled there\n`);
  if (found.verdict !== "unproved") return show({ ...found, status: found.verdict });
  const backend = new ThreadBackend();
  try {
    const optimum = await new ParametricSolver(program, backend).solve(instance(program, theta));
    if (optimum.status === "optimal") {
      const { point, objective } = optimum;
      return show({ ...found, point, objective, gap: relativeGap(objective, found.bound), status: "solver" });
    }
    stdout.write(
      given.json ? `${JSON.stringify({ surety: 1, status: optimum.status })}\n` : `  status  ${optimum.status}\n`,
    );
    return optimum.status === "infeasible" ? EXIT.infeasible : EXIT.limitReached;
  } finally {
    await backend.close();
  }
}

async function compareWithSolver(file: string, given: ModelArguments, { stdout }: Terminal): Promise<number> {
  const model = loadModel(file);
  const { learner, classifier } = chosenClassifier(model, file, given.learner);
  const backend = new ThreadBackend();
  try {
    const [result] = await evaluated(model, [classifier], backend, given.draws);
    if (given.json) stdout.write(`${JSON.stringify({ surety: 1, learner, ...result })}\n`);
    else {
      const share = (value: number): string => `${(100 * value).toFixed(1)} %`;
      stdout.write(
        labelledLines([
          ["learner", learner],
          ["accuracy", share(result.accuracy)],
          ["largest infeasibility", rough(result.maxInfeasibility)],
          ["largest suboptimality", rough(result.maxSuboptimality)],
          ["the same of proved answers", rough(result.maxProvedSuboptimality)],
          ["accepted by proof", share(result.proved)],
          ["improved by the proof", share(result.improved)],
          ["accepted within gap", share(result.withinGap)],
          ["left to the solver", share(result.fallback)],
          ["answer", microseconds(result.onlineSeconds)],
          ["solver", microseconds(result.solverSeconds)],
          ["ratio", rough(result.solverSeconds / result.onlineSeconds)],
        ]),
      );
    }
    return EXIT.done;
  } finally {
    await backend.close();
  }
}

function exportNetwork(file: string, { output }: ModelArguments): number {
  const model = loadModel(file);
  const { classifier } = chosenClassifier(model, file, "network");
  const bytes = onnxModel(model.program.name, classifier as NetworkClassifier);
  writeOutput(output, bytes);
  return EXIT.done;
}
