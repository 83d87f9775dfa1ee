import { type MilpBackend, type MilpSession, RUN_DEFAULTS } from "../../fullspace/backend.js";
import { MilpModel } from "../../fullspace/milp-model.js";
import { objectiveAt, type ParametricProgram, type ProgramData } from "../program/parametric-program.js";
import { QuadraticCuts } from "./quadratic-cuts.js";
import type { RelaxationSolver } from "./relaxation.js";

export interface ApproximationResult {
  readonly status: "optimal" | "infeasible" | "time-limit" | "failed";
  readonly message: string;
  readonly point: Float64Array | null;
  /** Linear programs with integers that were solved. */
  readonly rounds: number;
}

/** Rounds end when the linear program's bound is this close to the best point, relative to 1 + |objective|. */
const TOLERANCE = 1e-8;
/** The same where the whole numbers were had before, so that only the backend's own tolerances are between the two. */
const REPEATED = 1e-5;
/** Tangents of separate variables that the first round starts with. */
const FIRST_TANGENTS = 9;
const MOST_ROUNDS = 60;
/** More tangents than this make each round dear: the model is then started anew. */
const MOST_CUTS = 3000;

/**
 * Convex mixed-integer quadratic programs by a MILP backend that takes no quadratic objectives (M. Duran and I. Grossmann,
 * Mathematical Programming 36, 1986): the objective's parts are columns above tangents; each round's whole numbers are
 * fixed, the quadratic program that is left is solved, and tangents at its solution are added. As the quadratic form
 * depends on no parameters, tangents stay valid at other ones: after some solves one round is enough, or two.
 */
export class OuterApproximation {
  private readonly cuts: QuadraticCuts;
  private model: MilpModel;
  private session: MilpSession | null = null;
  private readonly firstPart: number;
  private readonly integers: Int32Array;

  /** @param fixed solves with integers fixed */
  constructor(
    private readonly program: ParametricProgram,
    private readonly backend: MilpBackend,
    private readonly fixed: RelaxationSolver,
  ) {
    this.cuts = new QuadraticCuts(program);
    this.firstPart = program.lower.length + program.rowNames.length;
    this.integers = Int32Array.from(program.isInteger.keys()).filter((j) => program.isInteger[j] === 1);
    this.model = this.freshModel();
  }

  /** Whether parameters are where a loaded model can follow them. */
  static suits(program: ParametricProgram): boolean {
    return program.quadratic !== null && program.values.isConstant;
  }

  /** @param relativeGap at which a round, and the whole, may end */
  async solve(data: ProgramData, timeLimit: number, relativeGap = 0): Promise<ApproximationResult> {
    const { program, backend } = this;
    const begun = performance.now();
    if (this.model.rows > program.rowNames.length + MOST_CUTS) {
      await this.session?.dispose();
      this.session = null;
      this.model = this.freshModel();
    }
    this.session ??= await backend.open(this.model);
    this.place(data);
    let best: Float64Array | null = null;
    let objective = Number.POSITIVE_INFINITY;
    const tried = new Set<string>();
    for (let round = 1; round <= MOST_ROUNDS; round++) {
      const left = timeLimit - (performance.now() - begun) / 1000;
      if (!(left > 0)) return { status: "time-limit", message: "time limit", point: best, rounds: round - 1 };
      const claim = await this.session.run({ ...RUN_DEFAULTS, timeLimit: left, relativeGap });
      if (claim.status === "infeasible") {
        return { status: "infeasible", message: claim.message, point: null, rounds: round };
      }
      if (claim.status !== "optimal" || claim.point === null) {
        const status = claim.status === "time-limit" ? "time-limit" : "failed";
        return { status, message: claim.message, point: best, rounds: round };
      }
      const claimed = claim.point.slice(0, program.lower.length);
      const found = await this.withIntegers(data, claimed);
      if (found !== null) {
        const value = objectiveAt(program, data, found);
        if (value < objective) {
          objective = value;
          best = found;
        }
      }
      const key = this.integers.reduce((text, j) => `${text},${Math.round(claimed[j])}`, "");
      const tolerance = Math.max(tried.has(key) ? REPEATED : TOLERANCE, relativeGap);
      tried.add(key);
      if (claim.bound >= objective - tolerance * (1 + Math.abs(objective))) {
        return { status: "optimal", message: "", point: best, rounds: round };
      }
      let added = this.addTangents(claimed, claim.point);
      if (found !== null) added += this.addTangents(found, claim.point);
      if (added === 0) {
        const status = best === null ? "failed" : "optimal";
        return { status, message: "tangents change nothing any more", point: best, rounds: round };
      }
    }
    return { status: "failed", message: `no end after ${MOST_ROUNDS} rounds`, point: best, rounds: MOST_ROUNDS };
  }

  private async withIntegers(data: ProgramData, claimed: Float64Array): Promise<Float64Array | null> {
    const lower = this.program.lower.slice();
    const upper = this.program.upper.slice();
    for (const j of this.integers) {
      lower[j] = Math.round(claimed[j]) + 0;
      upper[j] = lower[j];
    }
    const { status, point } = await this.fixed.solve(data, lower, upper);
    return status === "optimal" ? point : null;
  }

  /** Tangents at a point, of the parts that they change at what the backend found; how many there were. */
  private addTangents(point: Float64Array, found: Float64Array): number {
    const { cuts, model, firstPart } = this;
    let added = 0;
    cuts.parts.forEach((_, k) => {
      const tangent = cuts.tangent(k, point);
      let height = tangent.constant;
      tangent.columns.forEach((column, t) => {
        height += tangent.coefficients[t] * found[column];
      });
      if (!(height > found[firstPart + k] + 1e-9 * (1 + Math.abs(height)))) return;
      this.addCut(model, k, tangent);
      added++;
    });
    return added;
  }

  private addCut(
    model: MilpModel,
    k: number,
    { columns, coefficients, constant }: ReturnType<QuadraticCuts["tangent"]>,
  ) {
    const above = {
      columns: [this.firstPart + k, ...columns],
      coefficients: [1, ...coefficients.map((slope) => -slope)],
      constant: 0,
    };
    model.addRow(above, constant, Number.POSITIVE_INFINITY);
  }

  private freshModel(): MilpModel {
    const { program, cuts } = this;
    const model = new MilpModel(program.name);
    const { starts, indices, values, lower, upper, isInteger } = program;
    const rows = program.rowNames.length;
    lower.forEach((low, j) => {
      model.addColumn(low, upper[j], { isInteger: isInteger[j] === 1 });
    });
    for (let r = 0; r < rows; r++) model.addColumn(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
    for (const _ of cuts.parts) model.addColumn(0, Number.POSITIVE_INFINITY);
    for (let r = 0; r < rows; r++) {
      const columns = [...indices.slice(starts[r], starts[r + 1]), lower.length + r];
      model.addRow({ columns, coefficients: [...values.base.slice(starts[r], starts[r + 1]), -1], constant: 0 }, 0, 0);
    }
    cuts.parts.forEach(({ variables }, k) => {
      if (variables.length > 1) return;
      const [j] = variables;
      const point = new Float64Array(lower.length);
      for (let t = 0; t < FIRST_TANGENTS; t++) {
        point[j] = lower[j] + ((upper[j] - lower[j]) * (t + 0.5)) / FIRST_TANGENTS;
        this.addCut(model, k, cuts.tangent(k, point));
      }
    });
    return model;
  }

  /** The model at the data. */
  private place(data: ProgramData): void {
    const { model, program, firstPart } = this;
    const n = program.lower.length;
    for (let r = 0; r < data.rowLower.length; r++) {
      model.columnLower[n + r] = data.rowLower[r];
      model.columnUpper[n + r] = data.rowUpper[r];
    }
    model.objective = {
      columns: [...data.linear.keys(), ...this.cuts.parts.map((_, k) => firstPart + k)],
      coefficients: [...data.linear, ...this.cuts.parts.map(() => 1)],
      constant: data.constant[0],
    };
  }
}
