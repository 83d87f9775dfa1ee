import type { MilpBackend } from "../fullspace/backend.js";
import type { Classifier, Learner } from "./learners/classifier.js";
import { gridWithin, tuned } from "./learners/tuning.js";
import type { ParametricProgram } from "./program/parametric-program.js";
import { parameterCount } from "./program/sampling.js";
import {
  PREPARATION_DEFAULTS,
  type PreparationOptions,
  type PreparedProofs,
  preparedProofs,
} from "./proof-preparation.js";
import type { Exploration } from "./sampling/exploration.js";
import { type FurtherOptions, furtherDraws } from "./sampling/further-draws.js";
import { PRUNING_DEFAULTS, type PruningOptions, pruned } from "./sampling/pruning.js";
import { type Strategy, strategyCodes } from "./strategy.js";

/** What has been learned of a parametric program: everything that answering takes. */
export interface StrategyModel extends PreparedProofs {
  readonly program: ParametricProgram;
  readonly exploration: Exploration;
  readonly strategies: readonly Strategy[];
  readonly classifiers: readonly TrainedClassifier[];
}

export interface TrainedClassifier {
  readonly learner: string;
  readonly classifier: Classifier;
  readonly settings: object;
  /** On draws that were held out. */
  readonly accuracy: number;
}

export interface TrainingOptions extends PreparationOptions {
  readonly seed: number;
  readonly pruning: PruningOptions;
  /** Draws that strategies label themselves where labels are dear: so many less those that were sampled. */
  readonly further: FurtherOptions;
  /** Only the first setting of each grid is tried: quick. */
  readonly isQuick: boolean;
  /** Trees are at most this deep, whatever the grids say. */
  readonly depth: number;
  /** Seconds for all learners together, in equal parts; covers take theirs besides. */
  readonly timeLimit: number;
}

export const TRAINING_DEFAULTS: TrainingOptions = {
  ...PREPARATION_DEFAULTS,
  seed: 1,
  pruning: PRUNING_DEFAULTS,
  further: { count: 10_000, timeLimit: 20 },
  isQuick: false,
  depth: Number.POSITIVE_INFINITY,
  timeLimit: Number.POSITIVE_INFINITY,
};

/** Seconds for the label of a draw, from which on strategies label further ones: where it is less, sampling more is better. */
const DEAR = 0.02;

/** Prunes, trains every learner with tuning, and makes covers for proofs. */
export async function trained(
  program: ParametricProgram,
  exploration: Exploration,
  learners: readonly Learner[],
  backend: MilpBackend,
  options: TrainingOptions = TRAINING_DEFAULTS,
): Promise<StrategyModel> {
  const sampled = pruned(program, exploration, options.pruning);
  const { strategies } = sampled;
  options.listener?.(`${strategies.length} strategies, ${sampled.pruned} rare ones pruned`);
  const isDear = exploration.seconds >= DEAR;
  const count = isDear ? Math.max(options.further.count - sampled.inputs.length, 0) : 0;
  const further = furtherDraws(program, strategies, exploration.seed, { ...options.further, count });
  if (further.inputs.length > 0) options.listener?.(`${further.inputs.length} more draws labelled by the strategies`);
  const inputs = [...sampled.inputs, ...further.inputs];
  const labels = Int32Array.from([...sampled.labels, ...further.labels]);
  const codes = strategyCodes(strategies);
  const sample = { dimension: parameterCount(program.blocks), classes: strategies.length, inputs, labels, codes };
  const classifiers = learners.map((learner) => {
    const full = gridWithin(learner.grid, options.depth);
    const grid = options.isQuick ? full.slice(0, 1) : full;
    const result = tuned(learner, sample, options.seed, grid, options.timeLimit / learners.length);
    options.listener?.(`${learner.description}: ${(100 * result.accuracy).toFixed(1)} % of held-out draws`);
    return { learner: learner.name, ...result };
  });
  const draws = { strategies, inputs, labels };
  const { covers, tangents, switched } = await preparedProofs(program, draws, backend, options);
  return { program, exploration, strategies, classifiers, covers, tangents, switched };
}
