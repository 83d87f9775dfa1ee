import { activities, type ParametricProgram, type ProgramData } from "../program/parametric-program.js";
import { type Strategy, strategyKey } from "../strategy.js";
import { ReducedSystem } from "./reduced-system.js";

/** Systems of strategies met on walks that stay factorized. */
const MOST_KEPT = 64;
const TOLERANCE = 1e-9;

/**
 * From a strategy that is not optimal to ones that are closer: what its point violates becomes tight, and what its multipliers
 * push away from is let go (the primal-dual active-set method of M. Hintermueller, K. Ito and K. Kunisch, SIAM J. Optimization
 * 13, 2002). Whole numbers stay. Near a strategy's region one step or two end at the optimum of a quadratic program; nothing is promised,
 * and what comes out is checked like everything else.
 */
export class ActiveSetWalk {
  private readonly kept = new Map<string, ReducedSystem>();
  private readonly values: Float64Array;
  private readonly slopes: Float64Array;

  constructor(private readonly program: ParametricProgram) {
    this.values = new Float64Array(program.rowNames.length);
    this.slopes = new Float64Array(program.lower.length);
  }

  /** The system of a strategy, recovered at the data. */
  recovered(strategy: Strategy, data: ProgramData): ReducedSystem {
    const key = strategyKey(strategy);
    const system = this.kept.get(key) ?? new ReducedSystem(this.program, strategy);
    if (!this.kept.has(key) && this.kept.size >= MOST_KEPT) {
      for (const oldest of this.kept.keys()) {
        this.kept.delete(oldest);
        break;
      }
    }
    this.kept.set(key, system);
    system.recover(data);
    return system;
  }

  /** The strategy that the point and the multipliers of one point to; null if they ask for no other. */
  next(strategy: Strategy, { point, multipliers }: ReducedSystem, data: ProgramData): Strategy | null {
    const { program, values, slopes } = this;
    const { lower, upper, isInteger } = program;
    activities(program, data, point, values);
    this.fillSlopes(data, point, multipliers);
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
