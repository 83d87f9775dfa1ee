import type { MilpBackend } from "../../fullspace/backend.js";
import type { Classifier } from "../learners/classifier.js";
import { Incumbent } from "../online/incumbent.js";
import { Recovery } from "../online/recovery.js";
import { ReducedSystem } from "../online/reduced-system.js";
import { QUERY_DEFAULTS, StrategyQuery } from "../online/strategy-query.js";
import { hasIntegers, objectiveAt, type ParametricProgram, type ProgramData } from "../program/parametric-program.js";
import { hasAffineBounds } from "../proof/affine-bound.js";
import type { Cover } from "../proof/cover.js";
import {
  coveredProgram,
  PREPARATION_DEFAULTS,
  type PreparedProofs,
  preparedProofs,
  raisedTo,
} from "../proof-preparation.js";
import { LinearSolver } from "../solver/linear-solver.js";
import { type Strategy, strategyKey } from "../strategy.js";

/** Labels from a solver before proofs are prepared from them. */
const FIRST_DRAWS = 24;
/** Where a solver takes less than so many seconds a draw, it goes on. */
const SLOW = 0.25;
/** Seconds for the preparation, and for raising to one draw. */
const PREPARATION_TIME = 120;
const RAISING_TIME = 20;

/**
 * Whole numbers of mixed-integer quadratic programs that are proved to be the best ones without a solver, to the gap at which answers count as
 * proved: strategies seen before are tried, and their covers prove the best, as at a query. Draws where this fails are
 * left to a solver, and covers are raised to them.
 */
export class ProvedOptima {
  private strategies: Strategy[] = [];
  private readonly draws: { readonly theta: Float64Array; readonly strategy: Strategy }[] = [];
  private seconds = 0;
  private proofs: PreparedProofs | null = null;
  private covers: (Cover | null)[] = [];
  /** What covers are of, and what they are raised with. */
  private covered: { readonly program: ParametricProgram; readonly solver: LinearSolver } | null = null;
  private query: StrategyQuery | null = null;
  private recovery: Recovery | null = null;
  private readonly best: Incumbent;

  /** Whether whole numbers can be recognized like this. */
  static suits(program: ParametricProgram): boolean {
    return hasIntegers(program) && program.quadratic !== null && hasAffineBounds(program);
  }

  constructor(
    private readonly program: ParametricProgram,
    private readonly backend: MilpBackend,
  ) {
    this.best = new Incumbent(program);
  }

  /** The best whole numbers at the data, in the order of their variables, if that can be shown. */
  find(data: ProgramData): Float64Array | null {
    const { program, query, recovery, best, strategies } = this;
    if (query === null || recovery === null) return null;
    const { verdict, bound, point } = query.answer(data.theta);
    if (verdict !== "proved") return null;
    // The answer is the first one that was proved: another strategy may be better by less than the gap.
    best.clear();
    for (let k = 0; k < strategies.length; k++) best.offer(data, recovery.pointOf(k, data), k);
    best.raise(bound);
    if (best.gap <= QUERY_DEFAULTS.provedGap) return strategies[best.strategy].integers;
    // It is that of no strategy: the proof found it.
    return point.filter((_, j) => program.isInteger[j] === 1).map((x) => Math.round(x) + 0);
  }

  /** Remembers a strategy, of whole numbers that `find` gave or a solver. @param seconds that a solver took; 0 if none was asked */
  async learn(strategy: Strategy, data: ProgramData, seconds: number): Promise<void> {
    const { proofs, draws } = this;
    if (proofs === null) {
      draws.push({ theta: data.theta.slice(), strategy });
      this.seconds += seconds;
      if (draws.length === FIRST_DRAWS && this.seconds >= SLOW * FIRST_DRAWS) await this.prepare();
      return;
    }
    const key = strategyKey(strategy);
    let place = this.strategies.findIndex((one) => strategyKey(one) === key);
    if (place < 0) {
      const whole = strategy.integers.join();
      const like = this.strategies.findIndex(({ integers }) => integers.join() === whole);
      place = this.strategies.push(strategy) - 1;
      this.covers.push(this.covers[Math.max(like, 0)]);
      this.ask(proofs);
    }
    const cover = this.covers[place];
    if (seconds > 0 && cover !== null) await this.raise(cover, strategy, data);
  }

  private async prepare(): Promise<void> {
    const { program, draws, backend } = this;
    const places = new Map<string, number>();
    const counts = new Map<string, number>();
    for (const { strategy } of draws) {
      const key = strategyKey(strategy);
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    const keys = [...counts.keys()].sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0));
    keys.forEach((key, k) => {
      places.set(key, k);
    });
    this.strategies = keys.map(
      (key) => draws.find(({ strategy }) => strategyKey(strategy) === key)?.strategy as Strategy,
    );
    const labels = Int32Array.from(draws, ({ strategy }) => places.get(strategyKey(strategy)) as number);
    const inputs = draws.map(({ theta }) => theta);
    const options = { ...PREPARATION_DEFAULTS, coverTimeLimit: PREPARATION_TIME };
    this.proofs = await preparedProofs(program, { strategies: this.strategies, inputs, labels }, backend, options);
    this.covers = [...this.proofs.covers];
    const { program: covered } = coveredProgram(program, this.proofs);
    if (covered.quadratic === null) this.covered = { program: covered, solver: new LinearSolver(covered, backend) };
    this.ask(this.proofs);
  }

  private ask({ tangents }: PreparedProofs): void {
    const options = { ...QUERY_DEFAULTS, candidates: 0 };
    const any = indifferent(this.strategies.length);
    this.recovery = new Recovery(this.program, this.strategies);
    this.query = new StrategyQuery(this.program, this.strategies, any, this.covers, options, tangents);
  }

  private async raise(cover: Cover, strategy: Strategy, data: ProgramData): Promise<void> {
    const { program, covered, backend } = this;
    if (covered === null) return;
    const system = new ReducedSystem(program, strategy);
    system.recover(data);
    const objective = objectiveAt(program, data, system.point);
    await raisedTo(program, covered.program, cover, data.theta, objective, covered.solver, backend, RAISING_TIME);
  }
}

/** Takes all classes for equally likely. */
function indifferent(classes: number): Classifier {
  return { classes, scores: (_, out) => void out.fill(0), toJson: () => ({ learner: "none" }) };
}
