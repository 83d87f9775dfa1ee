import { QuadraticProgram } from "../../search/incumbent/quadratic-program.js";
import { activities, type ParametricProgram, type ProgramData } from "../program/parametric-program.js";
import { type Relaxation, type RelaxationSolver, withoutOptimum } from "./relaxation.js";

/** Weight of the proximal term, relative to the largest second derivative: small enough for two or three steps. */
const PROXIMITY = 1e-5;
const STEPS = 60;
const STILL = 1e-10;

/**
 * Convex quadratic programs of up to some hundred variables, dense, by the dual active-set method. Where P is singular, a
 * proximal term w/2 |x - center|^2 makes it definite; its center follows the solution until both agree, so that the term
 * vanishes. Variables whose bounds agree are taken out.
 */
export class QuadraticSolver implements RelaxationSolver {
  private readonly quadratic: NonNullable<ParametricProgram["quadratic"]>;
  private readonly solvers = new Map<number, QuadraticProgram>();
  private readonly weight: number;

  constructor(private readonly program: ParametricProgram) {
    if (program.quadratic === null) throw new RangeError("a quadratic solver needs a quadratic objective");
    this.quadratic = program.quadratic;
    const largest = program.quadratic.values.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3);
    this.weight = PROXIMITY * largest;
  }

  async solve(data: ProgramData, lower: Float64Array, upper: Float64Array): Promise<Relaxation> {
    if (!allFinite(data)) return withoutOptimum("failed", "the data are not finite");
    const free = Int32Array.from(lower.keys()).filter((j) => lower[j] < upper[j]);
    const dense = this.reducedProgram(data, lower, upper, free);
    const n = free.length;
    const rows = data.rowLower.length;
    if (n === 0) return this.fixedPoint(data, lower);
    const solver = this.solverOf(n, 2 * rows + 2 * n);
    const center = free.length === 0 ? new Float64Array(0) : dense.start;
    const linear = new Float64Array(n);
    for (let step = 0; step < STEPS; step++) {
      for (let i = 0; i < n; i++) linear[i] = dense.linear[i] - this.weight * center[i];
      if (!solver.solve(dense.hessian, linear, dense.normals, dense.sides)) {
        return withoutOptimum("infeasible", "the constraints contradict each other");
      }
      let moved = 0;
      let size = 1;
      for (let i = 0; i < n; i++) {
        moved = Math.max(moved, Math.abs(solver.solution[i] - center[i]));
        size = Math.max(size, Math.abs(center[i]));
        center[i] = solver.solution[i];
      }
      if (!(moved > STILL * size)) break;
    }
    const point = lower.slice();
    free.forEach((j, i) => {
      point[j] = Math.min(Math.max(solver.solution[i], lower[j]), upper[j]);
    });
    const multipliers = Float64Array.from(
      { length: rows },
      (_, r) => solver.multipliers[r] - solver.multipliers[rows + r],
    );
    return { status: "optimal", message: "", point, multipliers };
  }

  private fixedPoint(data: ProgramData, point: Float64Array): Relaxation {
    const values = new Float64Array(data.rowLower.length);
    activities(this.program, data, point, values);
    const holds = values.every(
      (v, r) => v >= data.rowLower[r] - 1e-9 * (1 + Math.abs(v)) && v <= data.rowUpper[r] + 1e-9 * (1 + Math.abs(v)),
    );
    if (!holds) return withoutOptimum("infeasible", "the constraints contradict each other");
    return { status: "optimal", message: "", point: point.slice(), multipliers: values.fill(0) };
  }

  /** The program in the free variables; the constraints are rows' lower and upper sides, then lower and upper bounds. */
  private reducedProgram(data: ProgramData, lower: Float64Array, upper: Float64Array, free: Int32Array) {
    const { program, quadratic } = this;
    const n = free.length;
    const rows = data.rowLower.length;
    const place = new Int32Array(lower.length).fill(-1);
    free.forEach((j, i) => {
      place[j] = i;
    });
    const hessian = new Float64Array(n * n);
    const linear = Float64Array.from(free, (j) => data.linear[j]);
    free.forEach((j, i) => {
      hessian[i * n + i] += this.weight;
      for (let e = quadratic.starts[j]; e < quadratic.starts[j + 1]; e++) {
        const other = quadratic.indices[e];
        if (place[other] >= 0) hessian[i * n + place[other]] += quadratic.values[e];
        else linear[i] += quadratic.values[e] * lower[other];
      }
    });
    const normals = new Float64Array((2 * rows + 2 * n) * n);
    const sides = new Float64Array(2 * rows + 2 * n);
    for (let r = 0; r < rows; r++) {
      let shift = 0;
      for (let e = program.starts[r]; e < program.starts[r + 1]; e++) {
        const j = program.indices[e];
        if (place[j] < 0) shift += data.values[e] * lower[j];
        else {
          normals[r * n + place[j]] += data.values[e];
          normals[(rows + r) * n + place[j]] -= data.values[e];
        }
      }
      sides[r] = data.rowLower[r] - shift;
      sides[rows + r] = shift - data.rowUpper[r];
    }
    const start = new Float64Array(n);
    free.forEach((j, i) => {
      normals[(2 * rows + i) * n + i] = 1;
      sides[2 * rows + i] = lower[j];
      normals[(2 * rows + n + i) * n + i] = -1;
      sides[2 * rows + n + i] = -upper[j];
      start[i] = Math.min(Math.max(0, lower[j]), upper[j]);
    });
    return { hessian, linear, normals, sides, start };
  }

  private solverOf(variables: number, constraints: number): QuadraticProgram {
    const known = this.solvers.get(variables) ?? new QuadraticProgram(variables, constraints);
    this.solvers.set(variables, known);
    return known;
  }
}

function allFinite(data: ProgramData): boolean {
  return data.linear.every(Number.isFinite) && data.values.every(Number.isFinite) && !data.rowLower.some(Number.isNaN);
}
