import { FOUR_ULP, UNDERFLOW } from "./shape/accuracy.js";
import { Curve } from "./shape/curve.js";
import { TangencyTable } from "./shape/tangency-table.js";

/** tanh''' = 0 where tanh^2 = 1/3. */
const BEND = 0.6584789484624084;

let table: TangencyTable | null = null;

/** The hyperbolic tangent. */
export class Tanh extends Curve {
  constructor() {
    super({
      name: "tanh",
      curvature: 1,
      inflections: [0],
      bends: [-BEND, BEND],
      image: { lower: -1, upper: 1 },
      slopes: { lower: 0, upper: 1 },
      // 1 - t^2 with t in error by 8 u |t|: 16 u t^2 + 2 u.
      slopeError: [FOUR_ULP, 2 * FOUR_ULP],
      bendError: [2 * FOUR_ULP, 2 * FOUR_ULP + UNDERFLOW],
    });
  }

  value(x: number): number {
    return Math.tanh(x);
  }

  derivative(x: number): number {
    const t = Math.tanh(x);
    return 1 - t * t;
  }

  override slopeAt(_x: number, t: number): number {
    return 1 - t * t;
  }

  secondDerivative(x: number): number {
    const t = Math.tanh(x);
    return -2 * t * (1 - t * t);
  }

  override tangency(x: number): number {
    if (table === null) table = new TangencyTable(this);
    return table.at(x);
  }
}
