import type { MilpBackend } from "../fullspace/backend.js";
import type { Classifier, Learner } from "./learners/classifier.js";
import { gridWithin, tuned } from "./learners/tuning.js";
import { Recovery } from "./online/recovery.js";
import { hasIntegers, instance, type ParametricProgram } from "./program/parametric-program.js";
import { parameterCount } from "./program/sampling.js";
import { hasAffineBounds } from "./proof/affine-bound.js";
import type { Cover } from "./proof/cover.js";
import { boxSolver, COVER_DEFAULTS, type CoverOptions, coverAt } from "./proof/cover-making.js";
import { type Tangents, tangentProgram, tangentsAt } from "./proof/tangent-program.js";
import type { Exploration } from "./sampling/exploration.js";
import { PRUNING_DEFAULTS, type PruningOptions, pruned } from "./sampling/pruning.js";
import { ParametricSolver } from "./solver/parametric-solver.js";
import type { Strategy } from "./strategy.js";

/** What has been learned of a parametric program: everything that answering takes. */
export interface StrategyModel {
  readonly program: ParametricProgram;
  readonly exploration: Exploration;
  readonly strategies: readonly Strategy[];
  readonly classifiers: readonly TrainedClassifier[];
  /** Per strategy, where there are whole numbers. */
  readonly covers: readonly (Cover | null)[];
  /** Where the quadratic objective was linearized for them; null where it was not. */
  readonly tangents: readonly Tangents[] | null;
}

/** The program that covers are made for. */
export function coveredProgram(program: ParametricProgram, tangents: StrategyModel["tangents"]): ParametricProgram {
  return tangents === null ? program : tangentProgram(program, tangents);
}

export interface TrainedClassifier {
  readonly learner: string;
  readonly classifier: Classifier;
  readonly settings: object;
  /** On draws that were held out. */
  readonly accuracy: number;
}

export interface TrainingOptions {
  readonly seed: number;
  readonly pruning: PruningOptions;
  readonly cover: CoverOptions;
  /** Covers are made for this many of the most frequent strategies. */
  readonly mostCovers: number;
  /** Only the first setting of each grid is tried: quick. */
  readonly isQuick: boolean;
  /** Trees are at most this deep, whatever the grids say. */
  readonly depth: number;
  /** Seconds for all learners together, in equal parts; covers take theirs besides. */
  readonly timeLimit: number;
  /** Seconds after which no further cover is begun. */
  readonly coverTimeLimit: number;
  readonly listener?: ((line: string) => void) | undefined;
}

export const TRAINING_DEFAULTS: TrainingOptions = {
  seed: 1,
  pruning: PRUNING_DEFAULTS,
  cover: COVER_DEFAULTS,
  mostCovers: 50,
  isQuick: false,
  depth: Number.POSITIVE_INFINITY,
  timeLimit: Number.POSITIVE_INFINITY,
  coverTimeLimit: Number.POSITIVE_INFINITY,
};

const SOME_DRAWS = 200;

/** Prunes, trains every learner with tuning, and makes covers for proofs. */
export async function trained(
  program: ParametricProgram,
  exploration: Exploration,
  learners: readonly Learner[],
  backend: MilpBackend,
  options: TrainingOptions = TRAINING_DEFAULTS,
): Promise<StrategyModel> {
  const { strategies, inputs, labels, pruned: left } = pruned(program, exploration, options.pruning);
  options.listener?.(`${strategies.length} strategies, ${left} rare ones pruned`);
  const sample = { dimension: parameterCount(program.blocks), classes: strategies.length, inputs, labels };
  const classifiers = learners.map((learner) => {
    const full = gridWithin(learner.grid, options.depth);
    const grid = options.isQuick ? full.slice(0, 1) : full;
    const result = tuned(learner, sample, options.seed, grid, options.timeLimit / learners.length);
    options.listener?.(`${learner.description}: ${(100 * result.accuracy).toFixed(1)} % of held-out draws`);
    return { learner: learner.name, ...result };
  });
  const covers: (Cover | null)[] = strategies.map(() => null);
  let tangents: readonly Tangents[] | null = null;
  if (needsCovers(program)) {
    tangents = hasAffineBounds(program) ? tangentsAt(program, optimaAt(program, strategies, inputs, labels)) : null;
    const covered = coveredProgram(program, tangents);
    const solver = boxSolver(covered, new ParametricSolver(program, backend).relaxations);
    const begun = performance.now();
    for (let k = 0; k < Math.min(covers.length, options.mostCovers); k++) {
      if (performance.now() - begun >= 1000 * options.coverTimeLimit) break;
      const theta = typical(inputs, labels, k);
      covers[k] = await coverAt(covered, theta, strategies[k].integers, solver, backend, options.cover);
      options.listener?.(`strategy ${k + 1}: proof in ${covers[k]?.leaves.length ?? 0} boxes`);
    }
  }
  return { program, exploration, strategies, classifiers, covers, tangents };
}

/**
 * Linear programs whose matrix or costs depend on parameters are proved by branch and bound at the query: multipliers go stale
 * as these change.
 */
function needsCovers(program: ParametricProgram): boolean {
  return hasIntegers(program) && (program.quadratic !== null || hasAffineBounds(program));
}

/** Optima of some draws. */
function optimaAt(
  program: ParametricProgram,
  strategies: readonly Strategy[],
  inputs: readonly Float64Array[],
  labels: Int32Array,
): Float64Array[] {
  const recovery = new Recovery(program, strategies);
  const some = inputs.slice(0, SOME_DRAWS);
  return some.map((theta, k) => recovery.pointOf(labels[k], instance(program, theta)).slice());
}

/** The draw of a strategy that is closest to the mean of its draws. */
function typical(inputs: readonly Float64Array[], labels: Int32Array, strategy: number): Float64Array {
  const own = inputs.filter((_, k) => labels[k] === strategy);
  const mean = own[0].map((_, j) => own.reduce((sum, theta) => sum + theta[j], 0) / own.length);
  const distance = (theta: Float64Array): number => theta.reduce((sum, value, j) => sum + (value - mean[j]) ** 2, 0);
  return own.reduce((best, theta) => (distance(theta) < distance(best) ? theta : best));
}
