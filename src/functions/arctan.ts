import { Curve } from "./shape/curve.js";
import { TangencyTable } from "./shape/tangency-table.js";

/** arctan''' = 0 at -/+ 1/sqrt(3). */
const BEND = 0.5773502691896258;

let table: TangencyTable | null = null;

/** The inverse tangent. */
export class Arctan extends Curve {
  constructor() {
    super({
      name: "arctan",
      curvature: 1,
      inflections: [0],
      bends: [-BEND, BEND],
      image: { lower: -1.5707963267948968, upper: 1.5707963267948968 },
      slopes: { lower: 0, upper: 1 },
    });
  }

  value(x: number): number {
    return Math.atan(x);
  }

  derivative(x: number): number {
    return 1 / (1 + x * x);
  }

  secondDerivative(x: number): number {
    const d = 1 / (1 + x * x);
    return d === 0 ? 0 : -2 * x * d * d;
  }

  override tangency(x: number): number {
    if (table === null) table = new TangencyTable(this);
    return table.at(x);
  }
}
