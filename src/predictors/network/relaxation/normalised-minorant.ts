import { down, gamma, up } from "../../../numeric/rounding.js";
import type { AffineLayer } from "../layer.js";
import type { Normalisation } from "./normalisation.js";
import { ShortestRatio } from "./shortest-ratio.js";
import type { Pieces, RelaxationState } from "./state.js";

/** What carries functionals of the layers in front of a normalisation back to the inputs. */
export interface ArgumentSweep {
  /** Per row, a proved lower bound over the box. */
  readonly bounds: Float64Array;
  begin(rows: number): void;
  /** Coefficients by row of layer k, to be added to. */
  opened(k: number, rows: number): Float64Array;
  run(k: number, rows: number): void;
}

/** Levels that are tried; each is the bound that the one before it proved. */
const ROUNDS = 2;

/**
 * Affine minorants of functionals F = w . y of a normalised vector y = c / s, each as a whole: one by one the quotients lose what they have in common, and that
 * is nearly all where the inputs move them together. For every level t
 *
 *   F = t + (w . c - t s) / s,
 *
 * where the convex function s(c) has a tangent below, s >= u . c, for t <= 0, and its pieces' majorant, s <= v . c + v', for t > 0. With l <= w . c - t s affine in c,
 * m <= l over the box, d = max(0, -m) and s within [a, b],
 *
 *   F >= t - d / a + (l + d) / b,
 *
 * which is exact where c only grows or shrinks (Dinkelbach's transformation of a ratio: W. Dinkelbach, Management Science 13 (1967) 492-498). Where that is less than what |y| and
 * the elements' enclosures say, the constant is taken that these give.
 */
export class NormalisedMinorant {
  /** The constant of a minorant, per row, and the scale of its rounding errors. */
  readonly constants: Float64Array;
  readonly scales: Float64Array;
  private readonly levels: Float64Array;
  private readonly least: Float64Array;
  private readonly values: Float64Array;
  private readonly bestLevels: Float64Array;
  private readonly bestLeast: Float64Array;
  /** By row, u. */
  private readonly tangents: Float64Array;
  /** v, v', and the largest |v| |c| + |v'| over the box, term by term. */
  private readonly majorant: Float64Array;
  private majorantConstant = 0;
  private majorantSize = 0;
  private readonly ratio: ShortestRatio;
  private readonly size: number;
  /** Of sums over elements and inputs. */
  private readonly margin: number;

  constructor(
    private readonly state: RelaxationState,
    private readonly place: number,
    readonly normalisation: Normalisation,
    readonly inner: ArgumentSweep,
    capacity: number,
  ) {
    this.size = normalisation.weights.length;
    this.constants = new Float64Array(capacity);
    this.scales = new Float64Array(capacity);
    this.levels = new Float64Array(capacity);
    this.least = new Float64Array(capacity);
    this.values = new Float64Array(capacity);
    this.bestLevels = new Float64Array(capacity);
    this.bestLeast = new Float64Array(capacity);
    this.tangents = new Float64Array(capacity * this.size);
    this.majorant = new Float64Array(this.size);
    this.ratio = new ShortestRatio(state, normalisation);
    this.margin = 4 * gamma(this.size + state.inputs + 16);
  }

  /** Whether s is known to be positive and finite in the box: otherwise nothing can be said here. */
  get isKnown(): boolean {
    const { root } = this.normalisation;
    return this.state.lower[root][0] > 0 && this.state.upper[root][0] < Number.POSITIVE_INFINITY;
  }

  /**
   * Minorants of the functionals whose coefficients are the rows of `weights`: `constants` and `scales`, and coefficients of c that are added to `out`.
   * @param weights rows x size
   * @param out rows x size
   */
  add(weights: Float64Array, rows: number, out: Float64Array): void {
    const { state, size, normalisation, levels, least, values, bestLevels, bestLeast, ratio } = this;
    const low = state.lower[normalisation.root][0];
    const high = state.upper[normalisation.root][0];
    this.fillMajorant();
    ratio.begin();
    for (let r = 0; r < rows; r++) {
      levels[r] = ratio.least(weights, r * size);
      this.fillTangent(r * size);
    }
    values.fill(Number.NEGATIVE_INFINITY, 0, rows);
    for (let round = 0; round < ROUNDS; round++) {
      if (state.depths[normalisation.numerators] === 0 && state.hasForms[normalisation.numerators] === 1) {
        for (let r = 0; r < rows; r++) least[r] = this.leastOfForms(weights, r);
      } else this.boundArguments(weights, rows);
      for (let r = 0; r < rows; r++) {
        const value = levels[r] + least[r] / (least[r] >= 0 ? high : low);
        if (value > values[r]) {
          values[r] = value;
          bestLevels[r] = levels[r];
          bestLeast[r] = least[r];
        }
        levels[r] = value;
      }
    }
    for (let r = 0; r < rows; r++) {
      const constant = this.leastOf(weights, r * size);
      this.scales[r] = 0;
      if (!(values[r] > constant)) this.constants[r] = constant;
      else this.write(weights, r, low, high, out);
    }
  }

  private write(weights: Float64Array, r: number, low: number, high: number, out: Float64Array): void {
    const { state, size, normalisation } = this;
    const level = this.bestLevels[r];
    const missing = Math.max(0, -this.bestLeast[r]);
    const sizes = state.sizes[normalisation.numerators];
    const shift = level > 0 ? level * this.majorantConstant : 0;
    let scale = Math.abs(level) + missing / low + (level > 0 ? (level * this.majorantSize) / low : 0);
    for (let j = 0, q = r * size; j < size; j++, q++) {
      const part = this.partOfRoot(level, j, q);
      out[q] += (weights[q] - part) / high;
      scale += ((Math.abs(weights[q]) + Math.abs(part)) / low) * sizes[j];
    }
    this.constants[r] = level - missing / low + (missing - shift) / high;
    this.scales[r] = scale;
  }

  /** Coefficient of c_j in what stands for t s. @param q place of the element in the rows */
  private partOfRoot(level: number, j: number, q: number): number {
    return level * (level > 0 ? this.majorant[j] : this.tangents[q]);
  }

  /** Lower bounds over the box of w . c - t s, by row. */
  private boundArguments(weights: Float64Array, rows: number): void {
    const { inner, size, levels, least, normalisation } = this;
    inner.begin(rows);
    const seeds = inner.opened(normalisation.numerators, rows);
    for (let r = 0; r < rows; r++) {
      for (let j = 0, q = r * size; j < size; j++, q++) seeds[q] += weights[q] - this.partOfRoot(levels[r], j, q);
    }
    inner.run(normalisation.numerators, rows);
    for (let r = 0; r < rows; r++) {
      least[r] = levels[r] > 0 ? down(inner.bounds[r] - up(levels[r] * this.majorantConstant)) : inner.bounds[r];
    }
  }

  /** The same of one row where c is affine in the inputs, by its forms. */
  private leastOfForms(weights: Float64Array, r: number): number {
    const { state, size, normalisation, levels } = this;
    const { coefficients, radii, constants, constantRadii } = state.forms[normalisation.numerators];
    const sizes = state.sizes[normalisation.numerators];
    const { halfWidths, inputs } = state;
    const level = levels[r];
    const shift = level > 0 ? level * this.majorantConstant : 0;
    let sum = -shift;
    let scale = Math.abs(shift);
    const { parts } = this.ratio;
    for (let j = 0, q = r * size; j < size; j++, q++) {
      const part = weights[q] - this.partOfRoot(level, j, q);
      parts[j] = part;
      sum += part * constants[j] - Math.abs(part) * constantRadii[j];
      scale += Math.abs(part) * (Math.abs(constants[j]) + sizes[j]);
    }
    for (let i = 0; i < inputs; i++) {
      let slope = 0;
      let radius = 0;
      let reach = 0;
      for (let j = 0, q = i * size; j < size; j++, q++) {
        slope += parts[j] * coefficients[q];
        radius += Math.abs(parts[j] * radii[q]);
        reach += Math.abs(parts[j] * coefficients[q]);
      }
      sum -= (Math.abs(slope) + radius) * halfWidths[i];
      scale += (reach + radius) * halfWidths[i];
    }
    return down(sum - this.margin * scale);
  }

  /** u at the vector that the ratio was least at; a little less for what is rounded. */
  private fillTangent(start: number): void {
    const { tangents, size, ratio, normalisation } = this;
    const { weights, weightError } = normalisation;
    const length = ratio.length * (1 + gamma(size + 8) + weightError);
    for (let j = 0; j < size; j++) tangents[start + j] = length > 0 ? (weights[j] * ratio.vector[j]) / length : 0;
  }

  /** The upper pieces of root and squares, put together. */
  private fillMajorant(): void {
    const { state, normalisation, majorant } = this;
    const { weights, sum, root, squares, numerators } = normalisation;
    const { bias, biasMagnitude } = state.layers[sum] as AffineLayer;
    const outer = state.pieces[root] as Pieces;
    const inner = state.pieces[squares] as Pieces;
    const slope = outer.upperSlopes[0][0];
    let constant = bias[0];
    let size = biasMagnitude[0];
    for (let j = 0; j < majorant.length; j++) {
      const share = inner.upperSlopes[0][j];
      const intercept = inner.upperIntercepts[j];
      majorant[j] = slope * weights[j] * share;
      constant += weights[j] * intercept;
      size += weights[j] * (Math.abs(share) * state.sizes[numerators][j] + Math.abs(intercept));
    }
    this.majorantConstant = slope * constant + outer.upperIntercepts[0];
    this.majorantSize = slope * size + Math.abs(outer.upperIntercepts[0]);
  }

  /** Lower bound of w . y from sum_j k_j y_j^2 <= 1 alone, or from the elements' enclosures. */
  private leastOf(weights: Float64Array, start: number): number {
    const { state, size, normalisation, place } = this;
    const lower = state.lower[place];
    const upper = state.upper[place];
    let square = 0;
    let sum = 0;
    let magnitude = 0;
    for (let j = 0; j < size; j++) {
      const w = weights[start + j];
      if (w === 0) continue;
      square += (w * w) / normalisation.weights[j];
      const term = w > 0 ? w * lower[j] : w * upper[j];
      sum += term;
      magnitude += Math.abs(term);
    }
    const margin = gamma(size + 8);
    const onSphere = -up(Math.sqrt(square) * (1 + margin + normalisation.weightError));
    const inBox = down(sum - margin * magnitude);
    return inBox > onSphere ? inBox : onSphere;
  }
}
