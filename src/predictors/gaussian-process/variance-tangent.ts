import { down, gamma, UNIT_ROUNDOFF, up } from "../../numeric/rounding.js";
import type { CovarianceFactor } from "./covariance-factor.js";
import { squaredDistances } from "./covariance-matrix.js";
import type { GaussianProcessDefinition } from "./definition.js";

/**
 * The tangent of the posterior variance v(z) = s2 - k(z)' M^-1 k(z), M = K + noise I, in the covariances k, at a point: for *any* vector
 * c, v(z) <= v_c(z) = s2 - 2 c' k(z) + c' M c, with v_c - v = r' M^-1 r, r = k(z) - M c. It is tight where c = M^-1 k(z), and c' M c is
 * evaluated for the c at hand, not taken from the solve, so that errors of the solve cost tightness only. All in the units of
 * the definition before its output scale. Rounding: kappa in float64 is off by at most `kernelError`.
 */
export class VarianceTangent {
  readonly coefficients: Float64Array;
  /** kappa_i at the point, estimates. */
  readonly correlations: Float64Array;
  /** Sum of |c_i|, rounded up. */
  magnitude = 0;
  /** Encloses c' M c. */
  quadraticLower = 0;
  quadraticUpper = 0;
  /** Upper bound of c' K c, without the noise. */
  private noiseFree = 0;
  /** Lower bound of noise |c|^2. */
  private noisePart = 0;
  private readonly absolute: Float64Array;
  private readonly kernelError: number;

  constructor(
    private readonly definition: GaussianProcessDefinition,
    private readonly factor: CovarianceFactor,
  ) {
    const { count } = definition;
    this.coefficients = new Float64Array(count);
    this.correlations = new Float64Array(count);
    this.absolute = new Float64Array(count);
    this.kernelError = kernelError(definition);
  }

  /** Makes the tangent tight at z (scaled coordinates). */
  moveTo(z: Float64Array): void {
    this.solveAt(z);
    this.measure();
  }

  /** Correlations and coefficients at z only; whatever is rigorous waits for `measure`. */
  solveAt(z: Float64Array): void {
    const { correlations, coefficients, factor, definition } = this;
    const { signalVariance, count } = definition;
    squaredDistances(definition.points, count, definition.inputs, z, correlations);
    definition.kernel.jets(correlations, count, 0, correlations);
    for (let i = 0; i < count; i++) coefficients[i] = signalVariance * correlations[i];
    factor.solve(coefficients);
  }

  /** Encloses v_c at the point of the last `moveTo`. */
  get tangentUpper(): number {
    return up(this.definition.signalVariance + up(this.quadraticUpper - down(this.crossLower())));
  }

  /** Upper bound of v_c without the noise's part in it, |c|^2 times the noise, at the point of the last `moveTo`. */
  get noiseFreeVariance(): number {
    return Math.max(0, up(this.tangentUpper - this.noisePart));
  }

  get tangentLower(): number {
    return down(this.definition.signalVariance + down(this.quadraticLower - up(this.crossUpper())));
  }

  /**
   * Upper bound of |k(z) - M c| at the point of the last `moveTo`, so that v >= v_c - residual^2 / noise there. Takes as long as
   * the solve.
   */
  residual(): number {
    const { coefficients, correlations, absolute, definition, factor } = this;
    const { count, signalVariance } = definition;
    const { noise: noiseVariance } = factor;
    let squares = 0;
    for (let i = 0; i < count; i++) {
      const row = i * count;
      let sum = 0;
      let magnitude = 0;
      for (let k = 0; k < count; k++) {
        sum += factor.correlation[row + k] * coefficients[k];
        magnitude += factor.correlation[row + k] * absolute[k];
      }
      const off = Math.abs(signalVariance * (correlations[i] - sum) - noiseVariance * coefficients[i]);
      const size = signalVariance * (correlations[i] + magnitude) + noiseVariance * absolute[i];
      const r = off + up(gamma(count + 8) * size) + signalVariance * this.kernelError * (1 + this.magnitude);
      squares += r * r;
    }
    return up(Math.sqrt(up(squares * (1 + gamma(count + 8)))));
  }

  /** Lower bound of v at the point of the last `moveTo`; at least 0. */
  varianceLower(): number {
    const residual = this.residual();
    const gap = up(up(residual * residual) / this.factor.noise);
    return Math.max(0, down(this.tangentLower - gap));
  }

  /** Upper bound of the squared norm of s2 sum c_i kappa_i in the kernel's own reproducing kernel Hilbert space: s2 c' K c. */
  get squaredNorm(): number {
    return up(this.definition.signalVariance * this.noiseFree);
  }

  /** Encloses c' M c for the coefficients as they are. */
  measure(): void {
    const { coefficients, absolute, definition, factor, kernelError } = this;
    const { count, signalVariance } = definition;
    const { noise: noiseVariance } = factor;
    let sum = 0;
    let squares = 0;
    for (let i = 0; i < count; i++) {
      absolute[i] = Math.abs(coefficients[i]);
      sum += absolute[i];
      squares += coefficients[i] * coefficients[i];
    }
    this.magnitude = up(sum * (1 + gamma(count)));
    let value = 0;
    let size = 0;
    for (let i = 0; i < count; i++) {
      const row = i * count;
      let product = 0.5 * coefficients[i];
      let productSize = 0.5 * absolute[i];
      for (let k = 0; k < i; k++) {
        const entry = factor.correlation[row + k];
        product += entry * coefficients[k];
        productSize += entry * absolute[k];
      }
      value += coefficients[i] * product;
      size += absolute[i] * productSize;
    }
    const quadratic = 2 * signalVariance * value;
    const error = up(
      signalVariance * (2 * gamma(2 * count + 8) * size + 1.001 * kernelError * this.magnitude * this.magnitude),
    );
    const noise = noiseVariance * squares;
    const noiseError = up(gamma(count + 4) * noise);
    this.noiseFree = Math.max(0, up(quadratic + error));
    this.noisePart = Math.max(0, down(noise - noiseError));
    this.quadraticUpper = up(up(quadratic + noise) + up(error + noiseError));
    this.quadraticLower = down(down(quadratic + noise) - up(error + noiseError));
  }

  private crossUpper(): number {
    return up(this.cross() + this.crossError());
  }

  private crossLower(): number {
    return down(this.cross() - this.crossError());
  }

  private cross(): number {
    const { coefficients, correlations, definition } = this;
    let sum = 0;
    for (let i = 0; i < definition.count; i++) sum += coefficients[i] * correlations[i];
    return 2 * definition.signalVariance * sum;
  }

  /** kappa is at most 1, so the magnitudes sum to at most that of c. */
  private crossError(): number {
    const { definition, magnitude, kernelError } = this;
    return up(2 * definition.signalVariance * magnitude * (gamma(definition.count + 4) + 1.001 * kernelError));
  }
}

/**
 * Bound of the absolute error of kappa at a squared distance of two float64 points: t is off by d + 2 u of itself, and t |kappa'(t)| <=
 * 2 (kappa(t/2) - kappa(t)) <= 2 by convexity.
 */
export function kernelError({ kernel, inputs }: GaussianProcessDefinition): number {
  return up(UNIT_ROUNDOFF * (kernel.errorUnits + 2.001 * (kernel.argumentUnits + inputs + 3)) + 1e-300);
}
