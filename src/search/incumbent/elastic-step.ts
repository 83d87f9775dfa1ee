import type { Box } from "../../numeric/box.js";
import type { Rows } from "./objective.js";
import { QuadraticProgram } from "./quadratic-program.js";

/** A linear model of objective and rows at a position of the unit box; rows are in units of their `scales`. */
export interface LinearModel {
  /** Of the objective (row 0), then of the rows: n numbers each. */
  readonly gradients: Float64Array;
  readonly scales: Float64Array;
}

/**
 * The step of sequential quadratic programming with elastic rows (Nocedal and Wright, Numerical Optimization, section 18.2):
 * minimize g'd + 1/2 d'Bd + penalty * (e + e^2 / 2), where e >= 0 is by how much the linearized rows may be violated, in the box.
 */
export class ElasticStep {
  readonly step: Float64Array;
  /** Of the rows, positive where the upper side presses; in units of scaled rows. */
  readonly multipliers: Float64Array;
  /** Violation of the linearized rows that is left. */
  elastic = 0;
  private readonly program: QuadraticProgram;
  private readonly hessian: Float64Array;
  private readonly linear: Float64Array;
  private readonly normals: Float64Array;
  private readonly sides: Float64Array;

  constructor(
    private readonly variables: number,
    private readonly rows: Rows,
  ) {
    const size = variables + 1;
    const constraints = 2 * variables + 1 + 2 * rows.count;
    this.step = new Float64Array(variables);
    this.multipliers = new Float64Array(rows.count);
    this.program = new QuadraticProgram(size, constraints);
    this.hessian = new Float64Array(size * size);
    this.linear = new Float64Array(size);
    this.normals = new Float64Array(constraints * size);
    this.sides = new Float64Array(constraints);
  }

  /**
   * @param constants value of the linear model of each row at d = 0, unscaled
   * @param curvature B, variables x variables
   * @returns false if there is no step
   */
  compute(
    { gradients, scales }: LinearModel,
    curvature: Float64Array,
    constants: Float64Array,
    position: Float64Array,
    { lower, upper }: Box,
    penalty: number,
  ): boolean {
    const { variables: n, rows, hessian, linear, normals, sides, program, step, multipliers } = this;
    const size = n + 1;
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) hessian[i * size + j] = curvature[i * n + j];
      linear[i] = gradients[i];
    }
    // As large as the slope: the program starts at e = -1, and digits would be lost from farther away.
    hessian[size * size - 1] = penalty;
    linear[n] = penalty;
    normals.fill(0);
    for (let j = 0; j < n; j++) {
      normals[2 * j * size + j] = 1;
      normals[(2 * j + 1) * size + j] = -1;
      sides[2 * j] = lower[j] - position[j];
      sides[2 * j + 1] = position[j] - upper[j];
    }
    normals[2 * n * size + n] = 1;
    sides[2 * n] = 0;
    for (let k = 0; k < rows.count; k++) {
      const below = 2 * n + 1 + 2 * k;
      for (let j = 0; j < n; j++) {
        const slope = gradients[(k + 1) * n + j] / scales[k];
        normals[below * size + j] = slope;
        normals[(below + 1) * size + j] = -slope;
      }
      normals[below * size + n] = 1;
      normals[(below + 1) * size + n] = 1;
      sides[below] = (rows.lower[k] - constants[k]) / scales[k];
      sides[below + 1] = (constants[k] - rows.upper[k]) / scales[k];
    }
    if (!program.solve(hessian, linear, normals, sides)) return false;
    step.set(program.solution.subarray(0, n));
    this.elastic = program.solution[n];
    for (let k = 0; k < rows.count; k++) {
      const below = 2 * n + 1 + 2 * k;
      multipliers[k] = program.multipliers[below + 1] - program.multipliers[below];
    }
    return true;
  }
}
