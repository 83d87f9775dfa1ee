import { down, gamma } from "../numeric/rounding.js";
import type { AffineMinorant } from "../predictors/predictor.js";

/** Cuts that a node uses. */
const MOST_CHOSEN = 24;
/** Cuts that are kept for the whole search. */
const CAPACITY = 256;

/**
 * Half-spaces a . x <= limit that hold at every feasible point of the root box: found in one node, used in all (J. E. Kelley, J. SIAM 8 (1960)
 * 703-712). Where there is no room for another one, that which was of use longest ago goes.
 */
export class CutPool {
  count = 0;
  /** capacity x n, and the right-hand sides. */
  readonly coefficients: Float64Array;
  readonly limits: Float64Array;
  /** The cuts of the present node: those that cut its box, the deepest first. */
  readonly chosen: Int32Array;
  chosenCount = 0;
  private readonly depths: Float64Array;
  private readonly stamps: Float64Array;
  private clock = 0;

  constructor(
    private readonly n: number,
    readonly mostChosen = MOST_CHOSEN,
  ) {
    this.coefficients = new Float64Array(CAPACITY * n);
    this.limits = new Float64Array(CAPACITY);
    this.stamps = new Float64Array(CAPACITY);
    this.chosen = new Int32Array(mostChosen);
    this.depths = new Float64Array(mostChosen);
  }

  /** Keeps the cut and chooses it for the present node; false where that has no room. */
  add(slopes: Float64Array, limit: number): boolean {
    const { n, count, chosenCount } = this;
    if (chosenCount === this.mostChosen) return false;
    const place = count < CAPACITY ? count : this.oldest();
    if (place === count) this.count++;
    for (let i = 0; i < n; i++) this.coefficients[place * n + i] = slopes[i];
    this.limits[place] = limit;
    this.stamps[place] = ++this.clock;
    this.chosen[chosenCount] = place;
    this.chosenCount++;
    return true;
  }

  /** The chosen cut in that slot was of use. */
  touch(slot: number): void {
    this.stamps[this.chosen[slot]] = ++this.clock;
  }

  /** Chooses the cuts that take most off the box of points centre + d, |d_i| <= halfWidths_i. */
  choose(centre: Float64Array, halfWidths: Float64Array): void {
    const { n, chosen, depths, mostChosen } = this;
    this.chosenCount = 0;
    // Room stays for those that are found in this node.
    const most = mostChosen >> 1;
    for (let place = 0; place < this.count; place++) {
      let middle = -this.limits[place];
      let span = 0;
      for (let i = 0, q = place * n; i < n; i++, q++) {
        middle += this.coefficients[q] * centre[i];
        span += Math.abs(this.coefficients[q]) * halfWidths[i];
      }
      const depth = (middle + span) / span;
      if (!(depth > 1e-6)) continue;
      if (this.chosenCount === most && !(depth > depths[most - 1])) continue;
      let slot = this.chosenCount < most ? this.chosenCount++ : most - 1;
      while (slot > 0 && depths[slot - 1] < depth) {
        depths[slot] = depths[slot - 1];
        chosen[slot] = chosen[slot - 1];
        slot--;
      }
      depths[slot] = depth;
      chosen[slot] = place;
    }
  }

  /** Value of the cut in that slot at a point, less its limit, rounded down: what a constraint row in the deviations from it starts with. */
  excessAt(slot: number, centre: Float64Array): number {
    const { n } = this;
    const place = this.chosen[slot];
    let value = -this.limits[place];
    let magnitude = Math.abs(value);
    for (let i = 0, q = place * n; i < n; i++, q++) {
      const term = this.coefficients[q] * centre[i];
      value += term;
      magnitude += Math.abs(term);
    }
    return down(value - gamma(n + 4) * magnitude);
  }

  /**
   * Writes the sum of (a . x - limit) with the multipliers by slot, a number that is not positive at feasible points, to `out`, its constant
   * lowered by what rounding may add.
   * @param sizes largest |x_i|
   */
  combine(multipliers: Float64Array, from: number, sizes: Float64Array, out: AffineMinorant): void {
    const { n } = this;
    out.linear.fill(0);
    out.constant = 0;
    let magnitude = 0;
    for (let slot = 0; slot < this.chosenCount; slot++) {
      const weight = multipliers[from + slot];
      if (!(weight > 0)) continue;
      const place = this.chosen[slot];
      const limit = weight * this.limits[place];
      out.constant -= limit;
      magnitude += Math.abs(limit);
      for (let i = 0, q = place * n; i < n; i++, q++) {
        const slope = weight * this.coefficients[q];
        out.linear[i] += slope;
        magnitude += Math.abs(slope) * sizes[i];
      }
    }
    if (magnitude > 0) out.constant = down(out.constant - 2 * gamma(this.chosenCount + n + 4) * magnitude);
  }

  private oldest(): number {
    let place = 0;
    for (let k = 1; k < CAPACITY; k++) if (this.stamps[k] < this.stamps[place]) place = k;
    return place;
  }
}
