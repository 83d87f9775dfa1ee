import type { EnsembleInstance } from "./instance.js";
import { EXACT_LIMIT } from "./quantum.js";
import { RangeMinima } from "./range-minima.js";

/**
 * Lower bounds of the sum of an instance's trees from messages between features and trees. For any messages, the sum is at
 * least `constant` + sum over features of the least *credit of a cell* (unary term and messages received) + sum over
 * trees of the least *credit of a leaf* (value less the largest message of each of its slots, so that a cell never gets more
 * than the leaf gives). A sweep passes the messages of one feature after the other anew so that this bound rises: block-
 * coordinate ascent on the dual of the local-polytope relaxation (methods such as TRW-S, V. Kolmogorov, IEEE PAMI 28, 2006,
 * and MPLP, A. Globerson and T. Jaakkola, NIPS 2007).
 *
 * All quantities are whole units of a Quantum, and all sums exact as long as `isExact`.
 */
export class DualMessages {
  /** The best bound since the last load, in units. */
  bound = 0;
  /** Per cell, after a sweep: lower bound of the sum where the feature is in that cell. */
  readonly cellBounds: Float64Array;
  /** Per leaf: its value less what its slots give away. */
  readonly credits: Float64Array;
  /** Per factor: the least credit of its leaves. */
  readonly leastCredits: Float64Array;
  /** False if a sum may have been rounded: then nothing above is proved. */
  isExact = true;
  private instance: EnsembleInstance;
  /** Up to some units less than `bound`, since shares are rounded. */
  private current = 0;
  /** The part of `current` that neither comes from the gathered feature nor from its factors. */
  private rest = 0;
  /** Per entry: the largest message of the leaf's segments of the slot. */
  private readonly given: Float64Array;
  /** Per cell: its credit, or what its feature could have if all factors gave everything. */
  private readonly cellCredits: Float64Array;
  private readonly leastCellCredits: Float64Array;
  private readonly minima: RangeMinima;
  /** Per segment: the least that the leaves of the segment could give. */
  private readonly available: Float64Array;
  /** Differences of a piecewise constant function along the cells. */
  private readonly steps: Float64Array;
  private largestValue = 0;
  private largestMessage = 0;
  /** Most slots of a factor. */
  private mostSlots = 0;

  /** @param root the largest instance that will be loaded */
  constructor(root: EnsembleInstance) {
    this.instance = root;
    const cells = root.firstCell.length;
    const features = root.cellStart.length - 1;
    let widest = 0;
    for (let j = 0; j < features; j++) widest = Math.max(widest, root.cellStart[j + 1] - root.cellStart[j]);
    this.cellBounds = new Float64Array(cells);
    this.credits = new Float64Array(root.value.length);
    this.leastCredits = new Float64Array(root.factors);
    this.given = new Float64Array(root.first.length);
    this.cellCredits = new Float64Array(cells);
    this.leastCellCredits = new Float64Array(features);
    this.minima = new RangeMinima(widest);
    this.available = new Float64Array(root.message.length);
    this.steps = new Float64Array(widest + 1);
  }

  /** Takes up an instance with the messages it has. Cell bounds are known only after a sweep. */
  load(instance: EnsembleInstance): number {
    this.instance = instance;
    this.isExact = true;
    this.largestMessage = 0;
    const { message, value, slotStart } = instance;
    this.mostSlots = 0;
    for (let g = 0; g < instance.factors; g++)
      this.mostSlots = Math.max(this.mostSlots, slotStart[g + 1] - slotStart[g]);
    this.largestValue = largestMagnitude(value);
    this.noteMessage(largestMagnitude(message));
    let bound = instance.constant;
    let magnitude = Math.abs(bound);
    for (let g = 0; g < instance.factors; g++) {
      const least = this.loadFactor(g);
      bound += least;
      magnitude += Math.abs(least);
    }
    for (let j = 0; j + 1 < instance.cellStart.length; j++) {
      const least = this.loadFeature(j);
      bound += least;
      magnitude += Math.abs(least);
    }
    this.check(magnitude);
    this.bound = bound;
    this.current = bound;
    return bound;
  }

  /**
   * One pass over the features, forward or backward. It ends early when the bound reaches the limit: the messages are not fit
   * for another sweep then.
   */
  sweep(isBackward: boolean, limit: number): number {
    const features = this.instance.cellStart.length - 1;
    for (let k = 0; k < features; k++) {
      const j = isBackward ? features - 1 - k : k;
      const isGathered = this.gather(j);
      if (this.bound >= limit) break;
      if (isGathered) this.distribute(j, isBackward);
    }
    return this.bound;
  }

  /** The bound that the messages as they are now prove, which may be a little less than `bound`. */
  get present(): number {
    return this.current;
  }

  /** The sum of the leaves' part of the bound: constant and least credit of each factor. Exact if `isExact`. */
  sumOfLeastLeaves(): number {
    return this.leastCellCredits.reduce((sum, least) => sum - least, this.current);
  }

  /** The best bound from one feature at a time with the messages as they are; messages do not change. */
  slices(): number {
    for (let j = 0; j + 1 < this.instance.cellStart.length; j++) this.gather(j);
    return this.bound;
  }

  /** Credit of each cell, in units; of the last load or sweep. */
  creditOfCells(): Float64Array {
    return this.cellCredits;
  }

  private loadFactor(g: number): number {
    const { credits, given, leastCredits } = this;
    const { leafStart, slotStart, entryStart, segmentStart, message, value, first, last } = this.instance;
    const from = leafStart[g];
    const leaves = leafStart[g + 1] - from;
    for (let i = from; i < from + leaves; i++) credits[i] = value[i];
    let entry = entryStart[g];
    for (let s = slotStart[g]; s < slotStart[g + 1]; s++) {
      const start = segmentStart[s];
      for (let i = 0; i < leaves; i++, entry++) {
        const end = start + last[entry];
        let q = start + first[entry];
        let most = message[q];
        while (q < end) {
          q++;
          if (message[q] > most) most = message[q];
        }
        given[entry] = most;
        credits[from + i] -= most;
      }
    }
    let least = Number.POSITIVE_INFINITY;
    for (let i = from; i < from + leaves; i++) if (credits[i] < least) least = credits[i];
    leastCredits[g] = least;
    return least;
  }

  private loadFeature(j: number): number {
    const { steps, cellCredits } = this;
    const { cellStart, featureSlotStart, featureSlots, segmentStart, segmentCell, message } = this.instance;
    const cells = cellStart[j + 1] - cellStart[j];
    for (let c = 0; c <= cells; c++) steps[c] = 0;
    let magnitude = 0;
    for (let x = featureSlotStart[j]; x < featureSlotStart[j + 1]; x++) {
      const s = featureSlots[x];
      let before = 0;
      for (let q = segmentStart[s]; q < segmentStart[s + 1]; q++) {
        const own = message[q];
        steps[segmentCell[q]] += own - before;
        magnitude += own < 0 ? -own : own;
        before = own;
      }
    }
    const least = this.accumulate(j, cellCredits);
    this.check(2 * magnitude);
    this.leastCellCredits[j] = least;
    return least;
  }

  /** Turns `steps` into values along the cells of feature j, its unary term added; returns the least. */
  private accumulate(j: number, out: Float64Array): number {
    const { steps } = this;
    const { cellStart, unary } = this.instance;
    const offset = cellStart[j];
    const cells = cellStart[j + 1] - offset;
    let sum = 0;
    let least = Number.POSITIVE_INFINITY;
    if (unary === null) {
      for (let c = 0; c < cells; c++) {
        sum += steps[c];
        out[offset + c] = sum;
        if (sum < least) least = sum;
      }
      return least;
    }
    let magnitude = 0;
    for (let c = 0; c < cells; c++) {
      sum += steps[c];
      const own = unary[offset + c];
      const total = sum + own;
      magnitude = Math.max(magnitude, Math.abs(own));
      out[offset + c] = total;
      if (total < least) least = total;
    }
    this.check(4 * magnitude);
    return least;
  }

  /**
   * Lets every factor give feature j all that it can: cellCredits of j become the sums of what is available, and cell
   * bounds and bound follow. Nothing else changes. False if there is nothing to distribute.
   */
  private gather(j: number): boolean {
    const { credits, given, leastCredits, available, steps, cellBounds, cellCredits } = this;
    const { instance } = this;
    const { leafStart, slotStart, entryStart, segmentStart, segmentCell, first, last, slotFactor } = instance;
    const { cellStart, featureSlotStart, featureSlots } = instance;
    const offset = cellStart[j];
    const end = cellStart[j + 1];
    let rest = this.current - this.leastCellCredits[j];
    if (featureSlotStart[j] === featureSlotStart[j + 1]) {
      for (let c = offset; c < end; c++) cellBounds[c] = rest + cellCredits[c];
      return false;
    }
    let magnitude = Math.abs(this.current) + Math.abs(this.leastCellCredits[j]);
    for (let c = 0; c <= end - offset; c++) steps[c] = 0;
    for (let x = featureSlotStart[j]; x < featureSlotStart[j + 1]; x++) {
      const s = featureSlots[x];
      const g = slotFactor[s];
      const leaf = leafStart[g];
      const leaves = leafStart[g + 1] - leaf;
      const entry = entryStart[g] + (s - slotStart[g]) * leaves;
      const start = segmentStart[s];
      const stop = segmentStart[s + 1];
      const least = leastCredits[g];
      rest -= least;
      magnitude += least < 0 ? -least : least;
      for (let q = start; q < stop; q++) available[q] = Number.POSITIVE_INFINITY;
      for (let i = 0; i < leaves; i++) {
        const credit = credits[leaf + i] + given[entry + i];
        const to = start + last[entry + i];
        for (let q = start + first[entry + i]; q <= to; q++) if (credit < available[q]) available[q] = credit;
      }
      let before = 0;
      let peak = 0;
      for (let q = start; q < stop; q++) {
        const own = available[q];
        const size = own < 0 ? -own : own;
        if (size > peak) peak = size;
        steps[segmentCell[q]] += own - before;
        before = own;
      }
      magnitude += 2 * peak;
    }
    const least = this.accumulate(j, cellCredits);
    for (let c = offset; c < end; c++) cellBounds[c] = rest + cellCredits[c];
    this.rest = rest;
    if (rest + least > this.bound) this.bound = rest + least;
    this.check(2 * magnitude);
    return true;
  }

  /**
   * Shares out what was gathered: factors that the sweep has not seen for the last time take back an equal part of what
   * their segments' cells have left, the others nothing (V. Kolmogorov, A new look at reweighted message passing, IEEE PAMI
   * 37, 2015: the shares are 1 / max(number of factors that began before, number of factors that go on)).
   */
  private distribute(j: number, isBackward: boolean): void {
    const { credits, given, leastCredits, available, steps, cellCredits, minima } = this;
    const { instance } = this;
    const { leafStart, slotStart, entryStart, segmentStart, segmentCell, first, last, slotFactor, message } = instance;
    const { cellStart, featureSlotStart, featureSlots } = instance;
    const offset = cellStart[j];
    const cells = cellStart[j + 1] - offset;
    let incoming = 0;
    let outgoing = 0;
    for (let x = featureSlotStart[j]; x < featureSlotStart[j + 1]; x++) {
      const s = featureSlots[x];
      const g = slotFactor[s];
      if (s > slotStart[g]) incoming++;
      if (s + 1 < slotStart[g + 1]) outgoing++;
    }
    const full = 1 / Math.max(1, incoming, outgoing);
    minima.prepare(cellCredits, offset, cells);
    for (let c = 0; c <= cells; c++) steps[c] = 0;
    let peak = 0;
    let total = this.rest;
    let magnitude = Math.abs(total);
    for (let x = featureSlotStart[j]; x < featureSlotStart[j + 1]; x++) {
      const s = featureSlots[x];
      const g = slotFactor[s];
      const leaf = leafStart[g];
      const leaves = leafStart[g + 1] - leaf;
      const entry = entryStart[g] + (s - slotStart[g]) * leaves;
      const start = segmentStart[s];
      const stop = segmentStart[s + 1];
      let before = 0;
      const isOut = isBackward ? s > slotStart[g] : s + 1 < slotStart[g + 1];
      const share = isOut ? full : 0;
      for (let q = start; q < stop; q++) {
        const from = segmentCell[q];
        const to = q + 1 < stop ? segmentCell[q + 1] - 1 : cells - 1;
        const kept = Math.floor(share * minima.over(from, to));
        const own = available[q] - kept;
        message[q] = own;
        const size = own < 0 ? -own : own;
        if (size > peak) peak = size;
        steps[from] += kept - before;
        before = kept;
      }
      let least = Number.POSITIVE_INFINITY;
      for (let i = 0; i < leaves; i++) {
        const to = start + last[entry + i];
        let q = start + first[entry + i];
        let most = message[q];
        while (q < to) {
          q++;
          if (message[q] > most) most = message[q];
        }
        const credit = credits[leaf + i] + given[entry + i] - most;
        given[entry + i] = most;
        credits[leaf + i] = credit;
        if (credit < least) least = credit;
      }
      leastCredits[g] = least;
      total += least;
      magnitude += least < 0 ? -least : least;
    }
    this.noteMessage(peak);
    let sum = 0;
    let least = Number.POSITIVE_INFINITY;
    for (let c = 0; c < cells; c++) {
      sum += steps[c];
      const credit = cellCredits[offset + c] - sum;
      cellCredits[offset + c] = credit;
      if (credit < least) least = credit;
    }
    this.leastCellCredits[j] = least;
    this.current = total + least;
    this.check(magnitude + Math.abs(least));
  }

  private noteMessage(message: number): void {
    const size = Math.abs(message);
    if (!(size <= this.largestMessage)) this.largestMessage = size;
    // A leaf's credit is its value less a message per slot, to which two more may be added.
    this.check(this.largestValue + (this.mostSlots + 2) * this.largestMessage);
  }

  /** A sum with partial sums up to this magnitude was formed. Not >: NaN is not exact either. */
  private check(magnitude: number): void {
    if (!(magnitude <= EXACT_LIMIT)) this.isExact = false;
  }
}

/** NaN where an element is NaN. */
function largestMagnitude(values: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) {
    const size = values[i] < 0 ? -values[i] : values[i];
    if (!(size <= largest)) largest = size;
  }
  return largest;
}
