import { gamma, UNIT_ROUNDOFF, up } from "../../../numeric/rounding.js";
import { BoxPolynomial } from "./box-polynomial.js";
import type { CentredBox } from "./centred-box.js";
import type { KernelSum } from "./kernel-sum.js";
import { Monomials } from "./monomials.js";
import type { PointGeometry } from "./point-geometry.js";
import { BLOCK, blockedUnits } from "./rounding-units.js";

/**
 * The squared exponential's native space has the orthonormal basis exp(-|x|^2/2) x^a / sqrt(a!), x = z - centre (I. Steinwart, D. Hush,
 * C. Scovel, IEEE Trans. Inf. Theory 52 (2006) 4635-4643). Hence a kernel sum is exp(-|x|^2/2) F(x) with F = sum_a c_a x^a / sqrt(a!),
 * c_a = sum_i w_i exp(-|x_i|^2/2) x_i^a / sqrt(a!) and sum_a c_a^2 = |f|_H^2: what is left out of F beyond degree K is at most
 * sqrt(|f|_H^2 - sum_{|a|<=K} c_a^2) sqrt(sum_{k>K} |x|^2k / k!), the energy already explained being subtracted.
 */
export class GaussTaylor {
  readonly polynomial: BoxPolynomial;
  /** sum_i w_i exp(-t_i/2) x_i^a / a!: the coefficients of F. */
  private readonly expansion: Float64Array;
  private readonly block: Float64Array;
  private readonly powers: Float64Array;
  /** Upper bound of the norm of what the expansion leaves out. */
  private unexplained = 0;
  private isExpanded = false;

  constructor(
    private readonly sum: KernelSum,
    degree: number,
  ) {
    const monomials = new Monomials(sum.inputs, degree);
    this.polynomial = new BoxPolynomial(monomials);
    this.expansion = new Float64Array(monomials.count);
    this.block = new Float64Array(monomials.count);
    this.powers = new Float64Array(monomials.count);
  }

  /** Value of the kernel sum at the box's centre, without offset and linear part: an estimate. */
  get centreValue(): number {
    return this.expansion[0];
  }

  /** To be called when centre or weights change. */
  forget(): void {
    this.isExpanded = false;
  }

  /** Expands the sum about the geometry's centre. */
  expand(geometry: PointGeometry): void {
    if (this.isExpanded) return;
    this.isExpanded = true;
    const { expansion, powers, block, sum } = this;
    const { weights } = sum;
    const { starts, suffixes, dimension, degree } = this.polynomial.monomials;
    const { differences, jets } = geometry;
    geometry.requireJets(0);
    expansion.fill(0);
    block.fill(0);
    for (let i = 0; i < weights.length; i++) {
      const scale = weights[i] * jets[i];
      // exp(-t/2) underflows before the powers of x_i can overflow.
      if (scale !== 0) {
        const row = i * dimension;
        powers[0] = scale;
        block[0] += scale;
        let a = 1;
        for (let k = 0; k < degree; k++) {
          const end = starts[k + 1];
          for (let j = 0; j < dimension; j++) {
            const factor = differences[row + j];
            for (let b = suffixes[k * dimension + j]; b < end; b++, a++) {
              const value = powers[b] * factor;
              powers[a] = value;
              block[a] += value;
            }
          }
        }
      }
      if ((i + 1) % BLOCK === 0) this.flush();
    }
    this.flush();
    this.closeExpansion();
  }

  /**
   * Lower bound over the box by the sign of G = F + (offset + linear . z - target) exp(|x|^2/2), a polynomial but for remainders: where G >= 0 the sum is
   * at least the target, and nowhere is it below target - max(0, -G). After `expand`.
   */
  lowerBound(box: CentredBox, target: number): number {
    const { polynomial, sum } = this;
    const { centre, radiusSquared, radius } = box;
    let constant = sum.offset - target;
    let magnitude = Math.abs(sum.offset) + Math.abs(target);
    let slope = 0;
    for (let j = 0; j < centre.length; j++) {
      const term = sum.linear[j] * centre[j];
      constant += term;
      magnitude += Math.abs(term);
      slope += sum.linear[j] * sum.linear[j];
    }
    slope = up(Math.sqrt(slope * (1 + gamma(centre.length))));
    const growth = 1.0001 * Math.exp(0.5 * radiusSquared);
    this.adopt(constant);
    const { degree } = polynomial.monomials;
    const own = this.unexplained * Math.sqrt(seriesTail(radiusSquared, degree));
    const constantTail = constant < 0 ? -constant * seriesTail(0.5 * radiusSquared, degree >> 1) : 0;
    const linearTail = slope > 0 ? slope * radius * seriesTail(0.5 * radiusSquared, (degree - 1) >> 1) : 0;
    polynomial.spread = 1.0001 * (own + constantTail + linearTail);
    polynomial.flat = 0;
    polynomial.error =
      growth * (this.roundingError(radiusSquared) + gamma(centre.length + 8) * (magnitude + slope * radius)) + 1e-280;
    const least = polynomial.minimum(box, 0);
    return least >= 0
      ? target + (0.9999 * least) / growth - gamma(2) * Math.abs(target)
      : target + least - gamma(2) * (Math.abs(target) - least);
  }

  /**
   * All coefficients err, in total over the box, by less than this times exp(r^2/2): t by d + 3 units, and
   * t/2 exp(-t/2 + sqrt(t) r) <= (r^2 + 2/e) exp(r^2/2).
   */
  private roundingError(radiusSquared: number): number {
    const { errorUnits, argumentUnits } = this.sum.kernel;
    const { dimension, degree } = this.polynomial.monomials;
    const units = errorUnits + 2 * degree + 8 + blockedUnits(this.sum.count);
    const shifts = (dimension + 3 + argumentUnits) * (radiusSquared + 0.74);
    return 1.01 * UNIT_ROUNDOFF * (units + shifts) * this.sum.weightMagnitude;
  }

  private flush(): void {
    const { expansion, block } = this;
    for (let a = 0; a < block.length; a++) {
      expansion[a] += block[a];
      block[a] = 0;
    }
  }

  /** Divides by a! and finds the energy left; per point the basis functions' values have norm at most 1, and t/2 times them at most 2. */
  private closeExpansion(): void {
    const { expansion, sum } = this;
    const { factorials, count, dimension, degree } = this.polynomial.monomials;
    let energy = 0;
    for (let a = 0; a < count; a++) {
      energy += (expansion[a] * expansion[a]) / factorials[a];
      expansion[a] /= factorials[a];
    }
    const { errorUnits, argumentUnits } = sum.kernel;
    const units = errorUnits + 2 * degree + 8 + blockedUnits(sum.count) + 2 * (dimension + 3 + argumentUnits);
    const error = 1.01 * UNIT_ROUNDOFF * units * sum.weightMagnitude;
    const explained = Math.max(0, Math.sqrt(energy) * (1 - gamma(count + 4)) - error);
    const { norm } = sum;
    // (norm - e)(norm + e) keeps the digits that norm^2 - e^2 loses.
    this.unexplained = explained < norm ? up(Math.sqrt(up(up(norm - explained) * up(norm + explained)))) : 0;
    if (!(explained >= 0)) this.unexplained = Number.NaN;
  }

  /** The polynomial part of F + (constant + linear . x) exp(|x|^2/2). */
  private adopt(constant: number): void {
    const { expansion, sum } = this;
    const { coefficients, monomials } = this.polynomial;
    const { dimension, degree } = monomials;
    coefficients.set(expansion);
    this.addGaussian(0, constant, degree, 0);
    for (let j = 0; j < dimension; j++) {
      if (sum.linear[j] !== 0) this.addGaussian(monomials.linear[j], sum.linear[j], degree - 1, 0);
    }
  }

  /** Adds factor x^index prod_{j >= from} exp(x_j^2/2), cut at degree `room` beyond the monomial. */
  private addGaussian(index: number, factor: number, room: number, from: number): void {
    const { coefficients, monomials } = this.polynomial;
    coefficients[index] += factor;
    for (let j = from; j < monomials.dimension; j++) {
      let power = index;
      let scaled = factor;
      for (let k = 1; 2 * k <= room; k++) {
        power = monomials.timesSquare(power, j);
        scaled /= 2 * k;
        this.addGaussian(power, scaled, room - 2 * k, j + 1);
      }
    }
  }
}

/** Upper bound of sum_{k > last} q^k / k!. */
function seriesTail(q: number, last: number): number {
  let term = 1;
  for (let k = 1; k <= last + 1; k++) term *= q / k;
  let total = term;
  for (let k = last + 2; ; k++) {
    const ratio = q / k;
    term *= ratio;
    // Once the ratio is below 1/2, all that follows is less than twice the term.
    if (ratio < 0.5 && !(term > 1e-6 * total)) return 1.0001 * (total + 2 * term);
    total += term;
    if (!(total < Number.POSITIVE_INFINITY)) return total;
  }
}
