import { down, up } from "../../../numeric/rounding.js";

/** Supporting lines of step functions: affine minorants that touch the convex envelope at a point. */
export class StepSupport {
  /** After `at`: the line's slope. */
  slope = 0;
  /** After `at`: the step function is at least intercept + slope * x, for every real x of its domain. */
  intercept = 0;
  /** After `at`: largest distance between the step function and the line, an estimate. */
  gap = 0;
  /** Lower hull of the corners, as indices 2 * step + (0: start, 1: end). */
  private hull: Int32Array = new Int32Array(0);

  /**
   * @param ends step k covers ends[k] .. ends[k + 1], ascending
   * @param heights one per step, length at least `count`
   * @param anchor where the line should be as high as it can be
   */
  at(ends: Float64Array, heights: Float64Array, count: number, anchor: number): void {
    this.slope = this.slopeAt(ends, heights, count, anchor);
    // The slope is an estimate; the intercept makes it a minorant whatever it is.
    const { slope } = this;
    let intercept = Number.POSITIVE_INFINITY;
    for (let k = 0; k < count; k++) {
      const most = slope > 0 ? slope * ends[k + 1] : slope * ends[k];
      const room = down(heights[k] - up(most));
      // NaN, from an end that is infinite, proves nothing, and neither does the whole then.
      if (Number.isNaN(room)) intercept = Number.NEGATIVE_INFINITY;
      else if (room < intercept) intercept = room;
    }
    this.intercept = intercept;
    this.gap = 0;
    for (let k = 0; k < count; k++) {
      const least = slope > 0 ? slope * ends[k] : slope * ends[k + 1];
      this.gap = Math.max(this.gap, heights[k] - least - intercept);
    }
  }

  private slopeAt(ends: Float64Array, heights: Float64Array, count: number, anchor: number): number {
    if (this.hull.length < 2 * count) this.hull = new Int32Array(4 * count);
    const { hull } = this;
    const x = (corner: number) => ends[(corner + 1) >> 1];
    const y = (corner: number) => heights[corner >> 1];
    let size = 0;
    for (let corner = 0; corner < 2 * count; corner++) {
      while (size > 0) {
        const last = hull[size - 1];
        if (x(last) === x(corner)) {
          if (y(last) <= y(corner)) break;
        } else if (size === 1) break;
        else {
          const before = hull[size - 2];
          const rise = (y(last) - y(before)) * (x(corner) - x(before));
          if (rise < (y(corner) - y(before)) * (x(last) - x(before))) break;
        }
        size--;
      }
      if (size > 0 && x(hull[size - 1]) === x(corner)) continue;
      hull[size++] = corner;
    }
    let edge = 1;
    while (edge + 1 < size && x(hull[edge]) < anchor) edge++;
    if (size < 2) return 0;
    const slope = (y(hull[edge]) - y(hull[edge - 1])) / (x(hull[edge]) - x(hull[edge - 1]));
    return Number.isFinite(slope) ? slope : 0;
  }
}
