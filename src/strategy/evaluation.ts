import type { MilpBackend } from "../fullspace/backend.js";
import type { Classifier } from "./learners/classifier.js";
import { QUERY_DEFAULTS, type QueryOptions, StrategyQuery } from "./online/strategy-query.js";
import { instance } from "./program/parametric-program.js";
import { drawNumber } from "./sampling/exploration.js";
import { ParametricSolver } from "./solver/parametric-solver.js";
import type { StrategyModel } from "./training.js";

/** Draws from here on are not sampled for training. */
const FIRST_UNSEEN = 50_000_000;
/** Published limits of infeasibility and suboptimality of an accurate answer. */
const ACCURATE = 1e-3;

/** How answers compare with the solver's on unseen draws. */
export interface Evaluation {
  readonly draws: number;
  /** Draws at which the solver finds no optimum; they count nowhere else. */
  readonly withoutOptimum: number;
  /** Share of answers with infeasibility and suboptimality of at most 1e-3. */
  readonly accuracy: number;
  readonly maxInfeasibility: number;
  /** Relative; infinite if there is an answer without a point. */
  readonly maxSuboptimality: number;
  readonly proved: number;
  readonly withinGap: number;
  /** Share of draws that are left to the solver. */
  readonly fallback: number;
  /** Largest proved gap of the accepted answers. */
  readonly maxGap: number;
  /** Mean seconds of an answer, all stages, without fallbacks; and of the solver. */
  readonly onlineSeconds: number;
  readonly solverSeconds: number;
  /** The longest answer. */
  readonly worstSeconds: number;
}

/** Answers unseen draws, and solves them. */
export async function evaluated(
  { program, exploration, strategies, covers }: StrategyModel,
  classifier: Classifier,
  backend: MilpBackend,
  draws: number,
  options: QueryOptions = QUERY_DEFAULTS,
): Promise<Evaluation> {
  const query = new StrategyQuery(program, strategies, classifier, covers, options);
  const solver = new ParametricSolver(program, backend);
  const counts = { accurate: 0, proved: 0, "within-gap": 0, unproved: 0, withoutOptimum: 0 };
  let [online, solving, worst, infeasible, suboptimal, widest] = [0, 0, 0, 0, 0, 0];
  const drawAt = (k: number): Float64Array => drawNumber(program, exploration.seed, FIRST_UNSEEN + k);
  // Compiled and with factors cached, as it is for the second query on.
  for (let k = 0; k < draws; k++) query.answer(drawAt(k));
  for (let k = 0; k < draws; k++) {
    const theta = drawAt(k);
    const data = instance(program, theta);
    const begun = performance.now();
    const optimum = await solver.solve(data);
    const solved = performance.now();
    if (optimum.status !== "optimal") {
      counts.withoutOptimum++;
      continue;
    }
    const answer = query.answer(theta);
    const seconds = (performance.now() - solved) / 1000;
    online += seconds;
    worst = Math.max(worst, seconds);
    solving += (solved - begun) / 1000;
    const loss = answer.strategy < 0 ? Number.POSITIVE_INFINITY : answer.objective - optimum.objective;
    const relative = loss / Math.max(Math.abs(optimum.objective), 1e-9);
    if (answer.infeasibility <= ACCURATE && relative <= ACCURATE) counts.accurate++;
    counts[answer.verdict]++;
    if (answer.strategy >= 0) infeasible = Math.max(infeasible, answer.infeasibility);
    suboptimal = Math.max(suboptimal, relative);
    if (answer.verdict !== "unproved") widest = Math.max(widest, answer.gap);
  }
  const answered = Math.max(draws - counts.withoutOptimum, 1);
  return {
    draws,
    withoutOptimum: counts.withoutOptimum,
    accuracy: counts.accurate / answered,
    maxInfeasibility: infeasible,
    maxSuboptimality: suboptimal,
    proved: counts.proved / answered,
    withinGap: counts["within-gap"] / answered,
    fallback: counts.unproved / answered,
    maxGap: widest,
    onlineSeconds: online / answered,
    solverSeconds: solving / answered,
    worstSeconds: worst,
  };
}
