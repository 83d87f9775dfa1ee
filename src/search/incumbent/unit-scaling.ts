import { type Box, box } from "../../numeric/box.js";

/** Writes x as position in a box, 0 at its lower and 1 at its upper corner, so that steps have one size in all variables. */
export class UnitScaling {
  /** The positions of the box: [0, 1], or [0, 0] for an edge that is a point. */
  readonly positions: Box;
  private bounds: Box;

  constructor(variables: number) {
    this.positions = box(new Float64Array(variables), new Float64Array(variables));
    this.bounds = this.positions;
  }

  /** Chooses the box. */
  scaleBy(bounds: Box): void {
    this.bounds = bounds;
    const { upper } = this.positions;
    for (let j = 0; j < upper.length; j++) upper[j] = bounds.upper[j] > bounds.lower[j] ? 1 : 0;
  }

  /** Writes the position of the point of the box nearest to x to `out`. */
  positionOf(x: Float64Array, out: Float64Array): void {
    const { lower, upper } = this.bounds;
    for (let j = 0; j < out.length; j++) {
      const width = upper[j] - lower[j];
      out[j] = width > 0 ? Math.min(Math.max((x[j] - lower[j]) / width, 0), 1) : 0;
    }
  }

  /** Writes the point at the position to `out`; it lies in the box. */
  pointAt(position: Float64Array, out: Float64Array): void {
    const { lower, upper } = this.bounds;
    for (let j = 0; j < out.length; j++) {
      const t = position[j];
      out[j] = Math.min(Math.max((1 - t) * lower[j] + t * upper[j], lower[j]), upper[j]);
    }
  }

  /** Turns a gradient in x into one in positions, in place. */
  scaleGradient(gradient: Float64Array, from = 0): void {
    const { lower, upper } = this.bounds;
    for (let j = 0; j < lower.length; j++) gradient[from + j] *= upper[j] - lower[j];
  }
}
