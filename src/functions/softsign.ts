import { FOUR_ULP, UNDERFLOW } from "./shape/accuracy.js";
import { Curve } from "./shape/curve.js";
import { TangencyTable } from "./shape/tangency-table.js";

let table: TangencyTable | null = null;

/** x / (1 + |x|): convex left of 0, concave right of it, once differentiable there. */
export class Softsign extends Curve {
  constructor() {
    super({
      name: "softsign",
      curvature: 1,
      inflections: [0],
      kinks: [{ at: 0, left: 1, right: 1 }],
      image: { lower: -1, upper: 1 },
      slopes: { lower: 0, upper: 1 },
      valueError: [FOUR_ULP, UNDERFLOW],
      slopeError: [FOUR_ULP, UNDERFLOW],
    });
  }

  value(x: number): number {
    const a = Math.abs(x);
    return a < Number.POSITIVE_INFINITY ? x / (1 + a) : Math.sign(x);
  }

  derivative(x: number): number {
    const d = 1 / (1 + Math.abs(x));
    return d * d;
  }

  secondDerivative(x: number): number {
    const d = 1 / (1 + Math.abs(x));
    return -2 * Math.sign(x) * d * d * d;
  }

  override tangency(x: number): number {
    if (table === null) table = new TangencyTable(this);
    return table.at(x);
  }
}
