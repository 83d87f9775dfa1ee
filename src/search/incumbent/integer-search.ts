import { type Box, copyBox } from "../../numeric/box.js";
import { roundToIntegers } from "../integrality.js";
import type { FeasibleValue } from "./feasible-value.js";
import type { LocalSolver } from "./local-solver.js";

/** Neighbours that are evaluated in one descent: plenty where each is one evaluation, few where each is a local solve. */
const EVALUATED_NEIGHBOURS = 2000;
const SOLVED_NEIGHBOURS = 16;

/**
 * From a point of the relaxed problem to one with integers: the integer variables are rounded and fixed, the continuous ones
 * solved for again; then single integer variables are moved by one while that gives something better.
 */
export class IntegerSearch {
  /** Value of the last point, as FeasibleValue has it. */
  value = Number.POSITIVE_INFINITY;
  private violation = Number.POSITIVE_INFINITY;
  /** No variable is continuous: neighbours are cheap. */
  readonly isPurelyInteger: boolean;
  private readonly trial: Float64Array;

  constructor(
    private readonly solver: LocalSolver,
    private readonly feasible: FeasibleValue,
    private readonly isInteger: Uint8Array,
  ) {
    this.isPurelyInteger = isInteger.every((flag) => flag !== 0);
    this.trial = new Float64Array(isInteger.length);
  }

  /** Replaces x, a point of the box, by one with integers: the rounded one, and the best found by going to neighbours. */
  run(box: Box, x: Float64Array, withNeighbours: boolean): void {
    const fixed = copyBox(box);
    this.complete(fixed, x);
    this.value = this.feasible.at(x);
    this.violation = this.feasible.violation;
    if (!withNeighbours) return;
    let budget = this.isPurelyInteger ? EVALUATED_NEIGHBOURS : SOLVED_NEIGHBOURS;
    let unchanged = 0;
    for (let place = 0; unchanged < 2 * x.length && budget > 0; place = (place + 1) % (2 * x.length)) {
      unchanged++;
      const j = place >> 1;
      const moved = x[j] + (place % 2 === 0 ? 1 : -1);
      if (this.isInteger[j] === 0 || moved < box.lower[j] || moved > box.upper[j]) continue;
      budget--;
      if (this.tryNeighbour(fixed, x, j, moved)) unchanged = 0;
    }
  }

  /** Moves x to the neighbour with x[j] = moved if that is better. */
  private tryNeighbour(fixed: Box, x: Float64Array, j: number, moved: number): boolean {
    const { trial, feasible } = this;
    trial.set(x);
    trial[j] = moved;
    this.complete(fixed, trial);
    const value = feasible.at(trial);
    const { violation } = feasible;
    // Among points that count the value decides, among others the violation; any of the former is better.
    if (!(value < this.value || (this.value === Number.POSITIVE_INFINITY && violation < this.violation))) return false;
    x.set(trial);
    this.value = value;
    this.violation = violation;
    return true;
  }

  /** Rounds the integer variables of x and solves for the others. */
  private complete(fixed: Box, x: Float64Array): void {
    const { isInteger } = this;
    roundToIntegers(x, isInteger);
    if (this.isPurelyInteger) return;
    for (let j = 0; j < x.length; j++) {
      if (isInteger[j] === 0) continue;
      fixed.lower[j] = x[j];
      fixed.upper[j] = x[j];
    }
    this.solver.solve(fixed, x, x);
  }
}
