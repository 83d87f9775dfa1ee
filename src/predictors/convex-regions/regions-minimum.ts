import type { Box } from "../../numeric/box.js";
import { RegionBound } from "./region-bound.js";
import type { RegionIndex } from "./region-index.js";
import type { RegionSet } from "./region-set.js";

/**
 * The least of weight * model + tilt . x over the regions that meet a box: regions in the order of their quick bounds, until the next of
 * these is no better than the least bound by a program.
 */
export class RegionsMinimum {
  /** Where the least bound is attained, an estimate. */
  readonly minimiser: Float64Array;
  /** The region that it belongs to; -1 if there is none. */
  region = -1;
  /** Whether the minimiser is in the region as far as float64 can tell. */
  isInside = false;
  /** Regions that may meet the box of the last `enter`: the first `count`. */
  readonly met: Int32Array;
  count = 0;
  private readonly bounds: RegionBound;
  private readonly quick: Float64Array;
  private readonly heap: Int32Array;
  private box: Box = { lower: new Float64Array(0), upper: new Float64Array(0) };

  constructor(
    readonly regions: RegionSet,
    private readonly index: RegionIndex,
  ) {
    this.minimiser = new Float64Array(regions.inputs);
    this.met = new Int32Array(regions.count);
    this.heap = new Int32Array(regions.count);
    this.quick = new Float64Array(regions.count);
    this.bounds = new RegionBound(regions);
  }

  /** Collects the regions that may meet the box, which is kept; returns their number. */
  enter(box: Box): number {
    this.box = box;
    this.count = 0;
    const found = this.index.meeting(box, this.met);
    for (let k = 0; k < found; k++) if (this.supports(this.met[k], box)) this.met[this.count++] = this.met[k];
    return this.count;
  }

  /**
   * A proved lower bound of weight * model(x) + tilt . x for every region and each of its points in the box; +Infinity if no region meets it.
   * @param onPoint told the minimiser in each region whose rows were looked at
   */
  run(weight: number, tilt: Float64Array, onPoint?: PointListener): number {
    const { bounds, heap, quick, box } = this;
    this.region = -1;
    let size = 0;
    for (let k = 0; k < this.count; k++) {
      const r = this.met[k];
      quick[r] = bounds.quick(r, box, weight, tilt);
      // What is not a number proves nothing.
      if (Number.isNaN(quick[r])) return Number.NEGATIVE_INFINITY;
      if (quick[r] < Number.POSITIVE_INFINITY) heap[size++] = r;
    }
    for (let k = (size >> 1) - 1; k >= 0; k--) this.sift(k, size);
    let best = Number.POSITIVE_INFINITY;
    let isShort = false;
    while (size > 0 && quick[heap[0]] < best) {
      const r = heap[0];
      heap[0] = heap[--size];
      this.sift(0, size);
      const value = bounds.run(r, box, weight, tilt);
      if (Number.isNaN(value)) return Number.NEGATIVE_INFINITY;
      if (value === Number.POSITIVE_INFINITY) {
        // No point in the box, with whatever slopes.
        quick[r] = value;
        isShort = true;
        continue;
      }
      if (bounds.isInside) onPoint?.tell(r, bounds.minimiser);
      if (value >= best) continue;
      best = value;
      this.region = r;
      this.isInside = bounds.isInside;
      this.minimiser.set(bounds.minimiser);
    }
    if (isShort) this.dropEmpty();
    return best;
  }

  /** Forgets regions that were proved to have no point in the box. */
  private dropEmpty(): void {
    let kept = 0;
    for (let k = 0; k < this.count; k++) {
      const r = this.met[k];
      if (this.quick[r] < Number.POSITIVE_INFINITY) this.met[kept++] = r;
    }
    this.count = kept;
  }

  /** A bound by a single region whose quick bound is known; +Infinity where it does not meet the box. */
  boundOf(r: number, weight: number, tilt: Float64Array): number {
    return this.bounds.run(r, this.box, weight, tilt);
  }

  /** Writes the mean of the points of region r in the box that are extreme along the axes; false if there are none. */
  middleOf(r: number, box: Box, out: Float64Array): boolean {
    const { bounds } = this;
    const tilt = new Float64Array(out.length);
    out.fill(0);
    for (let j = 0; j < out.length; j++) {
      for (const sign of [1, -1]) {
        tilt[j] = sign;
        bounds.run(r, box, 0, tilt);
        if (!bounds.isInside) return false;
        for (let i = 0; i < out.length; i++) out[i] += bounds.minimiser[i] / (2 * out.length);
      }
      tilt[j] = 0;
    }
    return true;
  }

  /** Of a region that was met, by the last `run`: the bound that takes no program. */
  quickBound(r: number): number {
    return this.quick[r];
  }

  /** Whether all of the box is in region r. */
  covers(r: number): boolean {
    return this.bounds.covers(r, this.box);
  }

  /** Whether no row has the whole box beyond its limit: the support functions of the box. An estimate that errs to the safe side. */
  private supports(r: number, { lower, upper }: Box): boolean {
    const { inputs: n, rowStarts, rows, limits } = this.regions;
    for (let i = rowStarts[r]; i < rowStarts[r + 1]; i++) {
      let least = -limits[i];
      let size = Math.abs(least);
      for (let j = 0; j < n; j++) {
        const a = rows[i * n + j];
        const term = a * (a > 0 ? lower[j] : upper[j]);
        least += term;
        size += Math.abs(a) * Math.max(-lower[j], upper[j]);
      }
      if (least > 2 ** -46 * n * size) return false;
    }
    return true;
  }

  private sift(k: number, size: number): void {
    const { heap, quick } = this;
    const r = heap[k];
    for (;;) {
      let child = 2 * k + 1;
      if (child >= size) break;
      if (child + 1 < size && quick[heap[child + 1]] < quick[heap[child]]) child++;
      if (!(quick[heap[child]] < quick[r])) break;
      heap[k] = heap[child];
      k = child;
    }
    heap[k] = r;
  }
}

/** Hears of points in regions. */
export interface PointListener {
  tell(region: number, x: Float64Array): void;
}
