import { gamma, up } from "../../../numeric/rounding.js";

/** A box as centre and half widths: every real point of [lower, upper] is centre + d with |d_j| <= halfWidths_j and |d| <= radius. */
export class CentredBox {
  readonly centre: Float64Array;
  readonly halfWidths: Float64Array;
  /** Upper bound of |d|^2. */
  radiusSquared = 0;
  /** Upper bound of |d|. */
  radius = 0;

  constructor(readonly dimension: number) {
    this.centre = new Float64Array(dimension);
    this.halfWidths = new Float64Array(dimension);
  }

  set(lower: Float64Array, upper: Float64Array): void {
    const { centre, halfWidths, dimension } = this;
    let squares = 0;
    for (let j = 0; j < dimension; j++) {
      const c = 0.5 * lower[j] + 0.5 * upper[j];
      const h = lower[j] === upper[j] ? 0 : up(Math.max(upper[j] - c, c - lower[j]));
      centre[j] = c;
      halfWidths[j] = h;
      squares += h * h;
    }
    this.radiusSquared = up(squares * (1 + gamma(dimension)));
    this.radius = up(Math.sqrt(this.radiusSquared));
  }
}
