import { Decimal } from "decimal.js";
import type { KernelSum } from "../../../../src/predictors/gaussian-process/bound/kernel-sum.js";
import type { Kernel } from "../../../../src/predictors/gaussian-process/kernels/kernel.js";
import { exact } from "../../../numeric/exact-decimal.js";

/** 45 digits, where sums of 1e12-fold cancellation keep 30. */
export const High = Decimal.clone({ precision: 45 });

/** kappa(t) from the textbook definition. */
export function exactKernel({ name, parameters }: Kernel, t: Decimal): Decimal {
  const root = (factor: number) => t.mul(factor).sqrt();
  switch (name) {
    case "squared-exponential":
      return t.div(-2).exp();
    case "matern12":
      return root(1).neg().exp();
    case "matern32":
      return root(3).add(1).mul(root(3).neg().exp());
    case "matern52":
      return root(5).add(1).add(t.mul(5).div(3)).mul(root(5).neg().exp());
    case "rational-quadratic": {
      const alpha = high(parameters["alpha"]);
      return alpha
        .neg()
        .mul(t.div(alpha.mul(2)).add(1).ln())
        .exp();
    }
    default:
      throw new Error(`no exact definition of ${name}`);
  }
}

export function high(x: number): Decimal {
  return new High(exact(x));
}

/** The kernel sum of float64 numbers at float64 or exact coordinates. */
export function exactValue(sum: KernelSum, z: readonly Decimal[]): Decimal {
  const { points, weights, linear, inputs } = sum;
  let value = high(sum.offset);
  for (let j = 0; j < inputs; j++) value = value.add(high(linear[j]).mul(z[j]));
  for (let i = 0; i < weights.length; i++) {
    let t = new High(0);
    for (let j = 0; j < inputs; j++) {
      const difference = z[j].sub(high(points[i * inputs + j]));
      t = t.add(difference.mul(difference));
    }
    value = value.add(high(weights[i]).mul(exactKernel(sum.kernel, t)));
  }
  return value;
}
