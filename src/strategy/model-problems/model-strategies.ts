import { copyBox } from "../../numeric/box.js";
import { cutoffFor } from "../../search/gap.js";
import { DEFAULT_LIMITS } from "../../search/limits.js";
import { searchOf } from "../../search/solve.js";
import type { Learner } from "../learners/classifier.js";
import { tuned } from "../learners/tuning.js";
import type { TrainedClassifier } from "../training.js";
import { type Basin, basinsOf, Neighbours } from "./basins.js";
import { type CoverTree, leafCount } from "./cover.js";
import { type Anchor, COVER_DEFAULTS, CoverMaking, type CoverOptions, PROOFS } from "./cover-making.js";
import type { Exploration } from "./exploration.js";
import { LeafProver } from "./leaf-prover.js";
import { LocalSearch } from "./local-search.js";
import { parametricFunctionals } from "./parametric-functionals.js";
import type { ParametricProblem } from "./parametric-problem.js";

/** What has been learned of a parametric problem with models inside. */
export interface ModelStrategies {
  readonly problem: ParametricProblem;
  readonly exploration: Exploration;
  /** The strategies, the most frequent first: draws between whose optima a local search finds its way. */
  readonly basins: readonly Basin[];
  readonly classifiers: readonly TrainedClassifier[];
  /** Per strategy: how the box is split for its proofs; null where there are none. */
  readonly covers: readonly (StoredCover | null)[];
}

export interface StoredCover {
  /** Parameters at which its proofs are tight. */
  readonly anchors: readonly Float64Array[];
  readonly tree: CoverTree;
}

export interface ModelTrainingOptions {
  readonly seed: number;
  /** Relative; what a draw may lose in another's strategy, and what covers prove. */
  readonly relativeGap: number;
  /** Strategies that are kept, the most frequent ones; covers are made for all of them. */
  readonly mostStrategies: number;
  /** Draws of a strategy at which its cover has to prove the optimum. */
  readonly anchors: number;
  readonly cover: CoverOptions;
  /** Only the first setting of each learner is tried. */
  readonly isQuick: boolean;
  readonly listener?: ((line: string) => void) | undefined;
}

export const MODEL_TRAINING_DEFAULTS: ModelTrainingOptions = {
  seed: 1,
  relativeGap: DEFAULT_LIMITS.relativeGap,
  mostStrategies: 20,
  anchors: 12,
  cover: COVER_DEFAULTS,
  isQuick: false,
};

/** Covers are made for this share of the tolerance, so that they hold between their anchors, too. */
const SHARE = 0.5;

/** Sorts draws into strategies, trains every learner with tuning, and makes covers for proofs. */
export function trainedOn(
  problem: ParametricProblem,
  exploration: Exploration,
  learners: readonly Learner[],
  options: ModelTrainingOptions = MODEL_TRAINING_DEFAULTS,
): ModelStrategies {
  const { relativeGap, mostStrategies, seed, isQuick, listener } = options;
  const { feasibilityTolerance, absoluteGap } = DEFAULT_LIMITS;
  const neighbours = new Neighbours(problem, exploration);
  const search = new LocalSearch(problem, feasibilityTolerance);
  const basins = basinsOf(exploration, neighbours, search, relativeGap).slice(0, mostStrategies);
  listener?.(`${basins.length} strategies`);
  const labelled = basins.flatMap(({ draws }, label) => draws.map((draw) => ({ draw, label })));
  labelled.sort((a, b) => a.draw - b.draw);
  const sample = {
    dimension: problem.parameterCount,
    classes: basins.length,
    inputs: labelled.map(({ draw }) => neighbours.thetaOf(draw)),
    labels: Int32Array.from(labelled, ({ label }) => label),
  };
  const classifiers = learners.map((learner) => {
    const result = tuned(learner, sample, seed, isQuick ? learner.grid.slice(0, 1) : learner.grid);
    listener?.(`${learner.description}: ${(100 * result.accuracy).toFixed(1)} % of held-out draws`);
    return { learner: learner.name, ...result };
  });
  const functionals = parametricFunctionals(problem, feasibilityTolerance);
  if (functionals === null) {
    listener?.("not affine in the parameters: no covers, every proof is the search's");
    return { problem, exploration, basins, classifiers, covers: basins.map(() => null) };
  }
  const prover = new LeafProver(functionals, problem.isInteger);
  const tolerances = { absoluteGap: SHARE * absoluteGap, relativeGap: SHARE * relativeGap };
  const covers = basins.map(({ draws }, k) => {
    const anchors = spread(draws, neighbours, options.anchors).map((draw) => {
      const { value } = exploration.draws[draw];
      return anchorAt(
        problem,
        neighbours.thetaOf(draw),
        cutoffFor(value, tolerances),
        cutoffFor(value, DEFAULT_LIMITS),
      );
    });
    const tree = new CoverMaking(prover, problem.box, anchors, options.cover).tree();
    listener?.(`strategy ${k + 1}: cover of ${leafCount(tree)} boxes`);
    return { anchors: anchors.slice(0, PROOFS).map(({ theta }) => theta), tree };
  });
  return { problem, exploration, basins, classifiers, covers };
}

function anchorAt(problem: ParametricProblem, theta: Float64Array, cutoff: number, searched: number): Anchor {
  const { feasibilityTolerance } = DEFAULT_LIMITS;
  const { bounder, isLogarithmic } = searchOf(problem.at(theta), { bounds: "auto", seed: 1, feasibilityTolerance });
  return {
    theta,
    cutoff,
    settles: (box) => !isLogarithmic && bounder.bound(copyBox(box), searched) > searched,
  };
}

/** The draw in the middle, then others spread over the strategy's parameters. */
function spread(draws: readonly number[], neighbours: Neighbours, count: number): number[] {
  const mean = neighbours.thetaOf(draws[0]).map((_, j) => {
    return draws.reduce((sum, draw) => sum + neighbours.thetaOf(draw)[j], 0) / draws.length;
  });
  const chosen = [neighbours.nearest(mean, draws)];
  while (chosen.length < Math.min(count, draws.length)) {
    const others = draws.filter((draw) => !chosen.includes(draw));
    const distanceOf = (draw: number): number => neighbours.distance(draw, chosen);
    chosen.push(others.reduce((best, draw) => (distanceOf(draw) > distanceOf(best) ? draw : best)));
  }
  return chosen;
}
