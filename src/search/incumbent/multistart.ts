import { type Box, midpoint } from "../../numeric/box.js";
import type { Random } from "../../numeric/random.js";
import type { IncumbentFinder } from "./finder.js";
import type { Incumbent } from "./incumbent.js";
import type { Objective } from "./objective.js";
import { ProjectedGradient } from "./projected-gradient.js";

const STARTS = 10;
const START_ITERATIONS = 60;
const VISIT_ITERATIONS = 20;
/** The first nodes are all visited, later ones now and then: that a good point exists is known early or seldom. */
const FIRST_VISITS = 30;
const VISIT_EVERY = 20;

/** Local searches from the centre and random points of the root box, and from the centres of some nodes. */
export class Multistart implements IncumbentFinder {
  private readonly search: ProjectedGradient;
  private readonly x: Float64Array;
  private root: Box | null = null;

  constructor(
    objective: Objective,
    private readonly random: Random,
  ) {
    this.search = new ProjectedGradient(objective);
    this.x = new Float64Array(objective.variables);
  }

  start(root: Box, incumbent: Incumbent, from?: readonly Float64Array[]): void {
    this.root = root;
    const { x } = this;
    if (from !== undefined) {
      for (const point of from) this.descend(point, START_ITERATIONS, incumbent);
      return;
    }
    for (let k = 0; k < STARTS; k++) {
      if (k === 0) midpoint(root, x);
      else for (let j = 0; j < x.length; j++) x[j] = this.random.between(root.lower[j], root.upper[j]);
      this.descend(x, START_ITERATIONS, incumbent);
    }
  }

  visit(centre: Float64Array, visits: number, incumbent: Incumbent): void {
    if (visits >= FIRST_VISITS && visits % VISIT_EVERY !== 0) return;
    this.descend(centre, VISIT_ITERATIONS, incumbent);
  }

  polish(incumbent: Incumbent): void {
    this.descend(incumbent.x, VISIT_ITERATIONS, incumbent);
  }

  private descend(from: Float64Array, iterations: number, incumbent: Incumbent): void {
    if (this.root === null) return;
    const value = this.search.descend(this.root, from, iterations, this.x);
    incumbent.offer(this.x, value);
  }
}
