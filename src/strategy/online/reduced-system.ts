import type { ParametricProgram, ProgramData } from "../program/parametric-program.js";
import type { Strategy } from "../strategy.js";
import { SparseFactorization } from "./sparse-factorization.js";

/** Added to the diagonal of the KKT matrix, with the sign of quasi-definiteness; refinement takes its effect away. */
const REGULARIZATION = 1e-10;
const REFINEMENTS = 3;
const ACCURATE = 1e-13;

/**
 * The linear system that a strategy leaves of the optimality conditions. With variables at bounds and whole numbers fixed,
 * the free variables x and the multipliers y of the tight rows solve
 *
 *     [P  -A'] [x]   [-q']
 *     [A   0 ] [y] = [ b']
 *
 * (q' and b' with the fixed variables taken in). The matrix is factorized once, unless parameters enter it.
 */
export class ReducedSystem {
  /** Values of all variables, after `recover`. */
  readonly point: Float64Array;
  /** One per row, 0 for rows that are not tight, after `recover`. */
  readonly multipliers: Float64Array;
  private readonly free: Int32Array;
  private readonly tight: Int32Array;
  private readonly place: Int32Array;
  private readonly size: number;
  private readonly right: Float64Array;
  private readonly solution: Float64Array;
  private readonly residual: Float64Array;
  private readonly dependsOnParameters: boolean;
  private factorization: SparseFactorization | null = null;

  constructor(
    private readonly program: ParametricProgram,
    private readonly strategy: Strategy,
  ) {
    const { isInteger, lower } = program;
    const { columns, rows } = strategy;
    this.free = Int32Array.from(columns.keys()).filter((j) => isInteger[j] === 0 && columns[j] === 0);
    this.tight = Int32Array.from(rows.keys()).filter((r) => rows[r] !== 0);
    this.place = new Int32Array(lower.length).fill(-1);
    this.free.forEach((j, i) => {
      this.place[j] = i;
    });
    this.size = this.free.length + this.tight.length;
    this.point = new Float64Array(lower.length);
    this.multipliers = new Float64Array(rows.length);
    this.right = new Float64Array(this.size);
    this.solution = new Float64Array(this.size);
    this.residual = new Float64Array(this.size);
    this.dependsOnParameters = !program.values.isConstant;
    let integer = 0;
    for (let j = 0; j < lower.length; j++) {
      if (isInteger[j] === 1) this.point[j] = strategy.integers[integer++];
      else if (columns[j] !== 0) this.point[j] = columns[j] < 0 ? lower[j] : program.upper[j];
    }
  }

  /** Fills `point` and `multipliers`; what they are worth has to be checked. */
  recover(data: ProgramData): void {
    const { point, multipliers, free, tight, right, solution, residual } = this;
    for (const j of free) point[j] = 0;
    this.fillRight(data);
    if (this.factorization === null || this.dependsOnParameters) this.factorization = this.factorize(data);
    this.factorization.solve(right, solution);
    let before = Number.POSITIVE_INFINITY;
    for (let k = 0; k < REFINEMENTS; k++) {
      const size = this.fillResidual(data);
      if (!(size > ACCURATE) || size >= before) break;
      before = size;
      this.factorization.solve(residual, residual);
      for (let i = 0; i < this.size; i++) solution[i] += residual[i];
    }
    for (let i = 0; i < free.length; i++) point[free[i]] = solution[i];
    for (let i = 0; i < tight.length; i++) multipliers[tight[i]] = solution[free.length + i];
  }

  /**
   * Multipliers of the tight rows that make up given costs of the free variables, where nothing is quadratic: how a variable or an
   * activity depends on the sides of these rows. After `recover`.
   * @param out one per row; those of other rows are 0
   */
  shares(costs: Float64Array, out: Float64Array): void {
    const { free, tight, residual } = this;
    residual.fill(0);
    for (let i = 0; i < free.length; i++) residual[i] = -costs[free[i]];
    this.factorization?.solve(residual, residual);
    out.fill(0);
    for (let i = 0; i < tight.length; i++) out[tight[i]] = residual[free.length + i];
  }

  /** -q and b, less what the fixed variables (and free ones at 0) contribute. */
  private fillRight(data: ProgramData): void {
    const { program, point, free, tight, right, strategy } = this;
    const { quadratic, starts, indices } = program;
    for (let i = 0; i < free.length; i++) {
      const j = free[i];
      let sum = data.linear[j];
      if (quadratic !== null) {
        for (let e = quadratic.starts[j]; e < quadratic.starts[j + 1]; e++) {
          sum += quadratic.values[e] * point[quadratic.indices[e]];
        }
      }
      right[i] = -sum;
    }
    for (let i = 0; i < tight.length; i++) {
      const r = tight[i];
      let sum = strategy.rows[r] < 0 ? data.rowLower[r] : data.rowUpper[r];
      for (let e = starts[r]; e < starts[r + 1]; e++) sum -= data.values[e] * point[indices[e]];
      right[free.length + i] = sum;
    }
  }

  /** right - K solution, and its largest element relative to the right side. */
  private fillResidual(data: ProgramData): number {
    const { program, free, tight, place, right, solution, residual } = this;
    const { quadratic, starts, indices } = program;
    residual.set(right);
    if (quadratic !== null) {
      for (let i = 0; i < free.length; i++) {
        for (let e = quadratic.starts[free[i]]; e < quadratic.starts[free[i] + 1]; e++) {
          const other = place[quadratic.indices[e]];
          if (other >= 0) residual[i] -= quadratic.values[e] * solution[other];
        }
      }
    }
    for (let i = 0; i < tight.length; i++) {
      const row = free.length + i;
      for (let e = starts[tight[i]]; e < starts[tight[i] + 1]; e++) {
        const column = place[indices[e]];
        if (column < 0) continue;
        residual[row] -= data.values[e] * solution[column];
        residual[column] += data.values[e] * solution[row];
      }
    }
    let most = 0;
    let scale = 1;
    for (let i = 0; i < this.size; i++) {
      most = Math.max(most, Math.abs(residual[i]));
      scale = Math.max(scale, Math.abs(right[i]));
    }
    return most / scale;
  }

  private factorize(data: ProgramData): SparseFactorization {
    const { size } = this;
    const plain = new SparseFactorization(this.matrixAt(data), size);
    if (!plain.isSingular) return plain;
    const regularized = this.matrixAt(data);
    for (let i = 0; i < size; i++) regularized[i * size + i] += REGULARIZATION;
    return new SparseFactorization(regularized, size);
  }

  private matrixAt(data: ProgramData): Float64Array {
    const { program, free, tight, place, size } = this;
    const { quadratic, starts, indices } = program;
    const matrix = new Float64Array(size * size);
    free.forEach((j, i) => {
      if (quadratic === null) return;
      for (let e = quadratic.starts[j]; e < quadratic.starts[j + 1]; e++) {
        const other = place[quadratic.indices[e]];
        if (other >= 0) matrix[i * size + other] += quadratic.values[e];
      }
    });
    tight.forEach((r, i) => {
      const row = free.length + i;
      for (let e = starts[r]; e < starts[r + 1]; e++) {
        const column = place[indices[e]];
        if (column < 0) continue;
        matrix[row * size + column] += data.values[e];
        matrix[column * size + row] -= data.values[e];
      }
    });
    return matrix;
  }
}
