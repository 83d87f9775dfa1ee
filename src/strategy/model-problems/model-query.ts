import { InputError } from "../../problem/input-error.js";
import type { Point } from "../../problem/problem.js";
import { cutoffFor, type GapTolerances, gapBetween } from "../../search/gap.js";
import { DEFAULT_LIMITS, type Status } from "../../search/limits.js";
import { behind } from "../../search/result.js";
import type { Observation } from "../../search/solve.js";
import { solve } from "../../search/solve.js";
import type { Classifier } from "../learners/classifier.js";
import { outsideRegion } from "../program/sampling.js";
import { Neighbours } from "./basins.js";
import { Cover } from "./cover.js";
import { LeafProver } from "./leaf-prover.js";
import { LocalSearch } from "./local-search.js";
import type { ModelStrategies, StoredCover } from "./model-strategies.js";
import { parametricFunctionals } from "./parametric-functionals.js";
import type { ParametricProblem } from "./parametric-problem.js";

/** What is known before the search begins, in the problem's own sense. */
export interface FirstAnswer {
  /** The parameters that it is for. */
  readonly theta: Float64Array;
  /** "proved": the stored covers close the gap; "open": the search has to; "no-point": no strategy is feasible here. */
  readonly verdict: "proved" | "open" | "no-point";
  /** Decision variables in order; empty without a point. */
  readonly point: Float64Array;
  readonly objective: number;
  /** Proved bound; infinite if there is none. */
  readonly bound: number;
  /** Position of the strategy that the point is from; -1 without one. */
  readonly strategy: number;
  /** Boxes of the cover that the search would have to look into, of how many. */
  readonly openBoxes: number;
  readonly boxes: number;
  readonly seconds: { readonly predict: number; readonly improve: number; readonly prove: number };
  /** One line per parameter outside the region that was sampled. */
  readonly warnings: readonly string[];
}

/** The proved answer. */
export interface ProvedAnswer {
  readonly status: Status;
  readonly objective: number | null;
  readonly bound: number;
  readonly x: Point | null;
  /** Boxes that the search bounded; 0 where the stored cover was enough. */
  readonly nodes: number;
}

export interface ModelQueryOptions extends GapTolerances {
  /** Strategies that are tried, the most likely ones. */
  readonly candidates: number;
}

export const MODEL_QUERY_DEFAULTS: ModelQueryOptions = {
  absoluteGap: DEFAULT_LIMITS.absoluteGap,
  relativeGap: DEFAULT_LIMITS.relativeGap,
  candidates: 3,
};

/** Answers parameter vectors: first from strategies, then with a proof. */
export class ModelQuery {
  private readonly neighbours: Neighbours;
  private readonly search: LocalSearch;
  private readonly covers: readonly (Cover | null)[];
  private readonly scores: Float64Array;
  private readonly sign: 1 | -1;
  /** Which strategies are tried, the likeliest first. */
  private chosen: number[] = [];
  private best: Cover | null = null;
  /** The answer at whose parameters the best cover was bounded. */
  private latest: FirstAnswer | null = null;

  /** @throws InputError for covers that do not fit the problem */
  constructor(
    private readonly strategies: ModelStrategies,
    private readonly classifier: Classifier,
    private readonly options: ModelQueryOptions = MODEL_QUERY_DEFAULTS,
  ) {
    const { problem, exploration, covers, basins } = strategies;
    const { feasibilityTolerance } = DEFAULT_LIMITS;
    this.neighbours = new Neighbours(problem, exploration);
    this.search = new LocalSearch(problem, feasibilityTolerance);
    const functionals = parametricFunctionals(problem, feasibilityTolerance);
    const prover = functionals && new LeafProver(functionals, problem.isInteger);
    this.covers = covers.map((stored, k) => stored && prover && coverOf(stored, k, problem, prover));
    this.scores = new Float64Array(basins.length);
    this.sign = problem.sense === "minimize" ? 1 : -1;
  }

  /** The best point of the likeliest strategies, and what the stored covers prove. @throws InputError for unusable parameters */
  first(theta: Float64Array): FirstAnswer {
    const { problem, basins, exploration } = this.strategies;
    problem.check(theta);
    const begun = performance.now();
    this.choose(theta);
    const predicted = performance.now();
    let value = Number.POSITIVE_INFINITY;
    let strategy = -1;
    let point = new Float64Array(0);
    for (const k of this.chosen) {
      const draw = this.neighbours.nearest(theta, basins[k].draws);
      const reached = this.search.improve(theta, exploration.draws[draw].x as Float64Array);
      if (!(reached < value)) continue;
      value = reached;
      strategy = k;
      point = this.search.point.slice();
    }
    const improved = performance.now();
    const open = this.bestCover(theta, cutoffFor(value, this.options));
    const proved = performance.now();
    const bound = Math.min(this.best?.bound ?? Number.NEGATIVE_INFINITY, value);
    this.latest = {
      theta: theta.slice(),
      verdict: strategy < 0 ? "no-point" : open === 0 ? "proved" : "open",
      point,
      objective: this.sign * value,
      bound: this.sign * bound,
      strategy,
      openBoxes: open,
      boxes: this.best?.leaves.length ?? 1,
      seconds: {
        predict: (predicted - begun) / 1000,
        improve: (improved - predicted) / 1000,
        prove: (proved - improved) / 1000,
      },
      warnings: outsideRegion(problem.blocks, theta),
    };
    return this.latest;
  }

  /** Closes the gap of an answer that `first` has given. */
  async prove(first: FirstAnswer, observation: Observation = {}): Promise<ProvedAnswer> {
    const { theta } = first;
    const { problem } = this.strategies;
    const instance = problem.at(theta);
    if (first.verdict === "proved") {
      const objective = instance.evaluate(first.point);
      const bound = behind(problem.sense, objective, first.bound);
      return { status: "optimal", objective, bound, x: instance.pointOf(first.point), nodes: 0 };
    }
    const { absoluteGap, relativeGap } = this.options;
    const cutoff = cutoffFor(this.sign * first.objective, this.options);
    if (first !== this.latest) {
      this.choose(theta);
      this.bestCover(theta, cutoff);
      this.latest = first;
    }
    const parts = this.best?.partsAt(cutoff) ?? [{ box: problem.box, bound: Number.NEGATIVE_INFINITY }];
    const warm = first.verdict === "no-point" ? null : { points: [first.point], parts };
    const { status, objective, bound, x, nodes } = await solve(
      instance,
      { absoluteGap, relativeGap },
      observation,
      warm,
    );
    return { status, objective, bound, x, nodes };
  }

  /** Relative gap of an answer. */
  gapOf({ objective, bound }: FirstAnswer): number {
    return gapBetween(objective, bound).relative;
  }

  private choose(theta: Float64Array): void {
    const { scores } = this;
    this.classifier.scores(theta, scores);
    this.chosen = Array.from(scores.keys()).sort((a, b) => scores[b] - scores[a]);
    this.chosen.length = Math.min(this.chosen.length, this.options.candidates);
  }

  /** Of the likeliest strategies' covers the one that leaves least open; returns how many boxes. */
  private bestCover(theta: Float64Array, cutoff: number): number {
    this.best = null;
    let least = Number.POSITIVE_INFINITY;
    for (const k of this.chosen) {
      const cover = this.covers[k];
      if (cover === null) continue;
      const open = cover.at(theta, cutoff);
      if (open >= least) continue;
      least = open;
      this.best = cover;
      if (open === 0) return 0;
    }
    return this.best === null ? 1 : least;
  }
}

function coverOf({ tree, anchors }: StoredCover, k: number, { box }: ParametricProblem, prover: LeafProver): Cover {
  try {
    return new Cover(tree, anchors, box, prover);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new InputError(`cover of strategy ${k + 1}: ${error.message}; train again`);
  }
}
