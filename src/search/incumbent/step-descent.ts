import type { Box } from "../../numeric/box.js";
import type { Random } from "../../numeric/random.js";
import type { Network } from "../../predictors/network/network.js";
import type { FeasibilityOptions } from "./constrained-multistart.js";
import { FeasibleValue } from "./feasible-value.js";
import type { IncumbentFinder } from "./finder.js";
import type { Incumbent } from "./incumbent.js";
import { type ConstrainedObjective, constrained, type Objective } from "./objective.js";
import { stepPlaces, stepwiseCost } from "./step-places.js";

const STARTS = 4;
const FIRST_VISITS = 4;
/** Nodes between two descents: more after each that found nothing, up to the last number. */
const PAUSE = 20;
const LONGER = 1.25;
const LONGEST_PAUSE = 1000;
/** Variables of the incumbent that are moved elsewhere before a descent from there. */
const KICKED = 3;
/** Trees and sums that one descent may walk through, and evaluations. */
const WORK = 1.5e6;
const MOST_EVALUATIONS = 12_000;
/** What a descent from a node may take of that. */
const VISITED = 0.4;
/** Descents with other weights of violations, one after the other. */
const ROUNDS = 12;
const HEAVIER = 2;
const LIGHTER = 0.6;
/** What a row's slack is worth, relative to its violation: enough to tell equal values apart. */
const SLACK = 1e-7;

/** The finder with descents along the steps of trees, where all models of the problem are trees; otherwise the finder itself. */
export function withStepDescent(
  inner: IncumbentFinder,
  network: Network,
  objective: Objective,
  random: Random,
  options: FeasibilityOptions,
): IncumbentFinder {
  const cost = stepwiseCost(network);
  return cost === null ? inner : new StepDescent(inner, network, objective, random, options, cost);
}

/**
 * Coordinate descent where trees stand in rows and objective, or variables are integer: one variable after the other goes to the best of all places at which
 * trees change, by the objective plus a weight times the rows' violations. The weight rises where a descent ends at a violation and falls
 * where it does not, so that the descents go to and fro across the rows' limits (strategic oscillation: F. Glover, ORSA J. Computing 1 (1989) 190-206).
 */
class StepDescent implements IncumbentFinder {
  readonly fromCandidates = true;
  private readonly objective: ConstrainedObjective;
  private readonly feasible: FeasibleValue;
  private readonly tolerance: number;
  private readonly x: Float64Array;
  private readonly values: Float64Array;
  private readonly most: number;
  private places: readonly Float64Array[] = [];
  private weight = 0;
  private budget = 0;
  private violation = 0;
  /** Nodes until the next descent, the visit at which it is due, and whether the last one began at a node rather than at the incumbent. */
  private pause = PAUSE;
  private due = 0;
  private isFromNode = false;

  constructor(
    private readonly inner: IncumbentFinder,
    private readonly network: Network,
    objective: Objective,
    private readonly random: Random,
    private readonly options: FeasibilityOptions,
    cost: number,
  ) {
    const { isInteger, feasibilityTolerance } = options;
    this.objective = constrained(objective);
    this.tolerance = feasibilityTolerance;
    this.feasible = new FeasibleValue(objective, isInteger, feasibilityTolerance);
    this.x = new Float64Array(objective.variables);
    this.values = new Float64Array(1 + this.objective.rows.count);
    this.most = Math.min(MOST_EVALUATIONS, Math.ceil(WORK / cost));
  }

  start(root: Box, incumbent: Incumbent, from?: readonly Float64Array[]): void {
    this.inner.start(root, incumbent, from);
    this.places = stepPlaces(this.network, root, this.options.isInteger);
    if (from !== undefined) {
      for (const point of from) this.descend(point, incumbent);
      return;
    }
    if (incumbent.exists) this.descend(incumbent.x, incumbent);
    const { places, random } = this;
    for (let k = 0; k < STARTS; k++) {
      const point = Float64Array.from(places, (own) => own[random.below(own.length)]);
      this.descend(point, incumbent);
    }
  }

  visit(start: Float64Array, visits: number, incumbent: Incumbent, corners?: Float64Array): void {
    this.inner.visit(start, visits, incumbent, corners);
    const isFirst = visits < FIRST_VISITS;
    if (!isFirst && visits < this.due) return;
    const before = incumbent.value;
    const budget = this.most * VISITED;
    this.isFromNode = !this.isFromNode;
    if (isFirst || this.isFromNode || !incumbent.exists) this.descend(start, incumbent, budget);
    if (incumbent.exists && (isFirst || !this.isFromNode)) this.descend(this.kicked(incumbent.x), incumbent, budget);
    this.pause = incumbent.value < before ? PAUSE : Math.min(LONGER * this.pause, LONGEST_PAUSE);
    this.due = visits + this.pause;
  }

  polish(incumbent: Incumbent): void {
    this.inner.polish(incumbent);
    this.descend(incumbent.x, incumbent, this.most * VISITED);
  }

  private kicked(x: Float64Array): Float64Array {
    const { places, random } = this;
    const point = x.slice();
    for (let k = 0; k < KICKED; k++) {
      const j = random.below(point.length);
      point[j] = places[j][random.below(places[j].length)];
    }
    return point;
  }

  private descend(from: Float64Array, incumbent: Incumbent, budget = this.most): void {
    const { x } = this;
    x.set(from);
    this.feasible.at(x);
    this.budget = budget;
    this.weight = this.firstWeight();
    for (let round = 0; round < ROUNDS && this.budget > 0; round++) {
      let still = 0;
      for (let j = 0; still < x.length && this.budget > 0; j = (j + 1) % x.length) still = this.move(j) ? 1 : still + 1;
      this.meritAt();
      const isFeasible = this.violation <= this.tolerance;
      if (isFeasible) incumbent.offer(x, this.feasible.at(x));
      if (this.objective.rows.count === 0) return;
      this.weight *= isFeasible ? LIGHTER : HEAVIER;
    }
  }

  /** How much the objective varies along single variables for a unit of violation that it takes. */
  private firstWeight(): number {
    const { x, places, values } = this;
    this.meritAt();
    const [before, violationBefore] = [values[0], this.violation];
    let change = 0;
    let violation = 0;
    for (let j = 0; j < x.length; j++) {
      const own = x[j];
      for (const end of [places[j][0], places[j][places[j].length - 1]]) {
        x[j] = end;
        this.meritAt();
        if (!Number.isFinite(values[0]) || !Number.isFinite(this.violation)) continue;
        change = Math.max(change, Math.abs(values[0] - before));
        violation = Math.max(violation, Math.abs(this.violation - violationBefore));
      }
      x[j] = own;
    }
    return violation > 0 && change > 0 ? change / violation : 1;
  }

  /** Variable j to the best of its places. False if it stays. */
  private move(j: number): boolean {
    const { x, places } = this;
    const own = x[j];
    let best = this.meritAt();
    best -= 1e-12 * Math.abs(best);
    let to = Number.NaN;
    for (const place of places[j]) {
      if (place === own) continue;
      x[j] = place;
      const merit = this.meritAt();
      if (!(merit < best)) continue;
      best = merit;
      to = place;
    }
    x[j] = Number.isNaN(to) ? own : to;
    return !Number.isNaN(to);
  }

  /** Objective, weighted violations, and a little for every row's slack that is used. */
  private meritAt(): number {
    const { objective, values, x, weight } = this;
    this.budget--;
    objective.evaluateAll(x, values);
    const { count, lower, upper } = objective.rows;
    let violation = 0;
    let used = 0;
    for (let k = 0; k < count; k++) {
      const value = values[k + 1];
      violation += Math.max(0, lower[k] - value, value - upper[k]);
      if (lower[k] > Number.NEGATIVE_INFINITY) used -= value;
      if (upper[k] < Number.POSITIVE_INFINITY) used += value;
    }
    this.violation = violation;
    const merit = values[0] + weight * (violation + SLACK * used);
    return Number.isNaN(merit) ? Number.POSITIVE_INFINITY : merit;
  }
}
