import { ThreadBackend } from "../fullspace/thread-backend.js";
import { InputError } from "../problem/input-error.js";
import { learnerNamed, learners } from "./learners/table.js";
import { QUERY_DEFAULTS, type QueryOptions, StrategyQuery } from "./online/strategy-query.js";
import type { ParametricProgram } from "./program/parametric-program.js";
import {
  EXPLORATION_DEFAULTS,
  type Exploration,
  type ExplorationOptions,
  explore,
  newExploration,
} from "./sampling/exploration.js";
import { labellers } from "./sampling/thread-labeller.js";
import { type StrategyModel, TRAINING_DEFAULTS, type TrainingOptions, trained } from "./training.js";

export interface SampleOptions extends Partial<ExplorationOptions> {
  /** Solvers at work, each in a thread; 1 by default. */
  readonly threads?: number;
  readonly seed?: number;
  /** What an earlier call returned: sampling goes on there. */
  readonly from?: Exploration;
}

export interface TrainOptions extends Partial<TrainingOptions> {
  /** Names of learners; all by default. */
  readonly learners?: readonly string[];
}

/**
 * Draws parameters and collects the strategies of their optima until unseen ones are rare, or a limit of the options is
 * reached.
 * @throws InputError if no draw has an optimum
 */
export async function sampleStrategies(program: ParametricProgram, options: SampleOptions = {}): Promise<Exploration> {
  const { threads = 1, seed = 1, from, ...rest } = options;
  const exploration = from ?? newExploration(seed);
  const workers = labellers(program, threads);
  try {
    await explore(workers, exploration, { ...EXPLORATION_DEFAULTS, ...rest });
    return exploration;
  } finally {
    await Promise.all(workers.map((worker) => worker.close()));
  }
}

/**
 * Learns which parameters have which strategy, and prepares proofs.
 * @throws InputError naming a learner that does not exist, or if there is nothing to learn from
 */
export async function trainStrategies(
  program: ParametricProgram,
  exploration: Exploration,
  { learners: names, ...options }: TrainOptions = {},
): Promise<StrategyModel> {
  if (exploration.strategies.length === 0) throw new InputError("no strategies yet; sample first");
  const chosen = names === undefined ? learners : names.map(learnerNamed);
  const backend = new ThreadBackend();
  try {
    return await trained(program, exploration, chosen, backend, { ...TRAINING_DEFAULTS, ...options });
  } finally {
    await backend.close();
  }
}

/**
 * Answers parameter vectors from a trained model, each with its proof.
 * @param learner whose classifier to ask; the most accurate one by default
 * @throws InputError if that learner was not trained
 */
export function strategyQuery(
  { program, strategies, classifiers, covers, tangents }: StrategyModel,
  learner?: string,
  options: Partial<QueryOptions> = {},
): StrategyQuery {
  const named = classifiers.filter((one) => learner === undefined || one.learner === learnerNamed(learner).name);
  if (named.length === 0)
    throw new InputError(
      learner === undefined ? "no learner is trained; train first" : `${learner} is not trained; train first`,
    );
  const { classifier } = named.reduce((best, one) => (one.accuracy > best.accuracy ? one : best));
  return new StrategyQuery(program, strategies, classifier, covers, { ...QUERY_DEFAULTS, ...options }, tangents);
}
