import { gamma, UNIT_ROUNDOFF, up } from "../../numeric/rounding.js";
import type { CentredBox } from "./bound/centred-box.js";
import type { CovarianceFactor } from "./covariance-factor.js";
import { squaredDistances } from "./covariance-matrix.js";
import type { GaussianProcessDefinition } from "./definition.js";
import { kernelError, type VarianceTangent } from "./variance-tangent.js";

/**
 * Upper bounds of the posterior deviation over a box from the Taylor polynomial T_p of the feature k_z at the box's centre, p = 1 or 2.
 * The deviation is |A k_z| for the operator A = (1 - P)^(1/2) <= 1, P the projection that the data make, so that
 * sigma(z) <= |A T_p(d)| + s R_p(|d|), R_p the remainder of the kernel; |A T_p|^2 is a polynomial whose coefficients are posterior
 * covariances of k_z and its derivatives: prior ones (derivatives of kappa at 0) less what the data explain, |L^-1 .|^2. All of it
 * shrinks where data is dense, where the tangent of the variance (VarianceTangent) keeps what the data explain, as s^2 |d|^2.
 *
 * Here |A T_p(d)|^2 <= constant + linear . d, in the definition's units before its output scale. Value and gradient come from the vector c
 * with its residual; in what comes with d squared the factor's backward error (Higham, theorem 10.3) is a share `slip` of the prior.
 */
export class DeviationExpansion {
  constant = Number.POSITIVE_INFINITY;
  readonly linear: Float64Array;
  /** s R_p(r). */
  remainder = Number.POSITIVE_INFINITY;
  private readonly order: number;
  private readonly slip: number;
  /** Relative error of kernel derivatives, and of sums of them. */
  private readonly units: number;
  private readonly steepest: number;
  private readonly distances: Float64Array;
  private readonly jets: Float64Array;
  /** d columns of first derivatives of s2 kappa, under L^-1. */
  private readonly columns: Float64Array;
  private readonly column: Float64Array;

  constructor(
    private readonly definition: GaussianProcessDefinition,
    private readonly factor: CovarianceFactor,
    private readonly tangent: VarianceTangent,
  ) {
    const { kernel, inputs, count, signalVariance } = definition;
    this.order = Math.min(2, kernel.taylorOrder);
    const ratio = (count * (signalVariance + factor.noise)) / factor.noise;
    const inexact = 1.001 * kernelError(definition) * ratio;
    this.slip = 1.5 * (gamma(count + 8) * (ratio + 3 * Math.sqrt(ratio)) + inexact);
    // |t^m kappa^(m)(t)| <= 2^m m!: inexact distances count for at most a few dozen units.
    this.units = 64 * UNIT_ROUNDOFF * (kernel.errorUnits + kernel.argumentUnits + inputs + 8) + gamma(count + 8);
    this.steepest = Math.max(1, kernel.directionalDerivative(1, 0), kernel.directionalDerivative(2, 0));
    this.linear = new Float64Array(inputs);
    this.distances = new Float64Array(count);
    this.jets = new Float64Array(3 * count);
    this.columns = new Float64Array(inputs * count);
    this.column = new Float64Array(count);
  }

  /** False: the kernel has no such expansion (Matern 1/2), or the noise is too small for the factor to say anything. */
  get isAvailable(): boolean {
    return this.order >= 1 && this.slip < 0.1;
  }

  /**
   * Expands at the centre, where the tangent stands.
   * @param residual upper bound of |k - M c| there
   */
  expand(centred: CentredBox, residual: number): void {
    const { definition, factor, tangent, linear, order, units, distances, jets } = this;
    const { kernel, points, inputs, count, signalVariance } = definition;
    const { centre, halfWidths, radius, radiusSquared } = centred;
    squaredDistances(points, count, inputs, centre, distances);
    kernel.jets(distances, count, order, jets);
    const s = Math.sqrt(signalVariance) * (1 + 2 ** -50);
    const unsolved = residual / Math.sqrt(factor.noise);
    const sums = units * signalVariance * tangent.magnitude * this.steepest;
    const [first, second] = [2 * Math.abs(kernel.derivative(0, 1)), 4 * kernel.derivative(0, 2)];
    this.explainFirst(centre);
    // 2 <A k, A Dk> = -2 c' Dk, and what the residual leaves open.
    const gradientError = 2.001 * (sums + s * Math.sqrt(first) * unsolved);
    let reach = 0;
    for (let j = 0; j < inputs; j++) reach += halfWidths[j];
    const inexactColumn = units * this.steepest * Math.sqrt(count / factor.noise) * signalVariance * s;
    const left = (this.slip + units) * signalVariance * first + 2.001 * inexactColumn * Math.sqrt(first * inputs);
    const stretch = this.quadraticPart(halfWidths, signalVariance * first) + left * radiusSquared;
    let constant = tangent.tangentUpper + gradientError * reach + stretch;
    if (order === 2) {
      const bend = this.bendPart(centre, halfWidths, signalVariance * second, inexactColumn);
      const curvatureError = 1.001 * (inputs * sums + s * Math.sqrt(3 * second) * unsolved) * radiusSquared;
      const own = this.meanBend(centre, halfWidths, signalVariance * first) + curvatureError;
      constant += own + bend * (2 * Math.sqrt(stretch) + bend);
    }
    this.constant = up(Math.max(0, constant) * (1 + 2 ** -44));
    this.remainder = up(s * kernel.taylorRemainder(order, radius));
    for (let j = 0; j < inputs; j++) if (!Number.isFinite(linear[j])) this.constant = Number.POSITIVE_INFINITY;
  }

  /** Upper bound of |A T_p|^2 over the box. */
  greatest(halfWidths: Float64Array): number {
    let sum = this.constant;
    for (let j = 0; j < halfWidths.length; j++) sum += Math.abs(this.linear[j]) * halfWidths[j];
    return up(sum * (1 + gamma(halfWidths.length + 2)));
  }

  /** The columns L^-1 D_j k, and the gradient of the variance. */
  private explainFirst(centre: Float64Array): void {
    const { definition, factor, tangent, linear, columns, jets } = this;
    const { points, inputs, count, signalVariance } = definition;
    for (let j = 0; j < inputs; j++) {
      const column = columns.subarray(j * count, (j + 1) * count);
      let slope = 0;
      for (let i = 0; i < count; i++) {
        const distance = centre[j] - points[i * inputs + j];
        const value = distance === 0 ? 0 : 2 * signalVariance * jets[count + i] * distance;
        column[i] = value;
        slope += tangent.coefficients[i] * value;
      }
      linear[j] = -2 * slope;
      factor.solveLower(column);
    }
  }

  /** Upper bound of |A Dk d|^2 over the box, but for rounding. */
  private quadraticPart(halfWidths: Float64Array, prior: number): number {
    const { columns } = this;
    const { inputs, count } = this.definition;
    let sum = 0;
    for (let j = 0; j < inputs; j++) {
      for (let k = 0; k <= j; k++) {
        let explained = 0;
        for (let i = 0; i < count; i++) explained += columns[j * count + i] * columns[k * count + i];
        const entry = (j === k ? prior : 0) - explained;
        sum += (j === k ? Math.max(0, entry) : 2 * Math.abs(entry)) * halfWidths[j] * halfWidths[k];
      }
    }
    return sum;
  }

  /** Upper bound of |A D^2 k dd / 2| over the box, column by column. */
  private bendPart(centre: Float64Array, halfWidths: Float64Array, fourth: number, inexactColumn: number): number {
    const { column, factor, slip, units } = this;
    const { inputs, count, signalVariance } = this.definition;
    let sum = 0;
    for (let j = 0; j < inputs; j++) {
      for (let k = 0; k <= j; k++) {
        this.secondDerivatives(centre, j, k);
        factor.solveLower(column);
        let explained = 0;
        for (let i = 0; i < count; i++) explained += column[i] * column[i];
        const own = (j === k ? 3 : 1) * fourth;
        const left =
          Math.max(0, own - explained) + (slip + units) * own + 2.001 * inexactColumn * Math.sqrt(own / signalVariance);
        sum += (j === k ? 0.5 : 1) * Math.sqrt(left) * halfWidths[j] * halfWidths[k];
      }
    }
    return sum * (1 + 2 ** -44);
  }

  /** Upper bound of <A k, A D^2 k dd> over the box, but for rounding: the prior's part is -prior |d|^2. */
  private meanBend(centre: Float64Array, halfWidths: Float64Array, prior: number): number {
    const { column, tangent } = this;
    const { inputs, count } = this.definition;
    let sum = 0;
    for (let j = 0; j < inputs; j++) {
      for (let k = 0; k <= j; k++) {
        this.secondDerivatives(centre, j, k);
        let explained = 0;
        for (let i = 0; i < count; i++) explained += column[i] * tangent.coefficients[i];
        const entry = (j === k ? -prior : 0) - explained;
        sum += (j === k ? Math.max(0, entry) : 2 * Math.abs(entry)) * halfWidths[j] * halfWidths[k];
      }
    }
    return sum;
  }

  /** column_i = s2 D_j D_k kappa_i. */
  private secondDerivatives(centre: Float64Array, j: number, k: number): void {
    const { column, jets } = this;
    const { points, inputs, count, signalVariance } = this.definition;
    for (let i = 0; i < count; i++) {
      const first = centre[j] - points[i * inputs + j];
      const second = centre[k] - points[i * inputs + k];
      const bent = first === 0 || second === 0 ? 0 : 4 * jets[2 * count + i] * first * second;
      column[i] = signalVariance * (bent + (j === k ? 2 * jets[count + i] : 0));
    }
  }
}
