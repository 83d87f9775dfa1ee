import { Quantum } from "../bound/quantum.js";
import { magnitudeOf, type WeightedLeaves } from "../bound/weighted-leaves.js";
import type { Trees } from "../trees.js";
import type { LiveLeaves } from "./live-leaves.js";

/** Rounds over all features; what later ones find is little. */
const MOST_ROUNDS = 4;

/**
 * Cuts off the ends of a box where a sum of trees is above a limit. Where feature j is in cell c the sum is at least the sum over the trees of the
 * least leaf that meets box and cell: this bound changes at thresholds only. All leaves are whole units of a power of two, rounded down, and all sums exact
 * (see Quantum).
 */
export class SliceContraction {
  private readonly quantum: Quantum;
  /** Per leaf of the layout, in units. */
  private readonly values: Float64Array;
  /** Trees of one leaf, and the base. */
  private readonly constant: number;
  /** Per factor: the least of its live leaves. */
  private readonly least: Float64Array;
  /** Differences along the cells of a feature. */
  private readonly steps: Float64Array;
  private readonly minima: Float64Array;
  private sum = 0;

  constructor(
    trees: Trees,
    leaves: WeightedLeaves,
    private readonly leafSet: LiveLeaves,
  ) {
    const { layout, nodeOf } = leafSet;
    const { estimates, errors, base, baseError } = leaves;
    this.quantum = new Quantum(magnitudeOf(trees, leaves));
    const { quantum } = this;
    this.values = Float64Array.from(nodeOf, (node) => quantum.floor(estimates[node], errors[node]));
    let constant = quantum.floor(base, baseError);
    const isFactor = new Set(layout.tree);
    trees.roots.forEach((root, t) => {
      if (!isFactor.has(t)) constant += quantum.floor(estimates[root], errors[root]);
    });
    this.constant = constant;
    this.least = new Float64Array(layout.factors);
    let widest = 0;
    for (let j = 0; j + 1 < layout.cellStart.length; j++)
      widest = Math.max(widest, layout.cellStart[j + 1] - layout.cellStart[j]);
    this.steps = new Float64Array(widest + 1);
    let most = 0;
    for (let s = 0; s < layout.slotFeature.length; s++)
      most = Math.max(most, layout.segmentStart[s + 1] - layout.segmentStart[s]);
    this.minima = new Float64Array(most);
  }

  /** Cuts the box that the leaves have taken up; false if the sum is above the limit in all of it. */
  run(limit: number): boolean {
    const units = limit / this.quantum.size;
    const { low, high } = this.leafSet;
    this.bound();
    // Not >=: the limit itself is allowed; NaN cuts nothing.
    if (this.sum > units) return false;
    let unchanged = 0;
    for (let visit = 0; visit < MOST_ROUNDS * low.length && unchanged < low.length; visit++) {
      const j = visit % low.length;
      unchanged++;
      if (low[j] === high[j] || !this.cut(j, units)) continue;
      if (low[j] > high[j]) return false;
      unchanged = 1;
      this.leafSet.restrict(j);
      this.bound();
      if (this.sum > units) return false;
    }
    return true;
  }

  /** Least leaves, and their sum. */
  private bound(): void {
    const { leafSet, values, least } = this;
    const { live, end, layout } = leafSet;
    let sum = this.constant;
    for (let g = 0; g < least.length; g++) {
      let lowest = Number.POSITIVE_INFINITY;
      for (let k = layout.leafStart[g]; k < end[g]; k++) {
        const value = values[live[k]];
        if (value < lowest) lowest = value;
      }
      least[g] = lowest;
      sum += lowest;
    }
    this.sum = sum;
  }

  /** Cuts both ends of feature j; false if none moves. */
  private cut(j: number, limit: number): boolean {
    const { leafSet, steps, least } = this;
    const { low, high, layout } = leafSet;
    const { featureSlotStart, featureSlots, slotFactor } = layout;
    const from = low[j];
    const to = high[j];
    steps.fill(0, 0, to - from + 2);
    let total = this.sum;
    for (let x = featureSlotStart[j]; x < featureSlotStart[j + 1]; x++) {
      const s = featureSlots[x];
      if (this.addSlot(s, from, to)) total -= least[slotFactor[s]];
    }
    let lowest = from;
    let value = total + steps[0];
    while (lowest <= to && value > limit) {
      lowest++;
      value += steps[lowest - from];
    }
    if (lowest > to) {
      low[j] = lowest;
      return true;
    }
    let highest = lowest;
    for (let c = lowest; c <= to; c++) {
      if (c > lowest) value += steps[c - from];
      if (!(value > limit)) highest = c;
    }
    low[j] = lowest;
    high[j] = highest;
    return lowest > from || highest < to;
  }

  /** Adds the steps of what the slot's factor gives at least along the cells; false if it does not distinguish them. */
  private addSlot(s: number, from: number, to: number): boolean {
    const { leafSet, steps, minima, values } = this;
    const { layout, live, end } = leafSet;
    const { slotFactor, leafStart, slotStart, entryStart, segmentStart, segmentCell, first, last } = layout;
    const lowest = leafSet.segmentAt(s, from);
    const highest = leafSet.segmentAt(s, to);
    if (lowest === highest) return false;
    const g = slotFactor[s];
    const start = leafStart[g];
    if (end[g] - start === 1) return false;
    for (let q = lowest; q <= highest; q++) minima[q] = Number.POSITIVE_INFINITY;
    const entry = entryStart[g] + (s - slotStart[g]) * (leafStart[g + 1] - start) - start;
    for (let k = start; k < end[g]; k++) {
      const leaf = live[k];
      const value = values[leaf];
      const stop = Math.min(last[entry + leaf], highest);
      for (let q = Math.max(first[entry + leaf], lowest); q <= stop; q++) if (value < minima[q]) minima[q] = value;
    }
    let before = 0;
    for (let q = lowest; q <= highest; q++) {
      const place = q === lowest ? 0 : segmentCell[segmentStart[s] + q] - from;
      steps[place] += minima[q] - before;
      before = minima[q];
    }
    return true;
  }
}
