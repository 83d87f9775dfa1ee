import { refuse } from "./parameter.js";
import type { Kink } from "./shape/curve.js";
import { Polygon } from "./shape/polygon.js";

/** min(max(x, lower), upper); either end may be infinite. Defaults: none, the identity. */
export class Clip extends Polygon {
  private readonly least: number;
  private readonly greatest: number;

  constructor(lower = Number.NEGATIVE_INFINITY, upper = Number.POSITIVE_INFINITY) {
    if (Number.isNaN(lower) || lower === Number.POSITIVE_INFINITY)
      refuse("clip", "lower", lower, "a number or -Infinity");
    if (Number.isNaN(upper) || upper === Number.NEGATIVE_INFINITY)
      refuse("clip", "upper", upper, "a number or Infinity");
    // ONNX: with lower > upper everything becomes `upper`.
    const least = Math.min(lower, upper);
    const kinks: Kink[] = [];
    if (lower < upper) {
      if (lower > Number.NEGATIVE_INFINITY) kinks.push({ at: lower, left: 0, right: 1 });
      if (upper < Number.POSITIVE_INFINITY) kinks.push({ at: upper, left: 1, right: 0 });
    }
    super({
      name: "clip",
      parameters: { lower, upper },
      kinks,
      image: { lower: least, upper },
      slopes: { lower: 0, upper: 1 },
      valueError: [0, 0],
      slopeError: [0, 0],
    });
    this.least = least;
    this.greatest = upper;
  }

  value(x: number): number {
    return Math.min(Math.max(x, this.least), this.greatest);
  }

  derivative(x: number): number {
    if (Number.isNaN(x)) return x;
    return x >= this.least && x < this.greatest && this.least < this.greatest ? 1 : 0;
  }
}
