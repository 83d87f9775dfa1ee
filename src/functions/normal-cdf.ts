import { erfc } from "../numeric/error-function.js";
import { COMPOUND, FOUR_ULP, UNDERFLOW } from "./shape/accuracy.js";
import { Curve } from "./shape/curve.js";
import { TangencyTable } from "./shape/tangency-table.js";

/** 1 / sqrt(2 pi). */
const DENSITY = 0.3989422804014327;

let table: TangencyTable | null = null;

/** The distribution function of the standard normal distribution, accurate relative to itself in the lower tail. */
export class NormalCdf extends Curve {
  constructor() {
    super({
      name: "normal-cdf",
      curvature: 1,
      inflections: [0],
      bends: [-1, 1],
      image: { lower: 0, upper: 1 },
      slopes: { lower: 0, upper: 0.39894228040143276 },
      slopeError: [2 * FOUR_ULP, FOUR_ULP],
      bendError: [4 * FOUR_ULP, 2 * FOUR_ULP],
    });
  }

  value(x: number): number {
    return 0.5 * erfc(-x * Math.SQRT1_2);
  }

  /** Rounding t = x / sqrt(2) by 2 u |t| changes erfc(-t) by up to 4 t^2 u of itself in the lower tail, 2 u elsewhere. */
  override valueError(x: number, v: number): number {
    const t = Math.max(-28, Math.min(x, 1));
    return Math.abs(v) * (COMPOUND + (t * t + 1) * 2 ** -50) + UNDERFLOW;
  }

  derivative(x: number): number {
    return DENSITY * Math.exp(-0.5 * x * x);
  }

  secondDerivative(x: number): number {
    const d = DENSITY * Math.exp(-0.5 * x * x);
    return d === 0 ? 0 : -x * d;
  }

  override tangency(x: number): number {
    if (table === null) table = new TangencyTable(this);
    return table.at(x);
  }
}
