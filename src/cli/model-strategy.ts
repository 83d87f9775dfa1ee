import type { Command } from "commander";
import { InputError } from "../problem/input-error.js";
import { writeOutput } from "../problem/output-file.js";
import { labelledLines } from "../report/labelled-lines.js";
import { rough } from "../report/numbers.js";
import { DEFAULT_LIMITS } from "../search/limits.js";
import { type NetworkClassifier, onnxModel } from "../strategy/learners/network.js";
import { learnerNamed, learners } from "../strategy/learners/table.js";
import { basinEstimate } from "../strategy/model-problems/basins.js";
import { strategyLines } from "../strategy/model-problems/description.js";
import {
  EXPLORATION_DEFAULTS,
  type Exploration,
  explore,
  newExploration,
} from "../strategy/model-problems/exploration.js";
import { compared, summarized } from "../strategy/model-problems/model-evaluation.js";
import { MODEL_QUERY_DEFAULTS, ModelQuery } from "../strategy/model-problems/model-query.js";
import { MODEL_TRAINING_DEFAULTS, trainedOn } from "../strategy/model-problems/model-strategies.js";
import { loadParametricProblem } from "../strategy/model-problems/problem-file.js";
import { holdsModelStrategies, loadStrategies, saveStrategies } from "../strategy/model-problems/strategies-file.js";
import { chosenClassifier } from "./classifier-choice.js";
import { EXIT, EXIT_OF_STATUS } from "./exit-codes.js";
import { answerJson, answerText, firstJson, firstText } from "./model-strategy-answer.js";
import { parametersFrom } from "./strategy-parameters.js";
import type { Terminal } from "./terminal.js";

/** Answers before the one whose time is reported, and milliseconds that they may take. */
const MOST_WARM_UPS = 300;
const WARM_UP = 300;

/** Options as they were written; what was not has the defaults of problems with models inside. */
export interface WrittenOptions {
  readonly output?: string;
  readonly draws?: number;
  readonly timeLimit?: number;
  readonly seed?: number;
  readonly learners?: string;
  readonly learner?: string;
  readonly quick?: boolean;
  readonly theta?: string;
  readonly gap?: number;
  readonly first?: boolean;
  readonly json?: boolean;
}

/** What of a command's options was written, without defaults. */
export function writtenOf(command: Command): WrittenOptions {
  const entries = Object.entries(command.opts());
  return Object.fromEntries(entries.filter(([name]) => command.getOptionValueSource(name) === "cli"));
}

export async function sampleModels(file: string, given: WrittenOptions, terminal: Terminal): Promise<number> {
  const output = given.output as string;
  const problem = loadParametricProblem(file);
  const exploration = resumed(output, problem.fingerprint) ?? newExploration(given.seed ?? 1);
  const controller = new AbortController();
  const interrupt = (): void => controller.abort();
  process.once("SIGINT", interrupt);
  try {
    await explore(problem, exploration, {
      ...EXPLORATION_DEFAULTS,
      mostDraws: given.draws ?? EXPLORATION_DEFAULTS.mostDraws,
      timeLimit: given.timeLimit ?? Number.POSITIVE_INFINITY,
      signal: controller.signal,
      listener: (draws) => {
        if (draws % 50 === 0) terminal.stderr.write(`${draws} draws\n`);
      },
    });
  } finally {
    process.off("SIGINT", interrupt);
  }
  saveStrategies(output, file, { problem, exploration, basins: [], classifiers: [], covers: [] });
  const { basins, estimate } = basinEstimate(problem, exploration, MODEL_TRAINING_DEFAULTS.relativeGap);
  terminal.stdout.write(
    labelledLines([
      ["draws", String(exploration.draws.length)],
      ["without an optimum", String(exploration.draws.filter(({ x }) => x === null).length)],
      ["mean nodes", rough(exploration.nodes)],
      ["mean CPU time", milliseconds(exploration.seconds)],
      ["strategies", String(basins)],
      ["unseen (Good-Turing)", rough(estimate)],
    ]),
  );
  return controller.signal.aborted ? EXIT.interrupted : EXIT.done;
}

/** What an earlier run found about the same problem. */
function resumed(path: string, fingerprint: string): Exploration | null {
  if (!holdsModelStrategies(path)) return null;
  const { problem, exploration } = loadStrategies(path).strategies;
  if (problem.fingerprint === fingerprint) return exploration;
  throw new InputError(`${path}: belongs to another problem (${problem.name}); choose another output file`);
}

export function trainModels(file: string, given: WrittenOptions, { stdout, stderr }: Terminal): number {
  const { strategies, problemPath } = loadStrategies(file);
  if (strategies.exploration.draws.length === 0) throw new InputError(`${file}: no draws yet; sample first`);
  const chosen = given.learners?.split(",").map((name) => learnerNamed(name.trim())) ?? learners;
  const trained = trainedOn(strategies.problem, strategies.exploration, chosen, {
    ...MODEL_TRAINING_DEFAULTS,
    isQuick: given.quick === true,
    listener: (line) => stderr.write(`${line}\n`),
  });
  saveStrategies(file, problemPath, trained);
  const accuracies = trained.classifiers.map(
    ({ learner, accuracy }) => [learner, `${(100 * accuracy).toFixed(1)} % of held-out draws`] as const,
  );
  stdout.write(labelledLines([["strategies", String(trained.basins.length)], ...accuracies]));
  return EXIT.done;
}

export function showModels(file: string, { json }: WrittenOptions, { stdout }: Terminal): number {
  const { strategies } = loadStrategies(file);
  const { problem, exploration, basins, classifiers } = strategies;
  const lines = basins.map((_, k) => strategyLines(strategies, k));
  if (json) {
    const accuracies = Object.fromEntries(classifiers.map(({ learner, accuracy }) => [learner, accuracy]));
    const draws = exploration.draws.length;
    stdout.write(`${JSON.stringify({ surety: 1, name: problem.name, draws, strategies: lines, accuracies })}\n`);
    return EXIT.done;
  }
  stdout.write(
    labelledLines([
      ["problem", problem.name],
      ["draws", String(exploration.draws.length)],
      ["strategies", basins.length === 0 ? "not trained yet" : String(basins.length)],
    ]),
  );
  lines.forEach((own, k) => {
    stdout.write(`\nstrategy ${k + 1}\n  ${own.join("\n  ")}\n`);
  });
  return EXIT.done;
}

export async function answerModels(file: string, given: WrittenOptions, terminal: Terminal): Promise<number> {
  const { stdout, stderr } = terminal;
  const { strategies } = loadStrategies(file);
  const { problem } = strategies;
  const theta = parametersFrom(given.theta as string, problem.parameterCount);
  const { classifier } = chosenClassifier(strategies, file, given.learner);
  const options = { ...MODEL_QUERY_DEFAULTS, relativeGap: given.gap ?? DEFAULT_LIMITS.relativeGap };
  const query = new ModelQuery(strategies, classifier, options);
  // The first ones are compiled; what is reported is how long an answer takes from then on.
  const begun = performance.now();
  for (let k = 0; k < MOST_WARM_UPS && performance.now() - begun < WARM_UP; k++) query.first(theta);
  const first = query.first(theta);
  for (const warning of first.warnings)
    stderr.write(`surety: warning: ${warning}; strategies were not sampled there\n`);
  if (given.first) {
    stdout.write(given.json ? `${JSON.stringify(firstJson(problem, first))}\n` : firstText(problem, first));
    return first.verdict === "proved" ? EXIT.done : EXIT.limitReached;
  }
  if (!given.json) stderr.write(firstText(problem, first));
  const controller = new AbortController();
  const interrupt = (): void => controller.abort();
  process.once("SIGINT", interrupt);
  try {
    const answer = await query.prove(first, { signal: controller.signal });
    stdout.write(given.json ? `${JSON.stringify(answerJson(problem, first, answer))}\n` : answerText(answer));
    return EXIT_OF_STATUS[answer.status];
  } finally {
    process.off("SIGINT", interrupt);
  }
}

export async function benchModels(file: string, given: WrittenOptions, { stdout }: Terminal): Promise<number> {
  const { strategies } = loadStrategies(file);
  const { learner, classifier } = chosenClassifier(strategies, file, given.learner);
  const result = summarized(await compared(strategies, classifier, given.draws ?? 50));
  if (given.json) stdout.write(`${JSON.stringify({ surety: 1, learner, ...result })}\n`);
  else {
    const share = (value: number): string => `${(100 * value).toFixed(1)} %`;
    stdout.write(
      labelledLines([
        ["learner", learner],
        ["draws", String(result.draws)],
        ["nodes", `${rough(result.warmNodes)}, without strategies ${rough(result.coldNodes)} (medians)`],
        ["CPU time", `${milliseconds(result.warmSeconds)}, without strategies ${milliseconds(result.coldSeconds)}`],
        ["ratio", `${rough(result.speedUp)} (median), ${rough(result.totalSpeedUp)} (of all)`],
        ["first answer", `${milliseconds(result.firstSeconds)}, at most ${rough(result.maxFirstLoss)} worse`],
        ["proved at once", share(result.provedFirst)],
        ["solved", share(result.solved)],
        ["same answer", share(result.agreeing)],
      ]),
    );
  }
  return result.agreeing === 1 ? EXIT.done : EXIT.internalContradiction;
}

export function exportModels(file: string, output: string): number {
  const { strategies } = loadStrategies(file);
  const { classifier } = chosenClassifier(strategies, file, "network");
  writeOutput(output, onnxModel(strategies.problem.name, classifier as NetworkClassifier));
  return EXIT.done;
}

function milliseconds(value: number): string {
  return `${rough(1e3 * value)} ms`;
}
