import type { MilpBackend } from "../../fullspace/backend.js";
import { AffineVector } from "../program/affine-vector.js";
import type { ParametricProgram, ProgramData } from "../program/parametric-program.js";
import { LinearSolver } from "../solver/linear-solver.js";
import type { DualPoint } from "./lagrangian-bound.js";
import { LagrangianBound } from "./lagrangian-bound.js";

/** How much higher than the wanted bound the bound of an infeasible box is made. */
const EXCESS = 2;

/**
 * The program's rows with a slack on either side, the slacks' sum minimized (phase one). Where it is positive, the rows'
 * multipliers prove that a box is empty; scaled up they make a Lagrangian bound as high as one likes (J. Farkas).
 */
export class ElasticProgram {
  private readonly solver: LinearSolver;
  private readonly slackBounds: Float64Array;
  private readonly bounds: LagrangianBound;
  private readonly elastic: ParametricProgram;

  constructor(
    private readonly program: ParametricProgram,
    backend: MilpBackend,
  ) {
    const rows = program.rowNames.length;
    const n = program.lower.length;
    this.slackBounds = new Float64Array(2 * rows).fill(1e6);
    const zeros = { constant: 0, terms: [] };
    const starts = program.starts.map((start, r) => start + 2 * r);
    const indices: number[] = [];
    for (let r = 0; r < rows; r++) {
      indices.push(...program.indices.slice(program.starts[r], program.starts[r + 1]), n + 2 * r, n + 2 * r + 1);
    }
    this.elastic = {
      ...program,
      quadratic: null,
      lower: joined(program.lower, new Float64Array(2 * rows)),
      upper: joined(program.upper, this.slackBounds),
      isInteger: new Uint8Array(n + 2 * rows),
      linear: new AffineVector(Array(n + 2 * rows).fill(zeros)),
      starts,
      indices: Int32Array.from(indices),
    };
    this.solver = new LinearSolver(this.elastic, backend);
    this.bounds = new LagrangianBound(program);
  }

  async dispose(): Promise<void> {
    await this.solver.dispose();
  }

  /** A dual point whose bound at the data exceeds `wanted`, or null if the box is not empty as far as can be told. */
  async emptiness(
    data: ProgramData,
    lower: Float64Array,
    upper: Float64Array,
    wanted: number,
  ): Promise<DualPoint | null> {
    const { program, slackBounds } = this;
    const n = lower.length;
    const rows = data.rowLower.length;
    const linear = new Float64Array(n + 2 * rows).fill(1, n);
    const values: number[] = [];
    for (let r = 0; r < rows; r++) values.push(...data.values.slice(program.starts[r], program.starts[r + 1]), 1, -1);
    const relaxed = { ...data, linear, constant: new Float64Array(1), values: Float64Array.from(values) };
    const zeros = new Float64Array(2 * rows);
    const { status, multipliers } = await this.solver.solve(relaxed, joined(lower, zeros), joined(upper, slackBounds));
    if (status !== "optimal") return null;
    const plain = { multipliers: new Float64Array(rows), anchor: null };
    const without = this.bounds.at(data, plain, lower, upper);
    const needed = Math.max(wanted - without, 1) * EXCESS;
    for (let scale = 1; scale <= 1e9; scale *= 10) {
      const dual = { multipliers: multipliers.map((y) => y * scale * needed), anchor: null };
      if (this.bounds.at(data, dual, lower, upper) > wanted) return dual;
    }
    return null;
  }
}

function joined(a: Float64Array, b: Float64Array): Float64Array {
  const all = new Float64Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}
