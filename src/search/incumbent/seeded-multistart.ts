import type { Box } from "../../numeric/box.js";
import type { Random } from "../../numeric/random.js";
import type { IncumbentFinder } from "./finder.js";
import type { Incumbent } from "./incumbent.js";
import type { Objective } from "./objective.js";
import { type Differentiable, ProjectedLbfgs } from "./projected-lbfgs.js";

const SAMPLES = 40;
/** Samples per variable. */
const SAMPLES_PER_VARIABLE = 60;
const NEIGHBOURS = 4;
/** Spread of the samples around a seed, relative to the box. */
const SPREAD = 0.05;
const DESCENTS = 6;
const START_ITERATIONS = 80;
const VISIT_ITERATIONS = 25;
const FIRST_VISITS = 10;
const VISIT_EVERY = 50;

/**
 * Local searches by limited-memory BFGS from the best of many points: random ones, and some around seeds that are known to be near
 * good values. For objectives that are flat over most of the box, where searches from few random points end nowhere.
 */
export class SeededMultistart implements IncumbentFinder {
  readonly fromCandidates = true;
  private readonly search: ProjectedLbfgs;
  private readonly x: Float64Array;
  private root: Box | null = null;

  /**
   * @param estimate the objective as local searches see it, which may be cheaper than `objective` itself
   * @param seeds points of the box, the best first
   */
  constructor(
    private readonly objective: Objective,
    private readonly estimate: Differentiable,
    private readonly random: Random,
    private readonly seeds: readonly Float64Array[],
  ) {
    this.search = new ProjectedLbfgs(objective.variables);
    this.x = new Float64Array(objective.variables);
  }

  start(root: Box, incumbent: Incumbent, from?: readonly Float64Array[]): void {
    this.root = root;
    if (from !== undefined) {
      for (const point of from) this.descend(point, START_ITERATIONS, incumbent);
      return;
    }
    const { random, objective, estimate, seeds } = this;
    const samples: { readonly x: Float64Array; readonly value: number }[] = [];
    const add = (x: Float64Array) => {
      for (let j = 0; j < x.length; j++) x[j] = Math.min(Math.max(x[j], root.lower[j]), root.upper[j]);
      const value = estimate.evaluate(x);
      if (value < Number.POSITIVE_INFINITY) samples.push({ x, value });
    };
    const count = SAMPLES + SAMPLES_PER_VARIABLE * objective.variables;
    for (let k = 0; k < count; k++) add(root.lower.map((low, j) => random.between(low, root.upper[j])));
    for (const seed of seeds) {
      for (let k = 0; k < NEIGHBOURS; k++) {
        add(seed.map((value, j) => value + SPREAD * random.normal() * (root.upper[j] - root.lower[j])));
      }
    }
    samples.sort((a, b) => a.value - b.value);
    for (const { x } of samples.slice(0, DESCENTS)) this.descend(x, START_ITERATIONS, incumbent);
  }

  visit(start: Float64Array, visits: number, incumbent: Incumbent): void {
    if (visits >= FIRST_VISITS && visits % VISIT_EVERY !== 0) return;
    this.descend(start, VISIT_ITERATIONS, incumbent);
  }

  polish(incumbent: Incumbent): void {
    this.descend(incumbent.x, VISIT_ITERATIONS, incumbent);
  }

  private descend(from: Float64Array, iterations: number, incumbent: Incumbent): void {
    const { root, x, search, objective, estimate } = this;
    if (root === null) return;
    x.set(from);
    search.minimize(estimate, root, x, iterations, 1e-9);
    incumbent.offer(x, objective.evaluate(x));
  }
}
