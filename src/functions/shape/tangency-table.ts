import type { Curve } from "./curve.js";
import { tangentThrough } from "./tangency.js";

const CELLS = 4096;
/** The table covers |x| <= LAST / (1 - LAST). */
const LAST = 15 / 16;

/**
 * For a curve that is odd about (0, phi(0)), convex left of 0: d*(x), x > 0, the point whose tangent passes through
 * (x, phi(x)), tabulated on a uniform grid of w = x / (1 + x) and interpolated by cubics (Catmull and Rom). The error is
 * about 1e-12; it costs tightness only, because every line is repaired.
 */
export class TangencyTable {
  private readonly points: Float64Array;

  constructor(curve: Curve) {
    const points = new Float64Array(CELLS + 3);
    for (let i = 0; i < points.length; i++) {
      const w = ((i - 1) * LAST) / CELLS;
      const x = w / (1 - w);
      if (x > 0) points[i] = tangentThrough(curve, 1, Number.NEGATIVE_INFINITY, 0, x);
      else if (x < 0) points[i] = -tangentThrough(curve, 1, Number.NEGATIVE_INFINITY, 0, -x);
    }
    this.points = points;
  }

  /** d*(x) for either sign of x; NaN beyond the table. */
  at(x: number): number {
    const a = Math.abs(x);
    const position = (a / (1 + a)) * (CELLS / LAST);
    if (!(position < CELLS)) return Number.NaN;
    const i = position | 0;
    const t = position - i;
    const points = this.points;
    const p0 = points[i];
    const p1 = points[i + 1];
    const p2 = points[i + 2];
    const p3 = points[i + 3];
    const d = p1 + 0.5 * t * (p2 - p0 + t * (2 * p0 - 5 * p1 + 4 * p2 - p3 + t * (3 * (p1 - p2) + p3 - p0)));
    return x > 0 ? d : -d;
  }
}
