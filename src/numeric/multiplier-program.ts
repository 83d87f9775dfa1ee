/**
 * Which multipliers make weak duality tight on a box: the dual of
 *
 *     minimize over |d_i| <= w_i  the largest of  b_k + a_k . d  (k < objectives)   subject to   b_r + a_r . d <= 0,
 *
 * by the dense primal simplex method on a tableau of n + 1 rows, whose starting basis is feasible (no phase 1). What comes out
 * are estimates: bounds are recomputed from the multipliers, never taken from here (A. Neumaier, O. Shcherbina,
 * Math. Programming 99 (2004) 283-296).
 */
export class MultiplierProgram {
  /** Rows a, objectives first: coefficients at row * n, constants per row. */
  readonly coefficients: Float64Array;
  readonly constants: Float64Array;
  /** Multipliers by row after `solve`; those of objective rows sum to 1, or are 0 after "infeasible". */
  readonly multipliers: Float64Array;
  /** The minimiser d after "optimal". */
  readonly step: Float64Array;

  private readonly tableau: Float64Array;
  private readonly basis: Int32Array;
  private stride = 0;
  private height = 0;

  constructor(
    private readonly n: number,
    maxRows: number,
  ) {
    this.coefficients = new Float64Array(maxRows * n);
    this.constants = new Float64Array(maxRows);
    this.multipliers = new Float64Array(maxRows);
    this.step = new Float64Array(n);
    this.tableau = new Float64Array((n + 2) * (maxRows + 2 * n + 1));
    this.basis = new Int32Array(n + 1);
  }

  /** "infeasible": the multipliers are a ray that proves (up to rounding) that no point satisfies the constraint rows. */
  solve(objectives: number, constraints: number, halfWidths: Float64Array): "optimal" | "infeasible" | "failed" {
    const { n } = this;
    const rows = objectives + constraints;
    const columns = rows + 2 * n;
    this.fill(objectives, rows, halfWidths);
    for (let iteration = 0; iteration < 200; iteration++) {
      const column = this.entering(columns, iteration > 60);
      if (column < 0) return this.finish(objectives, rows, halfWidths);
      const row = this.leaving(column, columns);
      if (row < 0) return this.ray(column, objectives, rows);
      this.pivot(row, column);
    }
    return "failed";
  }

  /** The largest of the objectives at `step`. */
  valueOf(objectives: number): number {
    const { n, constants, coefficients, step } = this;
    let most = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < objectives; k++) {
      let value = constants[k];
      for (let i = 0; i < n; i++) value += coefficients[k * n + i] * step[i];
      most = Math.max(most, value);
    }
    return most;
  }

  private fill(objectives: number, rows: number, halfWidths: Float64Array): void {
    const { n, tableau, coefficients, constants } = this;
    const right = rows + 2 * n;
    this.stride = right + 1;
    this.height = n + 1;
    tableau.fill(0, 0, (n + 2) * this.stride);
    for (let i = 0; i < n; i++) {
      const start = i * this.stride;
      for (let r = 0; r < rows; r++) tableau[start + r] = coefficients[r * n + i] * halfWidths[i];
      tableau[start + rows + 2 * i] = -1;
      tableau[start + rows + 2 * i + 1] = 1;
    }
    const convexity = n * this.stride;
    tableau.fill(1, convexity, convexity + objectives);
    tableau[convexity + right] = 1;
    const costs = this.height * this.stride;
    for (let r = 0; r < rows; r++) tableau[costs + r] = constants[r];
    tableau.fill(-1, costs + rows, costs + right);
    this.pivot(n, 0);
    for (let i = 0; i < n; i++) this.pivot(i, rows + 2 * i + (tableau[i * this.stride + right] >= 0 ? 1 : 0));
  }

  /** The column of largest reduced cost, or the first positive one (Bland) once cycling is possible. */
  private entering(columns: number, isCareful: boolean): number {
    const costs = this.height * this.stride;
    let best = 1e-10;
    let column = -1;
    for (let j = 0; j < columns; j++) {
      if (!(this.tableau[costs + j] > best)) continue;
      best = this.tableau[costs + j];
      column = j;
      if (isCareful) break;
    }
    return column;
  }

  private leaving(column: number, right: number): number {
    let row = -1;
    let least = Number.POSITIVE_INFINITY;
    for (let i = 0; i < this.height; i++) {
      const entry = this.tableau[i * this.stride + column];
      if (!(entry > 1e-10)) continue;
      const ratio = this.tableau[i * this.stride + right] / entry;
      if (ratio < least - 1e-15) {
        least = ratio;
        row = i;
      }
    }
    return row;
  }

  private pivot(row: number, column: number): void {
    const { tableau, stride, height } = this;
    const start = row * stride;
    const scale = 1 / tableau[start + column];
    for (let j = 0; j < stride; j++) tableau[start + j] *= scale;
    for (let i = 0; i <= height; i++) {
      const factor = tableau[i * stride + column];
      if (i === row || factor === 0) continue;
      for (let j = 0; j < stride; j++) tableau[i * stride + j] -= factor * tableau[start + j];
    }
    this.basis[row] = column;
  }

  private finish(objectives: number, rows: number, halfWidths: Float64Array): "optimal" | "failed" {
    const { n, tableau, multipliers, basis, stride } = this;
    const right = rows + 2 * n;
    multipliers.fill(0);
    for (let i = 0; i < this.height; i++) {
      if (basis[i] < rows) multipliers[basis[i]] = Math.max(0, tableau[i * stride + right]);
    }
    let total = 0;
    for (let k = 0; k < objectives; k++) total += multipliers[k];
    if (!(total > 1e-9)) return "failed";
    for (let r = 0; r < rows; r++) multipliers[r] /= total;
    const costs = this.height * stride;
    for (let i = 0; i < n; i++) {
      const dual = 0.5 * (tableau[costs + rows + 2 * i] - tableau[costs + rows + 2 * i + 1]);
      this.step[i] = Math.min(1, Math.max(-1, -dual)) * halfWidths[i];
    }
    return "optimal";
  }

  /** An unbounded dual: the entering column with what it forces on the basic constraint rows. */
  private ray(column: number, objectives: number, rows: number): "infeasible" | "failed" {
    const { tableau, multipliers, basis, stride } = this;
    multipliers.fill(0);
    if (column < rows) multipliers[column] = 1;
    for (let i = 0; i < this.height; i++) {
      if (basis[i] < rows) multipliers[basis[i]] = Math.max(0, -tableau[i * stride + column]);
    }
    let total = 0;
    for (let r = 0; r < rows; r++) {
      if (r < objectives) multipliers[r] = 0;
      total += multipliers[r];
    }
    return total > 0 ? "infeasible" : "failed";
  }
}
