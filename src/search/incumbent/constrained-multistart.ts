import { type Box, midpoint } from "../../numeric/box.js";
import type { Random } from "../../numeric/random.js";
import { FeasibleValue } from "./feasible-value.js";
import type { IncumbentFinder } from "./finder.js";
import type { Incumbent } from "./incumbent.js";
import { IntegerSearch } from "./integer-search.js";
import type { LocalSolver } from "./local-solver.js";
import { constrained, type Objective } from "./objective.js";
import { localSolver } from "./solver-sequence.js";

const STARTS = 10;
/** The first nodes are all visited, later ones now and then. */
const FIRST_VISITS = 30;
const VISIT_EVERY = 100;
/** The same within nodes, where piecewise constant models hide from gradients what lies beyond their steps. */
const STEPWISE_EVERY = 10;

/** What a finder has to know of the problem besides the objective. */
export interface FeasibilityOptions {
  /** 1 for integer variables, one element per variable; null if all are continuous. */
  readonly isInteger: Uint8Array | null;
  /** By how much a row may be violated, in units of the row. */
  readonly feasibilityTolerance: number;
  /** The objective with the gradients that hold within small boxes, where a model in the problem is piecewise constant. */
  readonly local?: Objective | null;
}

/**
 * Local searches for problems with rows or integer variables: from the centre and random points of the root box, and from the
 * bounder's candidates in some nodes. All of them range over the whole root box: a node's candidate is seldom near a feasible
 * point of the same node. Where models are piecewise constant, searches within nodes come on top.
 */
export class ConstrainedMultistart implements IncumbentFinder {
  readonly fromCandidates = true;
  private readonly solver: LocalSolver;
  private readonly feasible: FeasibleValue;
  private readonly integers: IntegerSearch | null;
  private readonly x: Float64Array;
  private readonly local: LocalSolver | null;
  private readonly node: Box;
  private inNodes = 0;
  private root: Box | null = null;

  constructor(
    objective: Objective,
    private readonly random: Random,
    { isInteger, feasibilityTolerance, local = null }: FeasibilityOptions,
  ) {
    this.local = local && localSolver(constrained(local), feasibilityTolerance);
    const n = objective.variables;
    this.node = { lower: new Float64Array(n), upper: new Float64Array(n) };
    this.solver = localSolver(constrained(objective), feasibilityTolerance);
    this.feasible = new FeasibleValue(objective, isInteger, feasibilityTolerance);
    const hasIntegers = isInteger?.some((flag) => flag !== 0) === true;
    this.integers = hasIntegers ? new IntegerSearch(this.solver, this.feasible, isInteger) : null;
    this.x = new Float64Array(objective.variables);
  }

  start(root: Box, incumbent: Incumbent, points?: readonly Float64Array[]): void {
    this.root = root;
    if (points !== undefined) {
      for (const point of points) this.search(point, incumbent);
      return;
    }
    const from = new Float64Array(this.x.length);
    for (let k = 0; k < STARTS; k++) {
      if (k === 0) midpoint(root, from);
      else for (let j = 0; j < from.length; j++) from[j] = this.random.between(root.lower[j], root.upper[j]);
      this.search(from, incumbent);
    }
    // Once, since it takes many local solves where there are continuous variables, too.
    if (this.integers?.isPurelyInteger === false) {
      this.round(incumbent.exists ? incumbent.x : this.x, true, incumbent);
    }
  }

  visit(start: Float64Array, visits: number, incumbent: Incumbent, corners?: Float64Array): void {
    const isFirst = visits < FIRST_VISITS;
    if (isFirst || visits % VISIT_EVERY === 0) this.search(start, incumbent);
    if (corners === undefined || this.local === null || (!isFirst && visits % STEPWISE_EVERY !== 0)) return;
    const { node } = this;
    const n = this.x.length;
    node.lower.set(corners.subarray(0, n));
    node.upper.set(corners.subarray(n));
    // Slopes across steps lead into other cells of the node, derivatives to the best of one: each finds what the other does not.
    this.search(start, incumbent, node, this.inNodes++ % 2 === 0 ? this.local : this.solver);
  }

  polish(incumbent: Incumbent): void {
    if (this.integers === null) this.search(incumbent.x, incumbent);
    else this.round(incumbent.x, this.integers.isPurelyInteger, incumbent);
  }

  private search(from: Float64Array, incumbent: Incumbent, box = this.root, solver = this.solver): void {
    const { x, integers } = this;
    if (box === null) return;
    solver.solve(box, from, x);
    if (integers === null) incumbent.offer(x, this.feasible.at(x));
    else this.round(x, integers.isPurelyInteger, incumbent);
  }

  private round(from: Float64Array, withNeighbours: boolean, incumbent: Incumbent): void {
    const { root, x, integers } = this;
    if (root === null || integers === null) return;
    x.set(from);
    integers.run(root, x, withNeighbours);
    incumbent.offer(x, integers.value);
  }
}
