import { activities, type ParametricProgram, type ProgramData } from "../program/parametric-program.js";
import { type Strategy, strategyKey } from "../strategy.js";
import { ReducedSystem } from "./reduced-system.js";

/** Systems of strategies met on walks that stay factorized. */
const MOST_KEPT = 64;
const TOLERANCE = 1e-9;
/** Smaller entries of the tableau are taken for rounding. */
const PIVOT = 1e-7;

/**
 * From a strategy that is not optimal to ones that are closer; whole numbers stay. Where the objective is quadratic, what a point violates
 * becomes tight, and what its multipliers push away from is let go (the primal-dual active-set method of M. Hintermueller,
 * K. Ito and K. Kunisch, SIAM J. Optimization 13, 2002). Where it is linear, one constraint is exchanged for another as in the
 * dual simplex method. Near a strategy's region few steps end at the optimum; nothing is promised, and what comes out is checked like everything else.
 */
export class ActiveSetWalk {
  private readonly kept = new Map<string, ReducedSystem>();
  private readonly values: Float64Array;
  private readonly slopes: Float64Array;
  private readonly costs: Float64Array;
  private readonly shares: Float64Array;

  /** @param learned systems of strategies, by key */
  constructor(
    private readonly program: ParametricProgram,
    private readonly learned: ReadonlyMap<string, ReducedSystem> = new Map(),
  ) {
    this.costs = new Float64Array(program.lower.length);
    this.shares = new Float64Array(program.rowNames.length);
    this.values = new Float64Array(program.rowNames.length);
    this.slopes = new Float64Array(program.lower.length);
  }

  /** The system of a strategy, recovered at the data. */
  recovered(strategy: Strategy, data: ProgramData): ReducedSystem {
    const key = strategyKey(strategy);
    const system = this.learned.get(key) ?? this.kept.get(key) ?? new ReducedSystem(this.program, strategy);
    if (!this.learned.has(key)) this.keep(key, system);
    system.recover(data);
    return system;
  }

  private keep(key: string, system: ReducedSystem): void {
    if (!this.kept.has(key) && this.kept.size >= MOST_KEPT) {
      for (const oldest of this.kept.keys()) {
        this.kept.delete(oldest);
        break;
      }
    }
    this.kept.set(key, system);
  }

  /** The strategy that the point and the multipliers of one point to; null if they ask for no other. */
  next(strategy: Strategy, system: ReducedSystem, data: ProgramData): Strategy | null {
    const { program, values, slopes } = this;
    const { lower, upper, isInteger } = program;
    const { point, multipliers } = system;
    activities(program, data, point, values);
    this.fillSlopes(data, point, multipliers);
    if (program.quadratic === null) return this.exchanged(strategy, system, data);
    let changes = 0;
    const change = (before: number, after: number): number => {
      if (after !== before) changes++;
      return after;
    };
    const rows = strategy.rows.map((state, r) => {
      if (data.rowLower[r] === data.rowUpper[r]) return state;
      return change(state, nextState(state, values[r], data.rowLower[r], data.rowUpper[r], multipliers[r]));
    });
    const columns = strategy.columns.map((state, j) => {
      if (isInteger[j] === 1 || lower[j] === upper[j]) return state;
      return change(state, nextState(state, point[j], lower[j], upper[j], slopes[j]));
    });
    return changes === 0 ? null : { ...strategy, rows, columns };
  }

  /** With what is violated most made tight instead of what costs least to let go; null if nothing is violated, or nothing helps. */
  private exchanged(strategy: Strategy, system: ReducedSystem, data: ProgramData): Strategy | null {
    const { program, values, slopes, costs, shares } = this;
    const { lower, upper, isInteger, starts, indices } = program;
    let most = TOLERANCE;
    let column = -1;
    let row = -1;
    let side = 0;
    const measure = (value: number, low: number, high: number, j: number, r: number): void => {
      const isBelow = low - value > value - high;
      const violation = (isBelow ? low - value : value - high) / (1 + Math.abs(isBelow ? low : high));
      if (!(violation > most)) return;
      most = violation;
      column = j;
      row = r;
      side = isBelow ? -1 : 1;
    };
    strategy.columns.forEach((state, j) => {
      if (state === 0 && isInteger[j] === 0) measure(system.point[j], lower[j], upper[j], j, -1);
    });
    strategy.rows.forEach((state, r) => {
      if (state === 0) measure(values[r], data.rowLower[r], data.rowUpper[r], -1, r);
    });
    if (side === 0) return null;
    costs.fill(0);
    if (column >= 0) costs[column] = 1;
    else for (let e = starts[row]; e < starts[row + 1]; e++) costs[indices[e]] += data.values[e];
    system.shares(costs, shares);
    for (let r = 0; r < shares.length; r++) {
      if (shares[r] === 0) continue;
      for (let e = starts[r]; e < starts[r + 1]; e++) costs[indices[e]] -= shares[r] * data.values[e];
    }
    let least = Number.POSITIVE_INFINITY;
    let size = 0;
    let freed = -1;
    let loosened = -1;
    const compare = (state: number, share: number, slope: number, j: number, r: number): void => {
      // At a lower side it can only grow, at an upper one only fall; what is violated has to move inward.
      if (!(state * side * share > PIVOT)) return;
      const ratio = Math.abs(slope / share);
      if (ratio > least || (ratio === least && Math.abs(share) <= size)) return;
      least = ratio;
      size = Math.abs(share);
      freed = j;
      loosened = r;
    };
    strategy.columns.forEach((state, j) => {
      if (state !== 0 && lower[j] < upper[j]) compare(state, costs[j], slopes[j], j, -1);
    });
    strategy.rows.forEach((state, r) => {
      if (state !== 0 && data.rowLower[r] < data.rowUpper[r]) {
        compare(state, shares[r], system.multipliers[r], -1, r);
      }
    });
    if (freed < 0 && loosened < 0) return null;
    const next = { ...strategy, rows: strategy.rows.slice(), columns: strategy.columns.slice() };
    if (column >= 0) next.columns[column] = side;
    else next.rows[row] = side;
    if (freed >= 0) next.columns[freed] = 0;
    else next.rows[loosened] = 0;
    return next;
  }

  /** The objective's slopes less what the rows hold. */
  private fillSlopes(data: ProgramData, point: Float64Array, multipliers: Float64Array): void {
    const { program, slopes } = this;
    const { quadratic, starts, indices } = program;
    slopes.set(data.linear);
    if (quadratic !== null) {
      for (let j = 0; j < point.length; j++) {
        if (point[j] === 0) continue;
        // P is symmetric: its column j is its row j.
        for (let e = quadratic.starts[j]; e < quadratic.starts[j + 1]; e++) {
          slopes[quadratic.indices[e]] += quadratic.values[e] * point[j];
        }
      }
    }
    for (let r = 0; r < multipliers.length; r++) {
      if (multipliers[r] === 0) continue;
      for (let e = starts[r]; e < starts[r + 1]; e++) slopes[indices[e]] -= multipliers[r] * data.values[e];
    }
  }
}

/** @param push positive where it holds against the lower side, negative against the upper one */
function nextState(state: number, value: number, lower: number, upper: number, push: number): number {
  if (state < 0) return push < -TOLERANCE ? 0 : state;
  if (state > 0) return push > TOLERANCE ? 0 : state;
  if (value < lower - TOLERANCE * (1 + Math.abs(lower))) return -1;
  return value > upper + TOLERANCE * (1 + Math.abs(upper)) ? 1 : 0;
}
