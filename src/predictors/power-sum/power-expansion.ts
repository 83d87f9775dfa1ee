import type { Box } from "../../numeric/box.js";
import { gamma } from "../../numeric/rounding.js";
import type { BoxPolynomial } from "../gaussian-process/bound/box-polynomial.js";
import type { CentredBox } from "../gaussian-process/bound/centred-box.js";
import { factorial, type Monomials } from "../gaussian-process/bound/monomials.js";

/** y_o = sum_i weights_oi (slopes_i . x + offsets_i)^degree, i < N. */
export interface PowerSumDefinition {
  readonly inputs: number;
  /** A whole number from 2 on. */
  readonly degree: number;
  /** N x inputs, row-major. */
  readonly slopes: Float64Array;
  /** N */
  readonly offsets: Float64Array;
  /** At least |offsets|: what the roundings of the offsets are relative to. */
  readonly offsetMagnitudes: Float64Array;
  /** outputs x N */
  readonly weights: Float64Array;
  /** Units of roundoff by which slopes and offsets, and those by which weights may differ from the model's. */
  readonly roundingUnits: number;
  readonly weightUnits: number;
}

/** Larger than all that underflow takes from sums of numbers that are not larger than 1 themselves. */
const UNDERFLOW = 2 ** -1000;

/**
 * Coefficients of the outputs of a sum of powers as polynomials in the distance from a box's centre c:
 * (v . (c + d) + b)^k = sum_a k! / (a! (k - |a|)!) (v . c + b)^(k - |a|) v^a d^a.
 */
export class PowerExpansion {
  /** k! / (a! (k - |a|)!) slopes_i^a at [a * N + i]. */
  private readonly products: Float64Array;
  private readonly outputs: number;
  /** Of the last box: by output the coefficients, outputs x monomials; the error of their polynomial anywhere in the box, and the sum of the terms' magnitudes. */
  private readonly coefficients: Float64Array;
  private readonly errors: Float64Array;
  private readonly magnitudes: Float64Array;
  private readonly corners: Float64Array;
  /** By summand, at the centre. */
  private readonly powers: Float64Array[];
  private readonly factors: Float64Array;

  constructor(
    private readonly definition: PowerSumDefinition,
    private readonly monomials: Monomials,
  ) {
    const { inputs, offsets, weights, degree } = definition;
    const count = offsets.length;
    this.outputs = weights.length / count;
    this.products = productsOf(definition, monomials);
    this.coefficients = new Float64Array(this.outputs * monomials.count);
    this.errors = new Float64Array(this.outputs);
    this.magnitudes = new Float64Array(this.outputs);
    this.corners = new Float64Array(2 * inputs).fill(Number.NaN);
    this.powers = Array.from({ length: degree + 1 }, () => new Float64Array(count).fill(1));
    this.factors = new Float64Array(count);
  }

  /** Expands all outputs about the box's centre; what is there already stays. */
  over(centred: CentredBox, { lower, upper }: Box): void {
    const { corners } = this;
    const n = lower.length;
    let isSame = true;
    for (let j = 0; isSame && j < n; j++) isSame = corners[j] === lower[j] && corners[n + j] === upper[j];
    if (isSame) return;
    corners.set(lower);
    corners.set(upper, n);
    this.measure(centred);
    for (let o = 0; o < this.outputs; o++) this.expand(o);
  }

  /** Writes the functional weights . y to the polynomial, with its error. */
  combine(weights: Float64Array, polynomial: BoxPolynomial): void {
    const { coefficients, errors, magnitudes, monomials, outputs } = this;
    const { count } = monomials;
    polynomial.coefficients.fill(0);
    let error = 0;
    let magnitude = 0;
    for (let o = 0; o < outputs; o++) {
      const weight = weights[o];
      if (weight === 0) continue;
      error += Math.abs(weight) * errors[o];
      magnitude += Math.abs(weight) * magnitudes[o];
      for (let a = 0; a < count; a++) polynomial.coefficients[a] += weight * coefficients[o * count + a];
    }
    polynomial.error = (error + gamma(outputs + 2) * magnitude) * (1 + gamma(outputs + 8)) + UNDERFLOW;
    polynomial.spread = 0;
    polynomial.flat = 0;
  }

  /** Powers of all summands at the centre, and the errors of all outputs: relative ones of products, of which no more than `magnitudes` is in the box. */
  private measure({ centre, halfWidths }: CentredBox): void {
    const { definition, powers, errors, magnitudes, outputs } = this;
    const { inputs, degree, slopes, offsets, offsetMagnitudes, weights, roundingUnits, weightUnits } = definition;
    const count = offsets.length;
    magnitudes.fill(0);
    let scale = 1;
    for (let i = 0; i < count; i++) {
      let argument = offsets[i];
      let reach = offsetMagnitudes[i];
      for (let j = 0; j < inputs; j++) {
        const slope = slopes[i * inputs + j];
        argument += slope * centre[j];
        reach += Math.abs(slope) * (Math.abs(centre[j]) + halfWidths[j]);
      }
      for (let k = 1; k <= degree; k++) powers[k][i] = powers[k - 1][i] * argument;
      const most = reach ** degree;
      scale = Math.max(scale, most, reach);
      for (let o = 0; o < outputs; o++) magnitudes[o] += Math.abs(weights[o * count + i]) * most;
    }
    const units = count + degree * (inputs + 6 + roundingUnits) + weightUnits + this.monomials.count;
    for (let o = 0; o < outputs; o++)
      errors[o] = gamma(units) * magnitudes[o] + UNDERFLOW * scale * (1 + magnitudes[o]);
  }

  private expand(o: number): void {
    const { definition, monomials, products, powers, factors, coefficients } = this;
    const { weights, degree } = definition;
    const count = factors.length;
    for (let k = 0; k <= degree; k++) {
      const power = powers[degree - k];
      for (let i = 0; i < count; i++) factors[i] = weights[o * count + i] * power[i];
      for (let a = monomials.starts[k]; a < monomials.starts[k + 1]; a++) {
        const row = a * count;
        let sum = 0;
        for (let i = 0; i < count; i++) sum += factors[i] * products[row + i];
        coefficients[o * monomials.count + a] = sum;
      }
    }
  }
}

function productsOf({ inputs, slopes, offsets, degree }: PowerSumDefinition, monomials: Monomials): Float64Array {
  const { count: terms, parents, variables, factorials, starts } = monomials;
  const count = offsets.length;
  const plain = new Float64Array(terms * count).fill(1, 0, count);
  for (let a = 1; a < terms; a++) {
    for (let i = 0; i < count; i++) {
      plain[a * count + i] = plain[parents[a] * count + i] * slopes[i * inputs + variables[a]];
    }
  }
  for (let k = 0; k <= degree; k++) {
    for (let a = starts[k]; a < starts[k + 1]; a++) {
      const choices = factorial(degree) / (factorials[a] * factorial(degree - k));
      for (let i = 0; i < count; i++) plain[a * count + i] *= choices;
    }
  }
  return plain;
}
