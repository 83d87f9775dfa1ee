import type { ParametricProgram, ProgramData } from "../program/parametric-program.js";

export type SimplexStatus = "optimal" | "infeasible" | "cutoff" | "work-limit";

/** Violations of bounds up to this, relative to 1 + |bound|, are let be. */
const FEASIBLE = 1e-9;
/** Smaller entries of the tableau do not become pivots. */
const PIVOT = 1e-9;
/** Entries of the tableau that are rounding errors. */
const TINY = 1e-13;
/** After so many pivots the tableau is computed anew: errors add up. */
const MOST_PIVOTS = 400;

/**
 * The dual simplex method for linear programs between bounds, on a dense tableau. Every variable has finite bounds, so any
 * basis is dual feasible with the others at the bounds that their reduced costs ask for: after other bounds it goes on from
 * where it was. What comes out are estimates; bounds are proved from the multipliers, never taken from here.
 */
export class DualSimplex {
  /** Per row of the program, after `solve`: multipliers of the last basis. */
  readonly multipliers: Float64Array;
  /** The same of a combination of rows that cannot hold, after "infeasible". */
  readonly ray: Float64Array;
  /** By how much that combination fails. */
  infeasibility = 0;
  readonly point: Float64Array;
  /** Entries of the tableau that were touched since it was set to 0. */
  work = 0;
  private readonly n: number;
  private readonly m: number;
  /** Entry i * n + j: how basic variable i grows with the j-th nonbasic one. */
  private readonly tableau: Float64Array;
  /** Variables, rows' activities counted on from n. */
  private readonly basic: Int32Array;
  private readonly nonbasic: Int32Array;
  private readonly reduced: Float64Array;
  private readonly values: Float64Array;
  private readonly lower: Float64Array;
  private readonly upper: Float64Array;
  /** Positions of the entries of a row that are not 0. */
  private readonly filled: Int32Array;
  private pivots = 0;
  private isFresh = false;

  /** @param rows the program's rows to take in; the others are left to the bounds */
  constructor(
    private readonly program: ParametricProgram,
    private readonly rows: Int32Array,
  ) {
    const n = program.lower.length;
    const m = rows.length;
    this.n = n;
    this.m = m;
    this.multipliers = new Float64Array(program.rowNames.length);
    this.ray = new Float64Array(program.rowNames.length);
    this.point = new Float64Array(n);
    this.tableau = new Float64Array(m * n);
    this.basic = new Int32Array(m);
    this.nonbasic = new Int32Array(n);
    this.reduced = new Float64Array(n);
    this.values = new Float64Array(n + m);
    this.filled = new Int32Array(n);
    this.lower = new Float64Array(n + m);
    this.upper = new Float64Array(n + m);
  }

  /** Takes costs and rows of the data; the basis stays where the matrix does and it is still dual feasible. */
  load(data: ProgramData): void {
    const { rows, n, lower, upper } = this;
    rows.forEach((r, i) => {
      lower[n + i] = data.rowLower[r];
      upper[n + i] = data.rowUpper[r];
    });
    const isKept = this.isFresh && this.program.values.isConstant;
    if (!isKept) this.start(data);
    else if (this.pivots > MOST_PIVOTS) this.refresh(data);
    this.price(data);
    if (this.isDualFeasible()) return;
    this.start(data);
    this.price(data);
  }

  /** @param cutoff the search ends when the minimum is known to exceed it */
  solve(boxLower: Float64Array, boxUpper: Float64Array, cutoff: number, mostWork: number): SimplexStatus {
    const { lower, upper, basic, values, m } = this;
    lower.set(boxLower);
    upper.set(boxUpper);
    if (this.work > mostWork) return this.finish("work-limit");
    let objective = this.evaluate();
    for (let step = 1; ; step++) {
      // Steps add their changes up; now and then everything is computed anew.
      if (step % 50 === 0) objective = this.evaluate();
      if (objective > cutoff) return this.finish("cutoff");
      let leaving = -1;
      let most = 0;
      for (let i = 0; i < m; i++) {
        const v = basic[i];
        const below = lower[v] - values[v];
        const above = values[v] - upper[v];
        const side = below > above ? lower[v] : upper[v];
        const violation = Math.max(below, above) / (1 + Math.abs(side));
        if (violation > FEASIBLE && violation > most) {
          most = violation;
          leaving = i;
        }
      }
      if (leaving < 0) return this.finish("optimal");
      const direction = values[basic[leaving]] < lower[basic[leaving]] ? 1 : -1;
      const entering = this.entering(leaving, direction);
      if (entering < 0) {
        this.fillRay(leaving, direction);
        return this.finish("infeasible");
      }
      if (this.work > mostWork) return this.finish("work-limit");
      objective += this.move(leaving, entering);
      this.pivot(leaving, entering);
    }
  }

  /** Places the nonbasic variables at the bounds that their reduced costs ask for; returns the objective less its constant. */
  private evaluate(): number {
    const { n, m, tableau, nonbasic, basic, reduced, values, lower, upper } = this;
    let objective = 0;
    this.work += n * m;
    for (let j = 0; j < n; j++) {
      const v = nonbasic[j];
      // A row without that side has a reduced cost of rounding errors only.
      const isLow = upper[v] === Number.POSITIVE_INFINITY || (reduced[j] >= 0 && lower[v] > Number.NEGATIVE_INFINITY);
      values[v] = isLow ? lower[v] : upper[v];
      objective += reduced[j] * values[v];
    }
    for (let i = 0; i < m; i++) {
      let sum = 0;
      for (let j = 0; j < n; j++) sum += tableau[i * n + j] * values[nonbasic[j]];
      values[basic[i]] = sum;
    }
    return objective;
  }

  /** The nonbasic variable whose reduced cost vanishes first as the leaving one's multiplier grows; -1 if none does. */
  private entering(row: number, direction: number): number {
    const { n, tableau, nonbasic, reduced, lower, upper, values } = this;
    let entering = -1;
    let least = Number.POSITIVE_INFINITY;
    let size = 0;
    for (let j = 0; j < n; j++) {
      const v = nonbasic[j];
      if (lower[v] === upper[v]) continue;
      const entry = direction * tableau[row * n + j];
      const isUseful = values[v] === lower[v] ? entry > PIVOT : entry < -PIVOT;
      if (!isUseful) continue;
      const ratio = Math.abs(reduced[j]) / Math.abs(entry);
      if (ratio > least || (ratio === least && Math.abs(entry) <= size)) continue;
      least = ratio;
      size = Math.abs(entry);
      entering = j;
    }
    return entering;
  }

  /** Moves the leaving variable to the bound that it violates, by way of the entering one; returns what that costs. */
  private move(row: number, column: number): number {
    const { n, m, tableau, basic, nonbasic, reduced, values, lower, upper } = this;
    const leaving = basic[row];
    const target = values[leaving] < lower[leaving] ? lower[leaving] : upper[leaving];
    const step = (target - values[leaving]) / tableau[row * n + column];
    for (let i = 0; i < m; i++) values[basic[i]] += step * tableau[i * n + column];
    values[leaving] = target;
    values[nonbasic[column]] += step;
    return reduced[column] * step;
  }

  private pivot(row: number, column: number): void {
    const { n, m, tableau, basic, nonbasic, reduced, filled } = this;
    const pivot = tableau[row * n + column];
    const first = row * n;
    // The entering variable by the leaving one and the other nonbasic ones, most of which it does not depend on.
    let count = 0;
    for (let j = 0; j < n; j++) {
      if (j === column || tableau[first + j] === 0) continue;
      tableau[first + j] = Math.abs(tableau[first + j]) < TINY ? 0 : -tableau[first + j] / pivot;
      filled[count++] = j;
    }
    tableau[first + column] = 1 / pivot;
    for (let i = 0; i < m; i++) {
      const factor = tableau[i * n + column];
      if (i === row || factor === 0) continue;
      const start = i * n;
      for (let k = 0; k < count; k++) tableau[start + filled[k]] += factor * tableau[first + filled[k]];
      tableau[start + column] = factor / pivot;
      this.work += count;
    }
    const cost = reduced[column];
    for (let k = 0; k < count; k++) reduced[filled[k]] += cost * tableau[first + filled[k]];
    reduced[column] = cost / pivot;
    const kept = basic[row];
    basic[row] = nonbasic[column];
    nonbasic[column] = kept;
    this.pivots++;
    this.work += n + m;
  }

  /** Rows' activities basic, variables not. */
  private start(data: ProgramData): void {
    const { program, rows, n, m, tableau, basic, nonbasic } = this;
    tableau.fill(0);
    for (let j = 0; j < n; j++) nonbasic[j] = j;
    for (let i = 0; i < m; i++) {
      basic[i] = n + i;
      for (let e = program.starts[rows[i]]; e < program.starts[rows[i] + 1]; e++) {
        tableau[i * n + program.indices[e]] += data.values[e];
      }
    }
    this.pivots = 0;
    this.isFresh = true;
  }

  /** Computes the tableau of the same basis anew, or of one close to it where pivots are too small. */
  private refresh(data: ProgramData): void {
    const { n, m, tableau, basic, nonbasic } = this;
    const wanted = new Uint8Array(n + m);
    for (const v of basic) wanted[v] = 1;
    this.start(data);
    this.reduced.fill(0);
    for (let column = 0; column < n; column++) {
      if (wanted[nonbasic[column]] === 0) continue;
      let row = -1;
      let size = 1e-7;
      for (let i = 0; i < m; i++) {
        const entry = Math.abs(tableau[i * n + column]);
        if (wanted[basic[i]] === 1 || entry <= size) continue;
        size = entry;
        row = i;
      }
      if (row >= 0) this.pivot(row, column);
    }
    this.pivots = 0;
  }

  private price(data: ProgramData): void {
    const { n, m, tableau, basic, nonbasic, reduced } = this;
    for (let j = 0; j < n; j++) reduced[j] = nonbasic[j] < n ? data.linear[nonbasic[j]] : 0;
    for (let i = 0; i < m; i++) {
      const cost = basic[i] < n ? data.linear[basic[i]] : 0;
      if (cost === 0) continue;
      for (let j = 0; j < n; j++) reduced[j] += cost * tableau[i * n + j];
    }
  }

  /** Whether each nonbasic row has the side that its reduced cost asks for. */
  private isDualFeasible(): boolean {
    const { n, nonbasic, reduced, lower, upper } = this;
    for (let j = 0; j < n; j++) {
      const v = nonbasic[j];
      if (v >= n && Math.abs(reduced[j]) > PIVOT && !Number.isFinite(reduced[j] > 0 ? lower[v] : upper[v]))
        return false;
    }
    return true;
  }

  private fillRay(row: number, direction: number): void {
    const { n, tableau, nonbasic, basic, rows, ray, lower, upper, values } = this;
    ray.fill(0);
    const leaving = basic[row];
    if (leaving >= n) ray[rows[leaving - n]] = direction;
    for (let j = 0; j < n; j++) {
      if (nonbasic[j] >= n) ray[rows[nonbasic[j] - n]] = -direction * tableau[row * n + j];
    }
    this.infeasibility = direction > 0 ? lower[leaving] - values[leaving] : values[leaving] - upper[leaving];
  }

  private finish(status: SimplexStatus): SimplexStatus {
    const { n, nonbasic, reduced, rows, multipliers, point, values } = this;
    multipliers.fill(0);
    for (let j = 0; j < n; j++) if (nonbasic[j] >= n) multipliers[rows[nonbasic[j] - n]] = reduced[j];
    for (let j = 0; j < n; j++) point[j] = values[j];
    return status;
  }
}
