import { ERF_RELATIVE, erf } from "../numeric/error-function.js";
import { FOUR_ULP, UNDERFLOW } from "./shape/accuracy.js";
import { Curve } from "./shape/curve.js";
import { TangencyTable } from "./shape/tangency-table.js";

const TWO_OVER_ROOT_PI = 1.1283791670955126;

let table: TangencyTable | null = null;

/** The error function; its second derivative is extremal at -/+ sqrt(1/2). */
export class Erf extends Curve {
  constructor() {
    super({
      name: "erf",
      curvature: 1,
      inflections: [0],
      bends: [-Math.SQRT1_2, Math.SQRT1_2],
      image: { lower: -1, upper: 1 },
      slopes: { lower: 0, upper: 1.1283791670955128 },
      valueError: [ERF_RELATIVE, UNDERFLOW],
      // x^2 is rounded by u x^2, which exp feels fully: x^2 exp(-x^2) < 0.37.
      slopeError: [2 * FOUR_ULP, FOUR_ULP],
      bendError: [4 * FOUR_ULP, 2 * FOUR_ULP],
    });
  }

  value(x: number): number {
    return erf(x);
  }

  derivative(x: number): number {
    return TWO_OVER_ROOT_PI * Math.exp(-x * x);
  }

  secondDerivative(x: number): number {
    const d = TWO_OVER_ROOT_PI * Math.exp(-x * x);
    return d === 0 ? 0 : -2 * x * d;
  }

  override tangency(x: number): number {
    if (table === null) table = new TangencyTable(this);
    return table.at(x);
  }
}
