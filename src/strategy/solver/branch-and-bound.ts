import { objectiveAt, type ParametricProgram, type ProgramData } from "../program/parametric-program.js";
import { type DualPoint, LagrangianBound } from "../proof/lagrangian-bound.js";
import type { RelaxationSolver } from "./relaxation.js";

/** A box of the whole numbers that was not split, and why nothing better lies in it. */
export interface Leaf {
  /** Bounds of all variables. */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly dual: DualPoint;
}

export interface BranchingResult {
  readonly status: "optimal" | "infeasible" | "node-limit" | "failed";
  readonly message: string;
  readonly point: Float64Array | null;
  readonly objective: number;
  readonly nodes: number;
  /** They cover all whole numbers: the smallest of their bounds is a bound of the program, at any parameters. */
  readonly leaves: readonly Leaf[];
}

export interface BranchingOptions {
  readonly nodeLimit: number;
  /** Boxes are dropped whose bound is within this of the best point, relative to 1 + |objective|. */
  readonly tolerance: number;
  /** Whole numbers (in the order of the variables that take them) to be tried before the search. */
  readonly hints: readonly Float64Array[];
  /** Seconds after which no further box is split. */
  readonly timeLimit: number;
  /** Objective of a point that is known: only better ones are looked for. */
  readonly known: number;
  /** Whether boxes whose relaxations have whole optima are split as well, until these are alone in their boxes. */
  readonly separates: boolean;
}

export const BRANCHING_DEFAULTS: BranchingOptions = {
  nodeLimit: 20_000,
  tolerance: 1e-9,
  hints: [],
  timeLimit: Number.POSITIVE_INFINITY,
  known: Number.POSITIVE_INFINITY,
  separates: false,
};

const WHOLE = 1e-6;

interface Node {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly point: Float64Array;
  readonly dual: DualPoint;
  readonly bound: number;
}

/**
 * Branch and bound over the whole numbers of a convex program with its continuous relaxations: the box with the smallest
 * bound first, split at its most fractional variable.
 */
export class BranchAndBound {
  private readonly bounds: LagrangianBound;
  private readonly integers: Int32Array;
  private incumbent: Float64Array | null = null;
  private objective = Number.POSITIVE_INFINITY;
  private leaves: Leaf[] = [];
  private failure = "";

  constructor(
    private readonly program: ParametricProgram,
    private readonly solver: RelaxationSolver,
  ) {
    this.bounds = new LagrangianBound(program);
    this.integers = Int32Array.from(program.isInteger.keys()).filter((j) => program.isInteger[j] === 1);
  }

  async solve(
    data: ProgramData,
    { nodeLimit, tolerance, hints, timeLimit, known, separates }: BranchingOptions,
  ): Promise<BranchingResult> {
    const { program } = this;
    this.incumbent = null;
    this.objective = known;
    this.leaves = [];
    this.failure = "";
    for (const hint of hints) await this.fix(data, hint);
    const root = await this.node(data, program.lower.slice(), program.upper.slice());
    const queue: Node[] = root === null ? [] : [root];
    let nodes = 1;
    const deadline = performance.now() + 1000 * timeLimit;
    while (queue.length > 0 && nodes < nodeLimit && performance.now() < deadline) {
      const best = queue.reduce((least, { bound }, k) => (bound < queue[least].bound ? k : least), 0);
      const [node] = queue.splice(best, 1);
      const fractional = this.mostFractional(node.point, node.lower, node.upper);
      if (fractional < 0) this.accept(data, node.point);
      const split = fractional < 0 && separates ? this.firstFree(node.lower, node.upper) : fractional;
      if (split < 0 || node.bound >= this.objective - tolerance * (1 + Math.abs(this.objective))) {
        this.leaves.push(node);
        continue;
      }
      // A whole number at its upper end is split off from those below it.
      const last = fractional < 0 ? Math.round(node.point[split]) : Math.floor(node.point[split]);
      const below = Math.min(last, node.upper[split] - 1);
      for (const side of [0, 1]) {
        const lower = node.lower.slice();
        const upper = node.upper.slice();
        if (side === 0) upper[split] = below;
        else lower[split] = below + 1;
        const child = await this.node(data, lower, upper);
        nodes++;
        if (child !== null) queue.push(child);
      }
    }
    this.leaves.push(...queue);
    return this.result(queue.length > 0, nodes);
  }

  private result(isCut: boolean, nodes: number): BranchingResult {
    const { incumbent, failure, leaves, objective } = this;
    const found = incumbent === null ? "infeasible" : "optimal";
    const status = failure !== "" ? "failed" : isCut ? "node-limit" : found;
    return { status, message: failure, point: incumbent, objective, nodes, leaves };
  }

  /** Solves over a box; null if nothing is in it. What is found infeasible stays as a leaf with a bound that shows it. */
  private async node(data: ProgramData, lower: Float64Array, upper: Float64Array): Promise<Node | null> {
    const { program, bounds } = this;
    const relaxation = await this.solver.solve(data, lower, upper);
    if (relaxation.status === "infeasible") {
      const multipliers = new Float64Array(program.rowNames.length);
      this.leaves.push({ lower, upper, dual: { multipliers, anchor: null } });
      return null;
    }
    if (relaxation.status === "failed") {
      this.failure = relaxation.message;
      return null;
    }
    const { point, multipliers } = relaxation;
    const dual = { multipliers, anchor: program.quadratic === null ? null : point };
    return { lower, upper, point, dual, bound: bounds.at(data, dual, lower, upper) };
  }

  /** Tries the program with the given whole numbers. */
  private async fix(data: ProgramData, values: Float64Array): Promise<void> {
    const lower = this.program.lower.slice();
    const upper = this.program.upper.slice();
    this.integers.forEach((j, k) => {
      lower[j] = values[k];
      upper[j] = values[k];
    });
    const { status, point } = await this.solver.solve(data, lower, upper);
    if (status === "optimal") this.accept(data, point);
  }

  private accept(data: ProgramData, point: Float64Array): void {
    const whole = point.slice();
    for (const j of this.integers) whole[j] = Math.round(whole[j]) + 0;
    const value = objectiveAt(this.program, data, whole);
    if (!(value < this.objective)) return;
    this.objective = value;
    this.incumbent = whole;
  }

  private firstFree(lower: Float64Array, upper: Float64Array): number {
    for (const j of this.integers) if (lower[j] < upper[j]) return j;
    return -1;
  }

  private mostFractional(point: Float64Array, lower: Float64Array, upper: Float64Array): number {
    let most = WHOLE;
    let chosen = -1;
    for (const j of this.integers) {
      if (lower[j] === upper[j]) continue;
      const distance = Math.abs(point[j] - Math.round(point[j]));
      if (distance <= most) continue;
      most = distance;
      chosen = j;
    }
    return chosen;
  }
}
