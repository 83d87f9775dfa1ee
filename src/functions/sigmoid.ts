import { COMPOUND, FOUR_ULP } from "./shape/accuracy.js";
import { Curve } from "./shape/curve.js";
import { TangencyTable } from "./shape/tangency-table.js";

/** The logistic function in float64 without cancellation or overflow; relative error below 2^-49. */
export function logistic(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const e = Math.exp(x);
  return e / (1 + e);
}

/** sigmoid''' = 0 where sigmoid = 1/2 -/+ 1/sqrt(12): at -/+ ln(2 + sqrt(3)). */
const BEND = 1.3169578969248168;

let table: TangencyTable | null = null;

/** The logistic function 1 / (1 + exp(-x)). */
export class Sigmoid extends Curve {
  constructor() {
    super({
      name: "sigmoid",
      curvature: 1,
      inflections: [0],
      bends: [-BEND, BEND],
      image: { lower: 0, upper: 1 },
      slopes: { lower: 0, upper: 0.25 },
      valueError: [2 * FOUR_ULP, 2 ** -1020],
      // s (1 - s): |1 - 2 s| times the error of s, and u for 1 - s.
      slopeError: [COMPOUND, 2 * FOUR_ULP],
      bendError: [COMPOUND, COMPOUND],
    });
  }

  value(x: number): number {
    return logistic(x);
  }

  derivative(x: number): number {
    const s = logistic(x);
    return s * (1 - s);
  }

  override slopeAt(_x: number, s: number): number {
    return s * (1 - s);
  }

  secondDerivative(x: number): number {
    const s = logistic(x);
    return s * (1 - s) * (1 - 2 * s);
  }

  override tangency(x: number): number {
    if (table === null) table = new TangencyTable(this);
    return table.at(x);
  }
}
