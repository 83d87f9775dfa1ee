import {
  type MilpBackend,
  type MilpClaim,
  type MilpRunOptions,
  type MilpSession,
  RUN_DEFAULTS,
} from "../../fullspace/backend.js";
import { MilpModel } from "../../fullspace/milp-model.js";
import type { QuadraticObjective } from "../../fullspace/quadratic-objective.js";
import type { SparseMatrix } from "../../numeric/matrix.js";
import type { ParametricProgram, ProgramData } from "../program/parametric-program.js";
import { type Relaxation, type RelaxationSolver, withoutOptimum } from "./relaxation.js";

/**
 * Linear programs, and convex quadratic ones without integers, by a MILP backend that keeps the model. Sides of rows cannot be changed there, bounds of columns can: a
 * row that may change is a' x - s = 0 with a column s that is bounded by the row's sides. Where entries of the matrix
 * depend on parameters, the model is loaded anew for other parameters.
 */
export class LinearSolver implements RelaxationSolver {
  private loaded: { readonly model: MilpModel; readonly session: MilpSession; readonly values: Float64Array } | null =
    null;

  constructor(
    private readonly program: ParametricProgram,
    private readonly backend: MilpBackend,
  ) {}

  async solve(data: ProgramData, lower: Float64Array, upper: Float64Array): Promise<Relaxation> {
    const claim = await this.run(data, lower, upper, { isRelaxed: true });
    if (claim.status === "infeasible") return withoutOptimum("infeasible", claim.message);
    if (claim.status !== "optimal" || claim.point === null) return withoutOptimum("failed", claim.message);
    const rows = this.program.rowNames.length;
    const multipliers = claim.rowDuals?.slice(0, rows) ?? new Float64Array(rows);
    return { status: "optimal", message: "", point: claim.point.slice(0, lower.length), multipliers };
  }

  /** With integrality; points have the program's variables only. */
  async solveMixed(
    data: ProgramData,
    lower: Float64Array,
    upper: Float64Array,
    timeLimit: number,
    relativeGap: number,
  ): Promise<MilpClaim> {
    const claim = await this.run(data, lower, upper, { isRelaxed: false, timeLimit, relativeGap });
    return { ...claim, point: claim.point?.slice(0, lower.length) ?? null };
  }

  /** Frees the model that the backend holds. */
  async dispose(): Promise<void> {
    await this.loaded?.session.dispose();
    this.loaded = null;
  }

  private async run(
    data: ProgramData,
    lower: Float64Array,
    upper: Float64Array,
    options: Partial<MilpRunOptions>,
  ): Promise<MilpClaim> {
    const { model, session } = await this.modelOf(data);
    const columns = lower.length;
    for (let j = 0; j < columns; j++) {
      model.columnLower[j] = lower[j];
      model.columnUpper[j] = upper[j];
    }
    for (let r = 0; r < data.rowLower.length; r++) {
      model.columnLower[columns + r] = data.rowLower[r];
      model.columnUpper[columns + r] = data.rowUpper[r];
    }
    const { coefficients, constant } = model.objective;
    // The backend passes on an objective that is another object, cost by cost.
    if (constant !== data.constant[0] || !hasCosts(coefficients, data.linear)) {
      model.objective = {
        columns: Array.from(data.linear, (_, j) => j),
        coefficients: Array.from(data.linear),
        constant: data.constant[0],
      };
    }
    return session.run({ ...RUN_DEFAULTS, ...options });
  }

  private async modelOf(data: ProgramData) {
    const { loaded, program } = this;
    if (loaded !== null && (program.values.isConstant || loaded.values.every((v, k) => v === data.values[k]))) {
      return loaded;
    }
    await loaded?.session.dispose();
    const model = new MilpModel(program.name);
    const { starts, indices, lower, upper, isInteger } = program;
    lower.forEach((low, j) => {
      model.addColumn(low, upper[j], { isInteger: isInteger[j] === 1 });
    });
    data.rowLower.forEach((low, r) => {
      model.addColumn(low, data.rowUpper[r]);
    });
    for (let r = 0; r < data.rowLower.length; r++) {
      const columns = [...indices.slice(starts[r], starts[r + 1]), lower.length + r];
      const coefficients = [...data.values.slice(starts[r], starts[r + 1]), -1];
      model.addRow({ columns, coefficients, constant: 0 }, 0, 0);
    }
    if (program.quadratic !== null) model.quadratic = lowerTriangle(program.quadratic);
    const session = await this.backend.open(model);
    this.loaded = { model, session, values: data.values.slice() };
    return this.loaded;
  }
}

function hasCosts(coefficients: readonly number[], costs: Float64Array): boolean {
  return coefficients.length === costs.length && costs.every((cost, j) => cost === coefficients[j]);
}

/** By columns, as the backend takes it. */
function lowerTriangle({ rows: n, starts, indices, values }: SparseMatrix): QuadraticObjective {
  const below = { rows: [] as number[], columns: [] as number[], values: [] as number[] };
  // The matrix is symmetric: its row j has what column j has.
  for (let j = 0; j < n; j++) {
    const entries = Array.from({ length: starts[j + 1] - starts[j] }, (_, k) => starts[j] + k);
    for (const e of entries.filter((one) => indices[one] >= j).sort((a, b) => indices[a] - indices[b])) {
      below.rows.push(indices[e]);
      below.columns.push(j);
      below.values.push(values[e]);
    }
  }
  return below;
}
