import type { DualMessages } from "./dual-messages.js";
import type { EnsembleInstance } from "./instance.js";

/** Shares of the distance to the cutoff over which a cell's weight falls by a factor e; each gives a median to try. */
const CELL_TEMPERATURES = [0.2, 0.5, 1, 2];
/** The same for leaves, as a share of their mean excess over the least of their tree. */
const LEAF_TEMPERATURE = 0.1;
/** A half in which a tree keeps less than this share of its weight counts as if it were this share. */
const LEAST_SHARE = 1e-9;

/**
 * Chooses where to split an instance. Cells and leaves are weighted by how close their bounds are to the best: exp(-excess /
 * temperature). A feature may be split at the weighted median of its cells, at any of
 * some temperatures. Of these splits the best is that whose halves lose
 * most of the leaves' weight, by the product over the halves of the sum over the trees of -log(share that is left).
 */
export class ThresholdChoice {
  /** After `choose`: the feature, and the cell of the instance, counted within the feature, at which the upper half begins. */
  feature = -1;
  cell = 0;
  private readonly leafWeights: Float64Array;
  private readonly treeWeights: Float64Array;

  constructor(root: EnsembleInstance) {
    this.leafWeights = new Float64Array(root.value.length);
    this.treeWeights = new Float64Array(root.factors);
  }

  /**
   * @param messages after a sweep of the instance
   * @param cutoff in units; infinite if nothing is known
   * @returns false if no feature has two cells
   */
  choose(instance: EnsembleInstance, messages: DualMessages, cutoff: number): boolean {
    const { cellStart } = instance;
    this.feature = -1;
    this.weighLeaves(instance, messages);
    let best = -1;
    for (let j = 0; j + 1 < cellStart.length; j++) {
      if (cellStart[j + 1] - cellStart[j] < 2) continue;
      const distance = distanceTo(messages, cellStart[j], cellStart[j + 1], cutoff);
      let before = 0;
      for (const temperature of CELL_TEMPERATURES) {
        const cell = medianCell(messages, cellStart[j], cellStart[j + 1], temperature * distance);
        if (cell === before) continue;
        before = cell;
        const score = this.score(instance, j, cell);
        if (score > best) {
          best = score;
          this.feature = j;
          this.cell = cell;
        }
      }
    }
    return this.feature >= 0;
  }

  private weighLeaves(instance: EnsembleInstance, { credits, leastCredits }: DualMessages): void {
    const { leafWeights, treeWeights } = this;
    const { leafStart, factors, value } = instance;
    let excess = 0;
    for (let g = 0; g < factors; g++) {
      for (let i = leafStart[g]; i < leafStart[g + 1]; i++) excess += credits[i] - leastCredits[g];
    }
    const rate = excess > 0 ? value.length / (LEAF_TEMPERATURE * excess) : 0;
    for (let g = 0; g < factors; g++) {
      let sum = 0;
      for (let i = leafStart[g]; i < leafStart[g + 1]; i++) {
        const weight = Math.exp((leastCredits[g] - credits[i]) * rate);
        leafWeights[i] = weight;
        sum += weight;
      }
      treeWeights[g] = sum;
    }
  }

  private score(instance: EnsembleInstance, j: number, cell: number): number {
    const { leafWeights, treeWeights } = this;
    const { leafStart, slotStart, entryStart, segmentStart, segmentCell, slotFactor, first, last } = instance;
    let below = 1e-9;
    let above = 1e-9;
    for (let x = instance.featureSlotStart[j]; x < instance.featureSlotStart[j + 1]; x++) {
      const s = instance.featureSlots[x];
      const g = slotFactor[s];
      const leaf = leafStart[g];
      const leaves = leafStart[g + 1] - leaf;
      const entry = entryStart[g] + (s - slotStart[g]) * leaves;
      const from = segmentStart[s];
      const to = segmentStart[s + 1];
      // Segments up to lastBelow reach into the lower half, those from firstAbove on into the upper one.
      let firstAbove = from + 1;
      while (firstAbove < to && segmentCell[firstAbove] < cell) firstAbove++;
      const lastBelow = firstAbove - 1 - from;
      firstAbove = firstAbove < to && segmentCell[firstAbove] === cell ? firstAbove - from : lastBelow;
      let weightBelow = 0;
      let weightAbove = 0;
      for (let i = 0; i < leaves; i++) {
        if (first[entry + i] <= lastBelow) weightBelow += leafWeights[leaf + i];
        if (last[entry + i] >= firstAbove) weightAbove += leafWeights[leaf + i];
      }
      below -= Math.log(Math.max(weightBelow / treeWeights[g], LEAST_SHARE));
      above -= Math.log(Math.max(weightAbove / treeWeights[g], LEAST_SHARE));
    }
    return below * above;
  }
}

/** From the bound to the cutoff; without one, the mean distance of the cells' bounds. */
function distanceTo({ cellBounds, bound }: DualMessages, from: number, to: number, cutoff: number): number {
  if (cutoff < Number.POSITIVE_INFINITY) return cutoff - bound;
  let distance = 0;
  for (let c = from; c < to; c++) distance += (cellBounds[c] - bound) / (to - from);
  return distance;
}

/** The cell from which on about half of the cells' weight lies; never the first. */
function medianCell({ cellBounds, bound }: DualMessages, from: number, to: number, temperature: number): number {
  const rate = temperature > 0 ? 1 / temperature : 0;
  let total = 0;
  for (let c = from; c < to; c++) total += cellWeight(cellBounds[c] - bound, rate);
  let sum = 0;
  let best = Number.POSITIVE_INFINITY;
  let cell = 1;
  for (let c = from; c + 1 < to; c++) {
    sum += cellWeight(cellBounds[c] - bound, rate);
    const imbalance = Math.abs(2 * sum - total);
    if (imbalance < best) {
      best = imbalance;
      cell = c + 1 - from;
    }
  }
  return cell;
}

function cellWeight(excess: number, rate: number): number {
  return excess > 0 ? Math.exp(-excess * rate) : 1;
}
