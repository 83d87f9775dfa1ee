import { type Box, moveInward } from "../../../numeric/box.js";
import type { Cells } from "../bound/cells.js";
import type { EnsembleInstance } from "../bound/instance.js";
import { Quantum } from "../bound/quantum.js";
import { rootInstance } from "../bound/root-instance.js";
import type { Trees } from "../trees.js";

/**
 * The leaves of every tree that meet a box of cells, and the segments into which a tree divides each feature: what every leaf covers is known
 * once for all boxes. Refilled for every box without allocation.
 */
export class LiveLeaves {
  /** The trees over all cells; its values and messages mean nothing. */
  readonly layout: EnsembleInstance;
  /** Inner and leaf nodes of the ensemble by the layout's leaf. */
  readonly nodeOf: Int32Array;
  /** The box, in cells. */
  readonly low: Int32Array;
  readonly high: Int32Array;
  /** Leaves of factor g that are live: live[leafStart[g]] .. live[end[g] - 1], ascending. */
  readonly live: Int32Array;
  readonly end: Int32Array;
  private readonly leafOf: Int32Array;
  private readonly stack: Int32Array;

  constructor(
    private readonly trees: Trees,
    private readonly cells: Cells,
  ) {
    const nodes = trees.feature.length;
    const zeros = new Float64Array(nodes);
    const weightless = { estimates: zeros, errors: zeros, base: 0, baseError: 0 };
    const all = {
      lower: new Float64Array(trees.features).fill(Number.NEGATIVE_INFINITY),
      upper: new Float64Array(trees.features).fill(Number.POSITIVE_INFINITY),
    };
    this.layout = rootInstance(trees, cells, weightless, new Quantum(0), all);
    const { value, factors, leafStart } = this.layout;
    this.nodeOf = new Int32Array(value.length);
    this.leafOf = new Int32Array(nodes).fill(-1);
    this.low = new Int32Array(trees.features);
    this.high = new Int32Array(trees.features);
    this.live = new Int32Array(value.length);
    this.end = new Int32Array(factors);
    this.stack = new Int32Array(nodes + 1);
    // The layout lists leaves from left to right.
    for (let g = 0; g < factors; g++) {
      this.walkAll(g);
      for (let i = leafStart[g]; i < leafStart[g + 1]; i++) this.leafOf[this.nodeOf[i]] = i;
    }
  }

  /** Takes up the cells of a box, but no leaves yet. */
  locate(box: Box): void {
    const { cells, low, high } = this;
    for (let j = 0; j < low.length; j++) {
      // An edge that is NaN leaves all cells.
      low[j] = Number.isNaN(box.lower[j]) ? 0 : cells.cellOf(j, box.lower[j]);
      high[j] = Number.isNaN(box.upper[j]) ? cells.count(j) - 1 : cells.cellOf(j, box.upper[j]);
    }
  }

  /** Finds the leaves that meet the cells. */
  collect(): void {
    for (let g = 0; g < this.layout.factors; g++) this.walk(g);
  }

  /** Leaves out the leaves that do not meet cells low[j] .. high[j] of feature j any more. */
  restrict(j: number): void {
    const { layout, low, high, live, end } = this;
    const { featureSlotStart, featureSlots, slotFactor, leafStart, slotStart, entryStart, first, last } = layout;
    for (let x = featureSlotStart[j]; x < featureSlotStart[j + 1]; x++) {
      const s = featureSlots[x];
      const g = slotFactor[s];
      const from = leafStart[g];
      const entry = entryStart[g] + (s - slotStart[g]) * (leafStart[g + 1] - from) - from;
      const lowest = this.segmentAt(s, low[j]);
      const highest = this.segmentAt(s, high[j]);
      let kept = from;
      for (let k = from; k < end[g]; k++) {
        const leaf = live[k];
        if (last[entry + leaf] >= lowest && first[entry + leaf] <= highest) live[kept++] = leaf;
      }
      end[g] = kept;
    }
  }

  /** The segment of slot s, counted within it, that holds a cell. */
  segmentAt(s: number, cell: number): number {
    const { segmentStart, segmentCell } = this.layout;
    const start = segmentStart[s];
    let low = start;
    let high = segmentStart[s + 1] - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (segmentCell[middle] <= cell) low = middle;
      else high = middle - 1;
    }
    return low - start;
  }

  /** Moves the edges of the box inward to the cells that are left of it, where these are others than `before`; false if none moves. */
  shrink(box: Box): boolean {
    const { cells, low, high } = this;
    let isSmaller = false;
    for (let j = 0; j < low.length; j++) {
      const lower = cells.firstPoint(j, low[j]);
      const upper = cells.lastPoint(j, high[j]);
      if (moveInward(box, j, lower, upper)) isSmaller = true;
    }
    return isSmaller;
  }

  private walk(g: number): void {
    const { trees, cells, layout, low, high, stack, live, leafOf } = this;
    const { feature, left, right } = trees;
    const { cutOf } = cells;
    let depth = 0;
    let count = layout.leafStart[g];
    stack[depth++] = trees.roots[layout.tree[g]];
    while (depth > 0) {
      const node = stack[--depth];
      const j = feature[node];
      if (j < 0) {
        live[count++] = leafOf[node];
        continue;
      }
      const cut = cutOf[node];
      if (high[j] > cut) stack[depth++] = right[node];
      if (low[j] <= cut) stack[depth++] = left[node];
    }
    this.end[g] = count;
  }

  private walkAll(g: number): void {
    const { trees, layout, stack, nodeOf } = this;
    let depth = 0;
    let count = layout.leafStart[g];
    stack[depth++] = trees.roots[layout.tree[g]];
    while (depth > 0) {
      const node = stack[--depth];
      if (trees.feature[node] < 0) {
        nodeOf[count++] = node;
        continue;
      }
      stack[depth++] = trees.right[node];
      stack[depth++] = trees.left[node];
    }
  }
}
