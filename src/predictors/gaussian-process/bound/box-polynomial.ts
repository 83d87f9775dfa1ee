import { gamma, up } from "../../../numeric/rounding.js";
import type { CentredBox } from "./centred-box.js";
import { CubeQuadratic } from "./cube-quadratic.js";
import type { Monomials } from "./monomials.js";

/**
 * Lower bounds over a box of a polynomial p(d) in the distance d from its centre, minus a remainder. In the unit cube, u_j = d_j / h_j, each monomial of
 * degree 3 and more is at least -|c u^a| >= -|c| sum_j (a_j / |a|) u_j^2 (weighted means), which leaves a quadratic.
 */
export class BoxPolynomial {
  readonly coefficients: Float64Array;
  /** Absolute error of the polynomial's value anywhere in the box. */
  error = 0;
  /** The remainder is at most spread * |d|^2 / r^2 for |d| <= r, where r is the box's radius ... */
  spread = 0;
  /** ... plus this. */
  flat = 0;
  /** For the quadratic: +Infinity where the remainder is. */
  readonly quadratic: CubeQuadratic;
  /** What the terms of degree 3 and more and the remainder take, per coordinate: -losses_j u_j^2. */
  readonly losses: Float64Array;
  private readonly powers: Float64Array;

  constructor(readonly monomials: Monomials) {
    this.coefficients = new Float64Array(monomials.count);
    this.powers = new Float64Array(monomials.count);
    this.quadratic = new CubeQuadratic(monomials.dimension);
    this.losses = new Float64Array(monomials.dimension);
  }

  /** The best of the separable minimum and, if that does not exceed the cutoff, the convexified one. NaN proves nothing. */
  minimum(box: CentredBox, cutoff: number): number {
    this.collect(box);
    const separable = this.quadratic.separableMinimum();
    if (separable > cutoff || this.monomials.dimension === 1) return separable;
    const convex = this.quadratic.convexMinimum();
    return convex > separable ? convex : separable;
  }

  /** Writes to `out` how much each coordinate takes away from the bound. */
  scores(out: Float64Array): void {
    const { dimension: n } = this.monomials;
    const { linear, matrix } = this.quadratic;
    for (let j = 0; j < n; j++) {
      let score = this.losses[j] + Math.abs(linear[j]);
      for (let k = 0; k < n; k++) if (k !== j) score += 0.5 * Math.abs(matrix[j * n + k]);
      score += Math.max(0, -0.5 * (matrix[j * n + j] + 2 * this.losses[j]));
      out[j] = score;
    }
  }

  /** Scales the coefficients to the unit cube; what cannot stay goes to the losses. */
  private collect({ halfWidths, radiusSquared }: CentredBox): void {
    const { monomials, coefficients, powers, losses, quadratic } = this;
    const { count, parents, variables, dimension: n } = monomials;
    let magnitude = Math.abs(coefficients[0]);
    powers[0] = 1;
    for (let a = 1; a < count; a++) {
      powers[a] = powers[parents[a]] * halfWidths[variables[a]];
      magnitude += Math.abs(coefficients[a]) * powers[a];
    }
    const scale = radiusSquared > 0 ? this.spread / radiusSquared : 0;
    for (let j = 0; j < n; j++) losses[j] = scale * halfWidths[j] * halfWidths[j];
    this.spreadHigherTerms();
    const inflation = 1 + gamma(count + 16);
    for (let j = 0; j < n; j++) losses[j] *= inflation;
    for (let j = 0; j < n; j++) {
      quadratic.linear[j] = coefficients[monomials.linear[j]] * halfWidths[j];
      for (let k = 0; k <= j; k++) {
        const a = monomials.quadratic[j * n + k];
        const entry = coefficients[a] * powers[a];
        quadratic.matrix[j * n + k] = entry;
        quadratic.matrix[k * n + j] = entry;
      }
      quadratic.matrix[j * n + j] = 2 * (quadratic.matrix[j * n + j] - losses[j]);
    }
    const rounding = gamma(2 * monomials.degree + 8) * magnitude;
    quadratic.constant = coefficients[0] - up((this.flat + this.error + rounding) * (1 + 4 * Number.EPSILON));
  }

  private spreadHigherTerms(): void {
    const { coefficients, powers, losses, monomials } = this;
    const { count, starts, isEven, spreadStarts, spreadVariables, spreadShares } = monomials;
    for (let a = monomials.degree >= 3 ? starts[3] : count; a < count; a++) {
      const size = coefficients[a] * powers[a];
      if (isEven[a] !== 0 && size >= 0) continue;
      const taken = Math.abs(size);
      for (let s = spreadStarts[a]; s < spreadStarts[a + 1]; s++) losses[spreadVariables[s]] += taken * spreadShares[s];
    }
  }
}
