import { Polygon } from "./shape/polygon.js";

/** |x|. */
export class AbsoluteValue extends Polygon {
  constructor() {
    super({
      name: "absolute-value",
      stationary: [0],
      kinks: [{ at: 0, left: -1, right: 1 }],
      image: { lower: 0, upper: Number.POSITIVE_INFINITY },
      slopes: { lower: -1, upper: 1 },
      valueError: [0, 0],
      slopeError: [0, 0],
    });
  }

  value(x: number): number {
    return Math.abs(x);
  }

  derivative(x: number): number {
    return x >= 0 ? 1 : x < 0 ? -1 : Number.NaN;
  }
}
