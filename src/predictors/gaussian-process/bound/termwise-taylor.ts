import { gamma, UNIT_ROUNDOFF, up } from "../../../numeric/rounding.js";
import { BoxPolynomial } from "./box-polynomial.js";
import type { CentredBox } from "./centred-box.js";
import type { KernelSum } from "./kernel-sum.js";
import { factorial, Monomials } from "./monomials.js";
import type { PointGeometry } from "./point-geometry.js";
import { type QuadraticPiece, quadraticPiece } from "./quadratic-piece.js";
import { BLOCK, blockedUnits } from "./rounding-units.js";

/** No expansion. */
const NONE = -2;
/** An expansion with an order per point. */
const MIXED = -1;

/**
 * A polynomial minorant model of a kernel sum about the box's centre, one Taylor expansion per training point: with y = z_i - centre, kappa(|d - y|^2) =
 * sum_{q,m} kappa^(q+m)(t_i) / (q! m!) (-2 y.d)^q |d|^2m. Far points take a high order p, whose remainder is |w_i| M_{p+1} |d|^(p+1) / (p+1)! with M_m the
 * greatest m-th directional derivative at that distance; near ones, where that is infinite, a tangent or secant in t.
 */
export class TermwiseTaylor {
  readonly polynomial: BoxPolynomial;
  /** Slices for |d|^0, |d|^2, |d|^4, over monomials. */
  private readonly slices: Float64Array[] = [];
  private readonly blocks: Float64Array[] = [];
  private readonly powers: Float64Array;
  private readonly derivatives = new Float64Array(5);
  private readonly factorials: Float64Array;
  private readonly piece: QuadraticPiece = { value: 0, slope: 0, loss: 0 };
  /** sum over points of what rounding is relative to. */
  private magnitude = 0;
  private remainder = 0;
  /** The order of the expansion at hand, MIXED, or NONE. */
  private expanded = NONE;

  constructor(
    private readonly sum: KernelSum,
    readonly degree: number,
  ) {
    const monomials = new Monomials(sum.inputs, degree);
    this.polynomial = new BoxPolynomial(monomials);
    for (let m = 0; 2 * m <= degree; m++) {
      this.slices.push(new Float64Array(monomials.count));
      this.blocks.push(new Float64Array(monomials.count));
    }
    this.powers = new Float64Array(monomials.count);
    this.factorials = Float64Array.from({ length: degree + 2 }, (_, n) => factorial(n));
  }

  /** To be called when box or weights change: otherwise only offset and linear part count anew. */
  forget(): void {
    this.expanded = NONE;
  }

  /** Every point to its own order, 1..degree, or a quadratic in t where that loses less. */
  lowerBoundMixed(geometry: PointGeometry, box: CentredBox, cutoff: number): number {
    const { weights } = this.sum;
    if (this.start(geometry, box, MIXED)) {
      for (let i = 0; i < weights.length; i++) {
        if (weights[i] !== 0) this.addBest(geometry, box, i);
        if ((i + 1) % BLOCK === 0) this.flush();
      }
      this.flush();
    }
    return this.finish(box, this.remainder * (1 + gamma(weights.length + 16)), cutoff);
  }

  /**
   * Every point to the same order, 0..degree; the remainder is the lesser of the sum of the terms' and |f|_H R_p(|d|), which does not
   * suffer from weights that cancel.
   */
  lowerBound(geometry: PointGeometry, box: CentredBox, order: number, cutoff: number): number {
    const { weights } = this.sum;
    if (this.start(geometry, box, order)) {
      for (let i = 0; i < weights.length; i++) {
        if (weights[i] !== 0) {
          this.remainder += this.loss(geometry, box, i, order);
          this.addTaylor(geometry, box, i, order);
        }
        if ((i + 1) % BLOCK === 0) this.flush();
      }
      this.flush();
    }
    const termwise = this.remainder * (1 + gamma(weights.length + 16));
    const reproducing = this.reproducingRemainder(box, order);
    return this.finish(box, reproducing < termwise ? reproducing : termwise, cutoff, order);
  }

  /** Upper bound of |f|_H R_p over the box, spread like |d|^2. */
  reproducingRemainder({ radius }: CentredBox, order: number): number {
    const { norm, kernel } = this.sum;
    return up(norm * up(kernel.remainderRatio(order, 2, radius) * up(radius * radius)));
  }

  /** False if this very expansion is at hand. */
  private start(geometry: PointGeometry, box: CentredBox, order: number): boolean {
    if (this.expanded === order) return false;
    this.expanded = order;
    geometry.requireRanges(box);
    geometry.requireJets(this.degree);
    for (const slice of this.slices) slice.fill(0);
    for (const block of this.blocks) block.fill(0);
    this.magnitude = 0;
    this.remainder = 0;
    return true;
  }

  /** |w_i| M_{p+1} r^(p+1) / (p+1)!, an upper bound up to the 16 units that the caller adds. */
  private loss(geometry: PointGeometry, { radius }: CentredBox, i: number, order: number): number {
    const { kernel, weights } = this.sum;
    // nearest is a lower bound, its root may be above by half an ulp.
    const distance = Math.sqrt(geometry.nearest[i]) * (1 - Number.EPSILON);
    let factor = Math.abs(weights[i]) / this.factorials[order + 1];
    for (let k = 0; k <= order; k++) factor *= radius;
    return factor * kernel.directionalDerivative(order + 1, distance);
  }

  private addBest(geometry: PointGeometry, box: CentredBox, i: number): void {
    let order = 1;
    let least = Number.POSITIVE_INFINITY;
    for (let p = 1; p <= this.degree; p++) {
      const loss = this.loss(geometry, box, i, p);
      if (!(loss < least)) continue;
      least = loss;
      order = p;
    }
    const { count, jets } = geometry;
    const weight = this.sum.weights[i];
    // A quadratic in t loses the curvature along the point's direction, about this much.
    const curvature = Math.abs(weight) * jets[2 * count + i] * geometry.squares[i] * box.radiusSquared;
    if (!(least < 0.5 * curvature)) {
      quadraticPiece(geometry, this.sum.kernel, weight, i, geometry.squares[i], this.piece);
      if (!(this.piece.loss >= least)) {
        this.addPiece(geometry, box, i);
        return;
      }
    }
    this.remainder += least;
    this.addTaylor(geometry, box, i, order);
  }

  private addTaylor(
    { differences, squares, jets, count }: PointGeometry,
    box: CentredBox,
    i: number,
    order: number,
  ): void {
    const { blocks, powers, derivatives, factorials } = this;
    const { suffixes, starts, dimension } = this.polynomial.monomials;
    const weight = this.sum.weights[i];
    const t = squares[i];
    const row = i * dimension;
    const reach = 2 * Math.sqrt(t) * box.radius + box.radiusSquared;
    let size = 0;
    for (let n = order; n >= 0; n--) {
      // At the point itself only powers of |d|^2 are left; the other derivatives may be infinite there.
      derivatives[n] = t === 0 && 2 * n > order ? 0 : weight * jets[n * count + i];
      size = Math.abs(derivatives[n]) + (size * reach) / (n + 1);
    }
    // kappa has underflowed: nothing of this point is left, its remainder apart.
    if (size === 0) return;
    this.magnitude += size * (1 + t);
    powers[0] = 1;
    for (let k = 0, a = 1; k < order; k++) {
      const end = starts[k + 1];
      for (let j = 0; j < dimension; j++) {
        const factor = differences[row + j];
        for (let b = suffixes[k * dimension + j]; b < end; b++, a++) powers[a] = powers[b] * factor;
      }
    }
    for (let m = 0; 2 * m <= order; m++) {
      const block = blocks[m];
      for (let q = 0, scale = 1; q + 2 * m <= order; q++, scale *= -2) {
        const factor = (derivatives[q + m] * scale) / factorials[m];
        for (let a = starts[q]; a < starts[q + 1]; a++) block[a] += factor * powers[a];
      }
    }
  }

  /** value + slope (t - t_i) with t - t_i = -2 y.d + |d|^2. */
  private addPiece({ differences, squares }: PointGeometry, box: CentredBox, i: number): void {
    const { blocks, piece } = this;
    const { linear, dimension } = this.polynomial.monomials;
    const t = squares[i];
    const reach = 2 * Math.sqrt(t) * box.radius + box.radiusSquared;
    this.magnitude += (Math.abs(piece.value) + Math.abs(piece.slope) * reach) * (1 + t);
    blocks[0][0] += piece.value;
    blocks[1][0] += piece.slope;
    for (let j = 0; j < dimension; j++) blocks[0][linear[j]] -= 2 * piece.slope * differences[i * dimension + j];
  }

  private flush(): void {
    for (let m = 0; m < this.slices.length; m++) {
      const slice = this.slices[m];
      const block = this.blocks[m];
      const end = this.polynomial.monomials.starts[this.degree - 2 * m + 1];
      for (let a = 0; a < end; a++) {
        slice[a] += block[a];
        block[a] = 0;
      }
    }
  }

  private finish(box: CentredBox, remainder: number, cutoff: number, order = 1): number {
    const { polynomial, sum, slices, degree } = this;
    const { coefficients, monomials } = polynomial;
    const { dimension, starts, factorials } = monomials;
    // |d|^2 times the slices above, from the top, goes into the slice below.
    coefficients.fill(0);
    for (let m = slices.length - 1; m >= 0; m--) {
      if (m < slices.length - 1) this.multiplyBySquare(starts[degree - 2 * m - 1]);
      for (let a = 0; a < starts[degree - 2 * m + 1]; a++) coefficients[a] += slices[m][a] / factorials[a];
    }
    let magnitude = Math.abs(sum.offset);
    coefficients[0] += sum.offset;
    for (let j = 0; j < dimension; j++) {
      const term = sum.linear[j] * box.centre[j];
      coefficients[0] += term;
      coefficients[monomials.linear[j]] += sum.linear[j];
      magnitude += Math.abs(term) + Math.abs(sum.linear[j]) * box.halfWidths[j];
    }
    const { errorUnits, argumentUnits } = sum.kernel;
    const units =
      errorUnits + (degree + 3) * (argumentUnits + dimension + 4) + 3 * degree + 16 + blockedUnits(sum.count);
    // Of order 0 it is linear in |d|, which |d|^2 / r does not cover.
    polynomial.spread = order > 0 ? remainder : 0;
    polynomial.flat = order > 0 ? 0 : remainder;
    polynomial.error =
      1.01 * UNIT_ROUNDOFF * units * this.magnitude + gamma(2 * dimension + 8) * (magnitude + this.magnitude) + 1e-280;
    return polynomial.minimum(box, cutoff);
  }

  /** Multiplies the polynomial, of which the coefficients before `end` are filled, by |d|^2. */
  private multiplyBySquare(end: number): void {
    const { coefficients, monomials } = this.polynomial;
    for (let a = end - 1; a >= 0; a--) {
      const value = coefficients[a];
      coefficients[a] = 0;
      if (value === 0) continue;
      for (let j = 0; j < monomials.dimension; j++) coefficients[monomials.timesSquare(a, j)] += value;
    }
  }
}
