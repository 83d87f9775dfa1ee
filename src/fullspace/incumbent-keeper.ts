import { type Box, copyBox } from "../numeric/box.js";
import { Random } from "../numeric/random.js";
import type { Network } from "../predictors/network/network.js";
import { ConstrainedMultistart } from "../search/incumbent/constrained-multistart.js";
import { FeasibleValue } from "../search/incumbent/feasible-value.js";
import type { IncumbentFinder } from "../search/incumbent/finder.js";
import { Incumbent } from "../search/incumbent/incumbent.js";
import { Multistart } from "../search/incumbent/multistart.js";
import { objectiveOf } from "../search/incumbent/network-objective.js";
import type { Rows } from "../search/incumbent/objective.js";
import type { CompleteOptions } from "../search/options.js";
import type { Assembly } from "./assembly.js";
import type { Program } from "./program.js";

/** Shares of the way to the best point, tried in this order for a point that the solver's tolerance puts outside the rows. */
const INWARD = [0.01, 0.1, 0.3];

/**
 * The best point found, whoever found it: only what the models themselves say of a point counts. Points of a solver are
 * evaluated again and improved by local search.
 */
export class IncumbentKeeper {
  readonly incumbent: Incumbent;
  private readonly feasible: FeasibleValue;
  private readonly finder: IncumbentFinder;
  private readonly box: Box;
  private readonly isInteger: Uint8Array | null;
  /** For some of the variables; null where all of them or none are whole numbers. */
  private readonly within: ConstrainedMultistart | null;
  private readonly x: Float64Array;

  /** @param network the objective as it is to be minimized, and the rows' expressions, as they were written */
  constructor(
    network: Network,
    rows: Rows,
    { box, isInteger }: Pick<Program, "box" | "isInteger">,
    { feasibilityTolerance, seed }: CompleteOptions,
  ) {
    const objective = objectiveOf(network, rows);
    this.box = box;
    this.isInteger = isInteger;
    this.incumbent = new Incumbent(objective.variables);
    this.feasible = new FeasibleValue(objective, isInteger, feasibilityTolerance);
    const random = new Random(seed);
    const isPlain = rows.count === 0 && isInteger === null;
    this.finder = isPlain
      ? new Multistart(objective, random)
      : new ConstrainedMultistart(objective, random, { isInteger, feasibilityTolerance });
    const isMixed = isInteger?.includes(1) === true && isInteger.includes(0);
    this.within = isMixed ? new ConstrainedMultistart(objective, random, { isInteger, feasibilityTolerance }) : null;
    this.x = new Float64Array(objective.variables);
    this.finder.start(box, this.incumbent);
  }

  /**
   * Offers a point of the model's columns: the decision variables as they are, then moved to where the binaries say, then improved.
   * @returns the value of the point as it is, +Infinity if it does not count
   */
  offer(point: Float64Array, assembly: Assembly): number {
    const { x, box, incumbent } = this;
    for (let j = 0; j < x.length; j++) x[j] = Math.min(Math.max(point[j], box.lower[j]), box.upper[j]);
    const value = this.evaluated();
    if (value === Number.POSITIVE_INFINITY && incumbent.exists) this.pullInward();
    if (assembly.repairs.length > 0) {
      for (const repair of assembly.repairs) repair(point, x);
      this.evaluated();
    }
    if (x.some(Number.isNaN)) return value;
    this.searchWithin(x);
    this.finder.visit(x, 0, incumbent);
    return value;
  }

  /** Local search over the variables that are not whole numbers, the others as they are: rows that a solver's tolerance breaks are repaired. */
  private searchWithin(x: Float64Array): void {
    const { isInteger, box, incumbent } = this;
    if (isInteger === null || this.within === null) return;
    const fixed = copyBox(box);
    isInteger.forEach((flag, j) => {
      if (flag === 1)
        fixed.lower[j] = fixed.upper[j] = Math.min(Math.max(Math.round(x[j]), box.lower[j]), box.upper[j]);
    });
    this.within.start(fixed, incumbent, [x]);
  }

  /** Tries points between the last one and the best one, which have its whole numbers. */
  private pullInward(): void {
    const { x, isInteger, incumbent } = this;
    if (isInteger !== null && x.some((value, j) => isInteger[j] === 1 && value !== incumbent.x[j])) return;
    const [from, to] = [x.slice(), incumbent.x.slice()];
    for (const share of INWARD) {
      for (let j = 0; j < x.length; j++) x[j] = from[j] + share * (to[j] - from[j]);
      if (this.evaluated() < Number.POSITIVE_INFINITY) break;
    }
    x.set(from);
  }

  private evaluated(): number {
    const value = this.feasible.at(this.x);
    this.incumbent.offer(this.x, value);
    return Number.isNaN(value) ? Number.POSITIVE_INFINITY : value;
  }
}
