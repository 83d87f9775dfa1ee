import { FOUR_ULP, UNDERFLOW } from "./shape/accuracy.js";
import { Curve } from "./shape/curve.js";

/** 1 / sqrt(2 pi). */
const DENSITY = 0.3989422804014327;
/** phi''' = (3 x - x^3) phi = 0. */
const ROOT_3 = 1.7320508075688772;

/** The density of the standard normal distribution. */
export class NormalPdf extends Curve {
  constructor() {
    super({
      name: "normal-pdf",
      curvature: 1,
      inflections: [-1, 1],
      stationary: [0],
      bends: [-ROOT_3, 0, ROOT_3],
      image: { lower: 0, upper: 0.39894228040143276 },
      slopes: { lower: -0.24197072451914337, upper: 0.24197072451914337 },
      slopeError: [2 * FOUR_ULP, FOUR_ULP],
      bendError: [4 * FOUR_ULP, 2 * FOUR_ULP],
    });
  }

  value(x: number): number {
    return DENSITY * Math.exp(-0.5 * x * x);
  }

  /** x^2 is rounded by u x^2, and exp(-x^2 / 2) changes by up to half of that, relatively; it underflows at |x| = 38.7. */
  override valueError(x: number, v: number): number {
    const t = Math.min(Math.abs(x), 39);
    return v * (2 * FOUR_ULP + t * t * 2 ** -53) + UNDERFLOW;
  }

  derivative(x: number): number {
    const v = DENSITY * Math.exp(-0.5 * x * x);
    return v === 0 ? 0 : -x * v;
  }

  override slopeAt(x: number, v: number): number {
    return v === 0 ? 0 : -x * v;
  }

  secondDerivative(x: number): number {
    const v = DENSITY * Math.exp(-0.5 * x * x);
    return v === 0 ? 0 : (x * x - 1) * v;
  }
}
