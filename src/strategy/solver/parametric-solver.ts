import type { MilpBackend } from "../../fullspace/backend.js";
import { hasIntegers, objectiveAt, type ParametricProgram, type ProgramData } from "../program/parametric-program.js";
import { BranchingProof } from "../proof/branching-proof.js";
import { type Strategy, strategyAt } from "../strategy.js";
import { BRANCHING_DEFAULTS, BranchAndBound } from "./branch-and-bound.js";
import { LinearSolver } from "./linear-solver.js";
import { OuterApproximation } from "./outer-approximation.js";
import { QuadraticSolver } from "./quadratic-solver.js";
import type { RelaxationSolver } from "./relaxation.js";
import { TableauSolver } from "./tableau-solver.js";
import { TieBreaking } from "./tie-breaking.js";

/** How a solve without a strategy ended. */
export interface Optimum {
  readonly status: "optimal" | "infeasible" | "time-limit" | "failed";
  /** What the solver says where it is not optimal. */
  readonly message: string;
  readonly point: Float64Array;
  /** NaN without a point. */
  readonly objective: number;
}

/** The canonical strategy of an optimum; null where there is none. */
export interface Labelled extends Pick<Optimum, "status" | "message"> {
  readonly strategy: Strategy | null;
}

/** Whole numbers of recent optima that branch and bound starts with. */
const MOST_HINTS = 4;
/** Quadratic programs with fewer integers take branch and bound less time than the backend takes to start. */
const FEW_INTEGERS = 16;
/** Relative gap of labels by outer approximation, a tenth of what ties are broken by: the last digits take most of the time. */
const OUTER_GAP = 1e-6;
/** Variables times rows. */
const SMALL = 2000;
/** Relative gap at which whole numbers count as the best ones. */
const CERTAIN = 1e-9;

/**
 * Solves a parametric program again and again: linear and mixed-integer linear ones by a MILP backend, quadratic ones by it or by the
 * dual active-set method, mixed-integer quadratic ones by branch and bound over it or, with many integers, by outer
 * approximation.
 */
export class ParametricSolver {
  readonly relaxations: RelaxationSolver;
  private readonly linear: LinearSolver | null;
  /** With integers fixed: a model of its own, so that its warm start survives. */
  private readonly fixed: RelaxationSolver;
  private readonly ties: TieBreaking;
  /** For labels of small programs, which it takes less time than a backend takes to be asked. */
  private readonly search: BranchingProof | null;
  private readonly outer: OuterApproximation | null;
  /** Quadratic programs without integers, several times faster than the dense method but to looser tolerances: not for labels. */
  private readonly quadratic: LinearSolver | null;
  private hints: Float64Array[] = [];

  constructor(
    private readonly program: ParametricProgram,
    backend: MilpBackend,
    private readonly timeLimit = 60,
  ) {
    this.linear = program.quadratic === null ? new LinearSolver(program, backend) : null;
    const continuous = (): RelaxationSolver =>
      program.quadratic === null ? new LinearSolver(program, backend) : new QuadraticSolver(program);
    this.relaxations = continuous();
    const isSmall = program.quadratic === null && program.lower.length * program.rowNames.length <= SMALL;
    this.fixed = isSmall ? new TableauSolver(program) : continuous();
    this.search = isSmall && hasIntegers(program) ? new BranchingProof(program) : null;
    this.ties = new TieBreaking(program);
    const isQuadratic = program.quadratic !== null && !hasIntegers(program);
    this.quadratic = isQuadratic ? new LinearSolver(program, backend) : null;
    const integers = program.isInteger.reduce((count, flag) => count + flag, 0);
    const isOuter = integers >= FEW_INTEGERS && OuterApproximation.suits(program);
    this.outer = isOuter ? new OuterApproximation(program, backend, this.relaxations) : null;
  }

  /** The optimum, as it is. @param relativeGap at which a search over whole numbers may end */
  async solve(data: ProgramData, relativeGap = 0): Promise<Optimum> {
    return this.optimum(data, data, relativeGap);
  }

  /** The strategy of the optimum, ties broken. */
  async label(data: ProgramData): Promise<Labelled> {
    const { program, ties } = this;
    const optimum = hasIntegers(program) ? await this.bestIntegers(data, ties.withCosts(data)) : null;
    if (optimum !== null && optimum.status !== "optimal") {
      return { status: optimum.status, message: optimum.message, strategy: null };
    }
    return this.labelWith(data, optimum?.point.filter((_, j) => program.isInteger[j] === 1) ?? new Float64Array(0));
  }

  /** The strategy of the best point with the given whole numbers, in the order of their variables, ties broken. */
  async labelWith(data: ProgramData, integers: Float64Array): Promise<Labelled> {
    const { program, ties } = this;
    const lower = ties.lower.slice();
    const upper = ties.upper.slice();
    let place = 0;
    program.isInteger.forEach((flag, j) => {
      if (flag === 0) return;
      lower[j] = integers[place];
      upper[j] = integers[place++];
    });
    const moved = ties.everywhere(data);
    const { status, message, point } = await this.fixed.solve(moved, lower, upper);
    const strategy = status === "optimal" ? strategyAt(program, moved, lower, upper, point) : null;
    return { status, message, strategy };
  }

  private async bestIntegers(data: ProgramData, searched: ProgramData): Promise<Optimum> {
    const { search } = this;
    const bound = search?.at(searched, Number.NaN, CERTAIN) ?? Number.NaN;
    if (search?.isBetter && bound >= search.objective - 2 * CERTAIN * (1 + Math.abs(search.objective))) {
      return this.found(data, search.point);
    }
    return this.optimum(data, searched, this.outer === null ? 0 : OUTER_GAP);
  }

  /** @param searched the data to optimize; the objective is that of `data` */
  private async optimum(data: ProgramData, searched: ProgramData, relativeGap: number): Promise<Optimum> {
    const { program, linear, outer } = this;
    const { lower, upper } = program;
    if (!hasIntegers(program)) {
      const quick = (await this.quadratic?.solve(searched, lower, upper)) ?? null;
      if (quick?.status === "optimal") return this.found(data, quick.point);
      const { status, message, point } = await this.relaxations.solve(searched, lower, upper);
      return status === "optimal" ? this.found(data, point) : withoutPoint(status, message);
    }
    if (linear !== null || outer !== null) {
      const { status, message, point } =
        linear !== null
          ? await linear.solveMixed(searched, lower, upper, this.timeLimit, relativeGap)
          : await (outer as OuterApproximation).solve(searched, this.timeLimit, relativeGap);
      if (status === "optimal" && point !== null) return this.found(data, rounded(program, point));
      if (status === "infeasible" || status === "time-limit") return withoutPoint(status, message);
      return withoutPoint("failed", message);
    }
    const search = new BranchAndBound(program, this.relaxations);
    const tolerance = Math.max(BRANCHING_DEFAULTS.tolerance, relativeGap);
    const { status, message, point } = await search.solve(searched, {
      ...BRANCHING_DEFAULTS,
      tolerance,
      hints: this.hints,
    });
    if (status !== "optimal" || point === null) {
      return withoutPoint(status === "infeasible" ? "infeasible" : "failed", message || status);
    }
    this.remember(point);
    return this.found(data, point);
  }

  private remember(point: Float64Array): void {
    const integers = point.filter((_, j) => this.program.isInteger[j] === 1);
    const others = this.hints.filter((hint) => hint.some((value, k) => value !== integers[k]));
    this.hints = [integers, ...others].slice(0, MOST_HINTS);
  }

  private found(data: ProgramData, point: Float64Array): Optimum {
    return { status: "optimal", message: "", point, objective: objectiveAt(this.program, data, point) };
  }
}

function rounded(program: ParametricProgram, point: Float64Array): Float64Array {
  return point.map((x, j) => (program.isInteger[j] === 1 ? Math.round(x) + 0 : x));
}

function withoutPoint(status: "infeasible" | "time-limit" | "failed", message: string): Optimum {
  return { status, message, point: new Float64Array(0), objective: Number.NaN };
}
