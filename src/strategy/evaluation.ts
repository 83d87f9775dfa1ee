import type { MilpBackend } from "../fullspace/backend.js";
import type { Classifier } from "./learners/classifier.js";
import { ReducedSystem } from "./online/reduced-system.js";
import {
  type Answer,
  QUERY_DEFAULTS,
  type QueryOptions,
  type StageTimes,
  StrategyQuery,
} from "./online/strategy-query.js";
import { instance, objectiveAt, type ParametricProgram, type ProgramData } from "./program/parametric-program.js";
import type { DrawLabel } from "./sampling/draw-labelling.js";
import { drawNumber } from "./sampling/exploration.js";
import { ParametricSolver } from "./solver/parametric-solver.js";
import type { StrategyModel } from "./training.js";

/** Draws from here on are not sampled for training. */
const FIRST_UNSEEN = 50_000_000;
/** Published limits of infeasibility and suboptimality of an accurate answer. */
const ACCURATE = 1e-3;
/** Where solvers of mixed-integer programs stop unless told otherwise; the time of a solve is taken with it. */
const SOLVER_GAP = 1e-4;
/** Answers before those that are timed, at least. */
const WARM_UP = 300;
/** Of the time limit, at most. */
const WARM_UP_SHARE = 0.25;

/** How answers compare with the solver's on unseen draws. */
export interface Evaluation {
  readonly draws: number;
  /** Draws whose solves were timed. */
  readonly solved: number;
  /** Draws whose optimum is known only by the greatest bound that was proved: losses there are at least the true ones. */
  readonly bounded: number;
  /** Draws at which the solver finds no optimum; they count nowhere else. */
  readonly withoutOptimum: number;
  /** Share of answers to which the likeliest strategies alone give a point with infeasibility and suboptimality of at most 1e-3. */
  readonly accuracy: number;
  /** The same share of all strategies that were tried. */
  readonly ranked: number;
  /** The same share where candidates that were not the one were walked on from. */
  readonly walked: number;
  readonly maxInfeasibility: number;
  /** Relative, of what strategies alone give; infinite if there is an answer without a point. */
  readonly maxSuboptimality: number;
  /** The same of proved answers only, where it is at most the proved gap but for the solver's tolerances. */
  readonly maxProvedSuboptimality: number;
  readonly proved: number;
  readonly withinGap: number;
  /** Share of draws that are left to the solver. */
  readonly fallback: number;
  /** Share of answers at which the proof found a better point than strategies and walks. */
  readonly improved: number;
  /** Largest proved gap of the accepted answers. */
  readonly maxGap: number;
  /** Mean seconds of an answer, all stages, without fallbacks; and of the solver. */
  readonly onlineSeconds: number;
  /** The mean of its stages. */
  readonly stageSeconds: StageTimes;
  readonly solverSeconds: number;
  /** The longest answer. */
  readonly worstSeconds: number;
}

export interface EvaluationOptions {
  /** Seconds after which no further draw is solved but the first one; where its optimum is not known, losses are measured from the greatest proved bound. */
  readonly timeLimit: number;
  /** What is known of the optima of the first unseen draws: these need not be solved but for the time it takes. */
  readonly labels: readonly DrawLabel[];
  readonly query: QueryOptions;
}

export const EVALUATION_DEFAULTS: EvaluationOptions = {
  timeLimit: Number.POSITIVE_INFINITY,
  labels: [],
  query: QUERY_DEFAULTS,
};

/** Unseen draw k, as a number of a draw. */
export function unseenDraw(k: number): number {
  return FIRST_UNSEEN + k;
}

/** Answers unseen draws by each classifier, and solves them. */
export async function evaluated(
  { program, exploration, strategies, covers, tangents }: StrategyModel,
  classifiers: readonly Classifier[],
  backend: MilpBackend,
  draws: number,
  { timeLimit, labels, query: options }: EvaluationOptions = EVALUATION_DEFAULTS,
): Promise<Evaluation[]> {
  const solver = new ParametricSolver(program, backend);
  const tallies = classifiers.map(
    (classifier) => new Tally(new StrategyQuery(program, strategies, classifier, covers, options, tangents)),
  );
  let solving = 0;
  let withoutOptimum = 0;
  const drawAt = (k: number): Float64Array => drawNumber(program, exploration.seed, FIRST_UNSEEN + k);
  // Compiled and with factors cached, as it is for all but the first queries.
  const start = performance.now();
  for (let k = 0; k < Math.max(draws, WARM_UP); k++) {
    if (k > 0 && performance.now() - start >= WARM_UP_SHARE * 1000 * timeLimit) break;
    for (const { query } of tallies) query.answer(drawAt(k % draws));
  }
  let solved = 0;
  let bounded = 0;
  for (let k = 0; k < draws; k++) {
    const isLate = k > 0 && performance.now() - start >= 1000 * timeLimit;
    const theta = drawAt(k);
    const data = instance(program, theta);
    let objective = k < labels.length ? objectiveOf(program, labels[k], data) : Number.NaN;
    if (!isLate) {
      solved++;
      const begun = performance.now();
      const optimum = await solver.solve(data, SOLVER_GAP);
      solving += (performance.now() - begun) / 1000;
      if (Number.isNaN(objective) && optimum.status === "optimal") objective = optimum.objective;
    }
    const answers = tallies.map((tally) => tally.answerTo(theta));
    if (isLate && k >= labels.length) {
      objective = Math.max(...answers.map(({ answer }) => answer.bound));
      bounded++;
    }
    if (Number.isNaN(objective)) withoutOptimum++;
    else tallies.forEach((tally, t) => void tally.add(answers[t], objective));
  }
  const counts = { draws, solved, bounded, withoutOptimum };
  return tallies.map((tally) => tally.result(counts, solving / Math.max(solved, 1)));
}

/** The objective of a known optimum; NaN where there is none. */
function objectiveOf(program: ParametricProgram, label: DrawLabel, data: ProgramData): number {
  if (typeof label === "number") return Number.NaN;
  const recovery = new ReducedSystem(program, label);
  recovery.recover(data);
  return objectiveAt(program, data, recovery.point);
}

interface TimedAnswer {
  readonly answer: Answer;
  readonly seconds: number;
}

type DrawCounts = Pick<Evaluation, "draws" | "solved" | "bounded" | "withoutOptimum">;

const STAGES = ["predict", "recover", "prove"] as const;

/** Adds up the answers of one classifier. */
class Tally {
  private readonly verdicts = { proved: 0, "within-gap": 0, unproved: 0 };
  private readonly stages = { predict: 0, recover: 0, prove: 0 };
  private answers = 0;
  private accurate = 0;
  private ranked = 0;
  private walked = 0;
  private seconds = 0;
  private worstSeconds = 0;
  private maxInfeasibility = 0;
  private maxSuboptimality = 0;
  private maxProvedSuboptimality = 0;
  private maxGap = 0;
  private improved = 0;

  constructor(readonly query: StrategyQuery) {}

  answerTo(theta: Float64Array): TimedAnswer {
    const begun = performance.now();
    const answer = this.query.answer(theta);
    return { answer, seconds: (performance.now() - begun) / 1000 };
  }

  add({ answer, seconds }: TimedAnswer, optimum: number): void {
    const { verdict, strategy, objective, recovered, ranked, walked, infeasibility, gap } = answer;
    const lossOf = (value: number): number => {
      const loss = Number.isNaN(value) ? Number.POSITIVE_INFINITY : value - optimum;
      return loss / Math.max(Math.abs(optimum), 1e-9);
    };
    const relative = lossOf(recovered);
    this.answers++;
    this.verdicts[verdict]++;
    for (const stage of STAGES) this.stages[stage] += answer.seconds[stage];
    this.seconds += seconds;
    this.worstSeconds = Math.max(this.worstSeconds, seconds);
    if (infeasibility <= ACCURATE && relative <= ACCURATE) this.accurate++;
    if (lossOf(ranked) <= ACCURATE) this.ranked++;
    if (lossOf(walked) <= ACCURATE) this.walked++;
    if (strategy >= 0) this.maxInfeasibility = Math.max(this.maxInfeasibility, infeasibility);
    this.maxSuboptimality = Math.max(this.maxSuboptimality, relative);
    if (verdict === "proved") this.maxProvedSuboptimality = Math.max(this.maxProvedSuboptimality, lossOf(objective));
    if (objective < walked || (verdict !== "unproved" && Number.isNaN(walked))) this.improved++;
    if (verdict !== "unproved") this.maxGap = Math.max(this.maxGap, gap);
  }

  result(counts: DrawCounts, solverSeconds: number): Evaluation {
    const { verdicts, maxInfeasibility, maxSuboptimality, maxProvedSuboptimality, maxGap, worstSeconds } = this;
    const answers = Math.max(this.answers, 1);
    return {
      ...counts,
      accuracy: this.accurate / answers,
      ranked: this.ranked / answers,
      walked: this.walked / answers,
      maxInfeasibility,
      maxSuboptimality,
      maxProvedSuboptimality,
      proved: verdicts.proved / answers,
      withinGap: verdicts["within-gap"] / answers,
      fallback: verdicts.unproved / answers,
      improved: this.improved / answers,
      maxGap,
      onlineSeconds: this.seconds / answers,
      stageSeconds: {
        predict: this.stages.predict / answers,
        recover: this.stages.recover / answers,
        prove: this.stages.prove / answers,
      },
      solverSeconds,
      worstSeconds,
    };
  }
}
