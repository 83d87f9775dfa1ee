import { activities, objectiveAt, type ParametricProgram, type ProgramData } from "../program/parametric-program.js";

/** Largest violation, relative to 1 + |side|, with which a point counts as feasible. */
export const FEASIBILITY = 1e-6;

/** What a point is worth at given parameters; its fields are those of the last one that was measured. */
export class PointQuality {
  /** NaN where the point is no number. */
  objective = Number.NaN;
  /** Largest violation of a row, a bound or integrality, relative to 1 + |side|; infinite for points that are no numbers. */
  violation = Number.POSITIVE_INFINITY;
  /** The published measure: |violations|_2 / max(|Ax|_2, |b|_2). */
  infeasibility = Number.POSITIVE_INFINITY;
  private readonly values: Float64Array;

  constructor(private readonly program: ParametricProgram) {
    this.values = new Float64Array(program.rowNames.length);
  }

  get isFeasible(): boolean {
    return this.violation <= FEASIBILITY;
  }

  measure(data: ProgramData, x: Float64Array): void {
    const { program, values } = this;
    const { lower, upper, isInteger } = program;
    activities(program, data, x, values);
    let most = 0;
    let squared = 0;
    let valueSquares = 0;
    let sideSquares = 0;
    for (let r = 0; r < values.length; r++) {
      const side = values[r] < data.rowLower[r] ? data.rowLower[r] : data.rowUpper[r];
      const excess = Math.max(data.rowLower[r] - values[r], values[r] - data.rowUpper[r], 0);
      if (!(excess <= most * (1 + Math.abs(side)))) most = excess / (1 + Math.abs(side));
      squared += excess * excess;
      valueSquares += values[r] * values[r];
      const finite = Math.abs(side) < Number.POSITIVE_INFINITY ? side : data.rowLower[r];
      if (Math.abs(finite) < Number.POSITIVE_INFINITY) sideSquares += finite * finite;
    }
    for (let j = 0; j < x.length; j++) {
      const side = x[j] < lower[j] ? lower[j] : upper[j];
      let excess = Math.max(lower[j] - x[j], x[j] - upper[j], 0);
      squared += excess * excess;
      if (isInteger[j] === 1) excess = Math.max(excess, Math.abs(x[j] - Math.round(x[j])));
      if (!(excess <= most * (1 + Math.abs(side)))) most = excess / (1 + Math.abs(side));
    }
    this.objective = objectiveAt(program, data, x);
    this.violation = Number.isNaN(most) || Number.isNaN(this.objective) ? Number.POSITIVE_INFINITY : most;
    const scale = Math.sqrt(Math.max(valueSquares, sideSquares)) || 1;
    this.infeasibility = Math.sqrt(squared) / scale;
  }
}
