import { instance, objectiveAt, type ParametricProgram } from "../program/parametric-program.js";
import { centralParameters, parameterCount } from "../program/sampling.js";
import { hasAffineBounds } from "../proof/affine-bound.js";
import type { Strategy } from "../strategy.js";
import type { ReducedSystem } from "./reduced-system.js";

/** Reduced costs of the wrong sign up to this, relative to the largest cost, are those of costs moved to break ties. */
const MOVED = 1e-4;

/**
 * What strategies are worth as functions of the parameters, where these are only in the sides of a linear program's rows. The objective of a strategy's
 * point is affine then, and its multipliers do not change: if they have the right signs, it bounds from below whatever its whole
 * numbers can reach, and only the greatest of the strategies with the same whole numbers can be feasible (T. Gal and J. Nedoma, Multiparametric
 * Linear Programming, Management Science 18, 1972). The least of these greatest ones says which whole numbers to try first. All are
 * estimates; nothing is proved by them.
 */
export class ValueFunctions {
  /** The strategies to try, after `rank`: for each assignment of whole numbers the one, best first. */
  readonly order: Int32Array;
  /** Of strategy `order[k]`, about the least that its whole numbers can reach. */
  readonly values: Float64Array;
  private readonly constants: Float64Array;
  private readonly slopes: Float64Array;
  /** Per assignment of whole numbers: its strategies. */
  private readonly groups: readonly Int32Array[];
  private readonly parameters: number;

  static suits(program: ParametricProgram): boolean {
    return program.quadratic === null && hasAffineBounds(program);
  }

  /** @param systems of the strategies */
  constructor(program: ParametricProgram, strategies: readonly Strategy[], systems: readonly ReducedSystem[]) {
    const theta = centralParameters(program.blocks);
    const data = instance(program, theta);
    const count = parameterCount(program.blocks);
    this.parameters = count;
    this.constants = new Float64Array(strategies.length);
    this.slopes = new Float64Array(strategies.length * count);
    const together = new Map<string, { fit: number[]; unfit: number[] }>();
    strategies.forEach((strategy, k) => {
      const { point, multipliers } = systems[k];
      systems[k].recover(data);
      const slopes = this.slopes.subarray(k * count, (k + 1) * count);
      addSlopes(program, strategy, multipliers, slopes);
      this.constants[k] = slopes.reduce((sum, slope, p) => sum - slope * theta[p], objectiveAt(program, data, point));
      const whole = strategy.integers.join();
      const group = together.get(whole) ?? { fit: [], unfit: [] };
      together.set(whole, group);
      (isDualFeasible(program, strategy, multipliers) ? group.fit : group.unfit).push(k);
    });
    this.groups = [...together.values()].map(({ fit, unfit }) => Int32Array.from(fit.length > 0 ? fit : unfit));
    this.order = new Int32Array(this.groups.length);
    this.values = new Float64Array(this.groups.length);
  }

  /** Fills `order` and `values`. */
  rank(theta: Float64Array): void {
    const { groups, order, values } = this;
    for (let g = 0; g < groups.length; g++) {
      let most = Number.NEGATIVE_INFINITY;
      let chosen = groups[g][0];
      for (const k of groups[g]) {
        const value = this.valueOf(k, theta);
        if (value <= most) continue;
        most = value;
        chosen = k;
      }
      let place = g;
      for (; place > 0 && values[place - 1] > most; place--) {
        values[place] = values[place - 1];
        order[place] = order[place - 1];
      }
      values[place] = most;
      order[place] = chosen;
    }
  }

  private valueOf(k: number, theta: Float64Array): number {
    const { slopes, constants, parameters } = this;
    let value = constants[k];
    for (let p = 0; p < parameters; p++) value += slopes[k * parameters + p] * theta[p];
    return value;
  }
}

/** How the objective of a strategy's point grows with the parameters: by its multipliers, as the sides of its tight rows do. */
function addSlopes(
  { rowLower, rowUpper }: ParametricProgram,
  { rows }: Strategy,
  multipliers: Float64Array,
  out: Float64Array,
): void {
  for (const [sides, isLower] of [
    [rowLower, true],
    [rowUpper, false],
  ] as const) {
    const { entries, parameters, coefficients } = sides;
    for (let e = 0; e < entries.length; e++) {
      const r = entries[e];
      if (rows[r] !== 0 && rows[r] < 0 === isLower) out[parameters[e]] += coefficients[e] * multipliers[r];
    }
  }
}

/** Whether no multiplier or reduced cost has the wrong sign. */
function isDualFeasible(
  { linear, starts, indices, values, rowLower, rowUpper, lower, upper, isInteger }: ParametricProgram,
  { rows, columns }: Strategy,
  multipliers: Float64Array,
): boolean {
  const tolerance = MOVED * linear.base.reduce((most, cost) => Math.max(most, Math.abs(cost)), 1e-9);
  const reduced = linear.base.slice();
  for (let r = 0; r < rows.length; r++) {
    const y = multipliers[r];
    const isEquation = rowLower.base[r] === rowUpper.base[r];
    if (!isEquation && !(y * rows[r] <= tolerance)) return false;
    for (let e = starts[r]; y !== 0 && e < starts[r + 1]; e++) reduced[indices[e]] -= y * values.base[e];
  }
  return columns.every((state, j) => isInteger[j] === 1 || lower[j] === upper[j] || reduced[j] * state <= tolerance);
}
