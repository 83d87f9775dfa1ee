import type { Box } from "../../../numeric/box.js";
import type { Trees } from "../trees.js";
import type { Cells } from "./cells.js";
import { type EnsembleInstance, slotsByFeature } from "./instance.js";
import type { Quantum } from "./quantum.js";
import type { WeightedLeaves } from "./weighted-leaves.js";

/** The trees over a box, with messages zero and without unary terms. */
export function rootInstance(trees: Trees, cells: Cells, leaves: WeightedLeaves, quantum: Quantum, box: Box) {
  return new RootInstance(trees, cells, leaves, quantum, box).build();
}

/** On the stack of the walk: a corner is to be set, see `fork`. Nodes are not negative. */
const SET_CORNER = -1;

class RootInstance {
  private constant: number;
  /** The box in cells. */
  private readonly lowest: Int32Array;
  private readonly highest: Int32Array;
  /** Corners of the path's box while a tree is walked, in cells. */
  private readonly low: Int32Array;
  private readonly high: Int32Array;
  /** Leaves of the current tree: node, and its corners at features * leaf + j. */
  private leafNodes: number[] = [];
  private leafLow: number[] = [];
  private leafHigh: number[] = [];
  private readonly tree: number[] = [];
  private readonly leafStart: number[] = [0];
  private readonly slotStart: number[] = [0];
  private readonly entryStart: number[] = [0];
  private readonly value: number[] = [];
  private readonly slotFeature: number[] = [];
  private readonly slotFactor: number[] = [];
  private readonly segmentStart: number[] = [0];
  private readonly segmentCell: number[] = [];
  private readonly first: number[] = [];
  private readonly last: number[] = [];
  private mostSegments = 0;
  private readonly segmentOf: Int32Array;

  constructor(
    private readonly trees: Trees,
    private readonly cells: Cells,
    private readonly leaves: WeightedLeaves,
    private readonly quantum: Quantum,
    box: Box,
  ) {
    const d = cells.features;
    this.lowest = Int32Array.from(box.lower, (x, j) => cells.cellOf(j, x));
    this.highest = Int32Array.from(box.upper, (x, j) => cells.cellOf(j, x));
    this.low = this.lowest.slice();
    this.high = this.highest.slice();
    let most = 0;
    for (let j = 0; j < d; j++) most = Math.max(most, cells.count(j));
    this.segmentOf = new Int32Array(most + 1);
    this.constant = quantum.floor(leaves.base, leaves.baseError);
  }

  build(): EnsembleInstance {
    const { cells, lowest, highest } = this;
    const d = cells.features;
    this.trees.roots.forEach((root, t) => {
      this.addTree(root, t);
    });
    const cellStart = new Int32Array(d + 1);
    for (let j = 0; j < d; j++) cellStart[j + 1] = cellStart[j] + highest[j] - lowest[j] + 1;
    const firstCell = new Int32Array(cellStart[d]);
    for (let j = 0; j < d; j++) {
      for (let c = cellStart[j]; c < cellStart[j + 1]; c++) firstCell[c] = lowest[j] + c - cellStart[j];
    }
    const Indices = this.mostSegments > 0x10000 ? Uint32Array : Uint16Array;
    const slotFeature = Int32Array.from(this.slotFeature);
    return {
      origin: Symbol("root"),
      factors: this.leafStart.length - 1,
      tree: Int32Array.from(this.tree),
      constant: this.constant,
      leafStart: Int32Array.from(this.leafStart),
      slotStart: Int32Array.from(this.slotStart),
      entryStart: Int32Array.from(this.entryStart),
      value: Float64Array.from(this.value),
      slotFeature,
      slotFactor: Int32Array.from(this.slotFactor),
      segmentStart: Int32Array.from(this.segmentStart),
      segmentCell: Int32Array.from(this.segmentCell),
      message: new Float64Array(this.segmentCell.length),
      first: Indices.from(this.first),
      last: Indices.from(this.last),
      cellStart,
      ...slotsByFeature(d, slotFeature),
      firstCell,
      lastCell: firstCell.slice(),
      unary: null,
    };
  }

  private addTree(root: number, t: number): void {
    this.leafNodes = [];
    this.leafLow = [];
    this.leafHigh = [];
    this.walk(root);
    const { leafNodes, leaves, quantum } = this;
    const n = leafNodes.length;
    if (n === 1) {
      this.constant += quantum.floor(leaves.estimates[leafNodes[0]], leaves.errors[leafNodes[0]]);
      return;
    }
    for (const node of leafNodes) this.value.push(quantum.floor(leaves.estimates[node], leaves.errors[node]));
    for (let j = 0; j < this.cells.features; j++) this.addSlot(j, n);
    this.tree.push(t);
    this.leafStart.push(this.value.length);
    this.slotStart.push(this.slotFeature.length);
    this.entryStart.push(this.first.length);
  }

  /** Segments begin where leaves begin: where one ends, another one begins beside it. */
  private addSlot(j: number, n: number): void {
    const { cells, leafLow, leafHigh, segmentOf, lowest, highest } = this;
    const d = cells.features;
    const from = lowest[j];
    const width = highest[j] - from + 1;
    segmentOf.fill(0, 0, width + 1);
    for (let i = 0; i < n; i++) segmentOf[leafLow[i * d + j] - from] = 1;
    let segments = 0;
    for (let c = 0; c < width; c++) {
      if (segmentOf[c] === 1) segments++;
      segmentOf[c] = segments - 1;
    }
    if (segments === 1) return;
    for (let c = 0; c < width; c++) if (c === 0 || segmentOf[c] !== segmentOf[c - 1]) this.segmentCell.push(c);
    for (let i = 0; i < n; i++) {
      this.first.push(segmentOf[leafLow[i * d + j] - from]);
      this.last.push(segmentOf[leafHigh[i * d + j] - from]);
    }
    this.slotFeature.push(j);
    this.slotFactor.push(this.leafStart.length - 1);
    this.segmentStart.push(this.segmentCell.length);
    this.mostSegments = Math.max(this.mostSegments, segments);
  }

  /** Collects the leaves that meet the box between `low` and `high`. */
  private walk(root: number): void {
    const { trees, low, high, cells } = this;
    // Trees may be as deep as they have nodes: what is to be done after a child is on a stack, not in recursion.
    const stack: number[] = [root];
    while (stack.length > 0) {
      const top = stack.pop() as number;
      if (top === SET_CORNER) {
        const corner = stack.pop() as number;
        const j = corner >> 1;
        if (corner & 1) high[j] = stack.pop() as number;
        else low[j] = stack.pop() as number;
        continue;
      }
      const j = trees.feature[top];
      if (j < 0) {
        this.leafNodes.push(top);
        for (let i = 0; i < low.length; i++) {
          this.leafLow.push(low[i]);
          this.leafHigh.push(high[i]);
        }
        continue;
      }
      const cut = cells.cutOf[top];
      if (high[j] <= cut) stack.push(trees.left[top]);
      else if (low[j] > cut) stack.push(trees.right[top]);
      else this.fork(stack, top, j, cut);
    }
  }

  /** The left child first, within high[j] = cut; then the right one, within low[j] = cut + 1. */
  private fork(stack: number[], node: number, j: number, cut: number): void {
    const { trees, low, high } = this;
    const lowOf = 2 * j;
    const highOf = 2 * j + 1;
    // To be read from the end.
    stack.push(low[j], lowOf, SET_CORNER, trees.right[node], cut + 1, lowOf, SET_CORNER, high[j], highOf, SET_CORNER);
    stack.push(trees.left[node]);
    high[j] = cut;
  }
}
