import { type EnsembleInstance, type SegmentIndices, slotsByFeature } from "./instance.js";

/**
 * Makes the instance that is left when cells are ruled out, any of them: leaves without a cell disappear, factors with one
 * leaf become constant, segments and cells that nothing distinguishes any more are joined. A joined segment's message
 * is the largest of its parts' (what the leaves give stays, what the cells get does not fall), so that no bound falls.
 */
export class Restriction {
  private readonly aliveBefore: Int32Array;
  private readonly nextAlive: Int32Array;
  private readonly isStart: Uint8Array;
  private readonly newCell: Int32Array;
  private readonly firstCell: Int32Array;
  private readonly lastCell: Int32Array;
  /** Surviving leaves of the current factor. */
  private readonly survivors: Int32Array;
  /** Per segment of the current slot: alive ones before it; the first alive one from it on; its new index. */
  private readonly segmentsBefore: Int32Array;
  private readonly nextSegment: Int32Array;
  private readonly newSegment: Int32Array;
  private readonly tree: Int32Array;
  private readonly leafStart: Int32Array;
  private readonly slotStart: Int32Array;
  private readonly entryStart: Int32Array;
  private readonly value: Float64Array;
  private readonly slotFeature: Int32Array;
  private readonly slotFactor: Int32Array;
  private readonly segmentStart: Int32Array;
  private readonly segmentCell: Int32Array;
  private readonly message: Float64Array;
  private readonly first: SegmentIndices;
  private readonly last: SegmentIndices;
  private factors = 0;
  private leaves = 0;
  private slots = 0;
  private segments = 0;
  private entries = 0;
  private constant = 0;

  /** @param root the largest instance that will be restricted */
  constructor(root: EnsembleInstance) {
    const cells = root.firstCell.length;
    const slots = root.slotFeature.length;
    const segments = root.message.length;
    this.aliveBefore = new Int32Array(cells + 1);
    this.nextAlive = new Int32Array(cells);
    this.isStart = new Uint8Array(cells);
    this.newCell = new Int32Array(cells);
    this.firstCell = new Int32Array(cells);
    this.lastCell = new Int32Array(cells);
    this.survivors = new Int32Array(root.value.length);
    this.segmentsBefore = new Int32Array(segments + 1);
    this.nextSegment = new Int32Array(segments);
    this.newSegment = new Int32Array(segments);
    this.tree = new Int32Array(root.factors);
    this.leafStart = new Int32Array(root.factors + 1);
    this.slotStart = new Int32Array(root.factors + 1);
    this.entryStart = new Int32Array(root.factors + 1);
    this.value = new Float64Array(root.value.length);
    this.slotFeature = new Int32Array(slots);
    this.slotFactor = new Int32Array(slots);
    this.segmentStart = new Int32Array(slots + 1);
    this.segmentCell = new Int32Array(segments);
    this.message = new Float64Array(segments);
    this.first = root.first.slice();
    this.last = root.last.slice();
  }

  /**
   * The instance of the cells with alive[c] = 1, without unary terms; null if a feature has none left.
   * @param alive per cell of the source, 0 or 1
   */
  run(source: EnsembleInstance, alive: Uint8Array): EnsembleInstance | null {
    if (!this.countCells(source, alive)) return null;
    this.factors = 0;
    this.leaves = 0;
    this.slots = 0;
    this.segments = 0;
    this.entries = 0;
    this.constant = source.constant;
    for (let g = 0; g < source.factors; g++) this.addFactor(source, g);
    return this.finish(source, alive);
  }

  private countCells({ cellStart, firstCell }: EnsembleInstance, alive: Uint8Array): boolean {
    const { aliveBefore, nextAlive } = this;
    const cells = firstCell.length;
    let count = 0;
    for (let c = 0; c < cells; c++) {
      aliveBefore[c] = count;
      count += alive[c];
    }
    aliveBefore[cells] = count;
    for (let j = 0; j + 1 < cellStart.length; j++) {
      if (aliveBefore[cellStart[j]] === aliveBefore[cellStart[j + 1]]) return false;
    }
    let next = cells;
    for (let c = cells - 1; c >= 0; c--) {
      if (alive[c] !== 0) next = c;
      nextAlive[c] = next;
    }
    return true;
  }

  private addFactor(source: EnsembleInstance, g: number): void {
    const { survivors } = this;
    const from = source.leafStart[g];
    const count = this.findSurvivors(source, g);
    if (count === 1) {
      this.constant += source.value[from + survivors[0]];
      return;
    }
    const { leaves, entries, slots } = this;
    for (let i = 0; i < count; i++) this.value[leaves + i] = source.value[from + survivors[i]];
    for (let s = source.slotStart[g]; s < source.slotStart[g + 1]; s++) {
      this.addSlot(source, g, s, count, entries + (this.slots - slots) * count);
    }
    this.leaves += count;
    this.entries = entries + (this.slots - slots) * count;
    this.tree[this.factors] = source.tree[g];
    this.factors++;
    this.leafStart[this.factors] = this.leaves;
    this.slotStart[this.factors] = this.slots;
    this.entryStart[this.factors] = this.entries;
  }

  /** Writes the leaves of factor g that have an alive cell of every feature to `survivors`; returns how many. */
  private findSurvivors(source: EnsembleInstance, g: number): number {
    const { survivors, segmentsBefore, aliveBefore } = this;
    const { first, last, slotStart, slotFeature, segmentStart, segmentCell, cellStart } = source;
    const leaves = source.leafStart[g + 1] - source.leafStart[g];
    for (let i = 0; i < leaves; i++) survivors[i] = 1;
    for (let s = slotStart[g]; s < slotStart[g + 1]; s++) {
      const offset = cellStart[slotFeature[s]];
      const end = segmentStart[s + 1];
      let alive = 0;
      let k = 0;
      let before = aliveBefore[offset];
      for (let q = segmentStart[s]; q < end; q++, k++) {
        const after = aliveBefore[q + 1 < end ? offset + segmentCell[q + 1] : cellStart[slotFeature[s] + 1]];
        segmentsBefore[k] = alive;
        if (after > before) alive++;
        before = after;
      }
      if (alive === k) continue;
      segmentsBefore[k] = alive;
      const entry = source.entryStart[g] + (s - slotStart[g]) * leaves;
      for (let i = 0; i < leaves; i++) {
        if (segmentsBefore[last[entry + i] + 1] === segmentsBefore[first[entry + i]]) survivors[i] = 0;
      }
    }
    let count = 0;
    for (let i = 0; i < leaves; i++) if (survivors[i] !== 0) survivors[count++] = i;
    return count;
  }

  /** The slot as the surviving leaves see it; nothing if they all begin in the same segment. */
  private addSlot(source: EnsembleInstance, g: number, s: number, count: number, entry: number): void {
    const { survivors, nextSegment, newSegment, aliveBefore, nextAlive, message, segmentCell } = this;
    const { first, last, cellStart } = source;
    const j = source.slotFeature[s];
    const offset = cellStart[j];
    const from = source.segmentStart[s];
    const width = source.segmentStart[s + 1] - from;
    const leaves = source.leafStart[g + 1] - source.leafStart[g];
    const oldEntry = source.entryStart[g] + (s - source.slotStart[g]) * leaves;
    let next = width;
    let after = aliveBefore[cellStart[j + 1]];
    for (let k = width - 1; k >= 0; k--) {
      const before = aliveBefore[offset + source.segmentCell[from + k]];
      if (after > before) next = k;
      after = before;
      nextSegment[k] = next;
      newSegment[k] = 0;
    }
    let starts = 0;
    for (let i = 0; i < count; i++) {
      const start = nextSegment[first[oldEntry + survivors[i]]];
      starts += 1 - newSegment[start];
      newSegment[start] = 1;
    }
    if (starts <= 1) return;
    // The first alive segment is always a start, so the index is never negative where it is used.
    let index = this.segments - 1;
    for (let k = 0; k < width; k++) {
      if (newSegment[k] !== 0) {
        index++;
        segmentCell[index] = nextAlive[offset + source.segmentCell[from + k]] - offset;
        message[index] = source.message[from + k];
      } else if (nextSegment[k] === k && source.message[from + k] > message[index]) {
        message[index] = source.message[from + k];
      }
      newSegment[k] = index - this.segments;
    }
    for (let i = 0; i < count; i++) {
      const old = oldEntry + survivors[i];
      this.first[entry + i] = newSegment[nextSegment[first[old]]];
      this.last[entry + i] = newSegment[last[old]];
    }
    this.slotFeature[this.slots] = j;
    this.slotFactor[this.slots] = this.factors;
    this.slots++;
    this.segments += starts;
    this.segmentStart[this.slots] = this.segments;
  }

  private finish(source: EnsembleInstance, alive: Uint8Array): EnsembleInstance {
    const { slots, segments, newCell } = this;
    const cellStart = this.joinCells(source, alive);
    const d = source.cellStart.length - 1;
    for (let s = 0; s < slots; s++) {
      const offset = source.cellStart[this.slotFeature[s]];
      for (let q = this.segmentStart[s]; q < this.segmentStart[s + 1]; q++) {
        this.segmentCell[q] = newCell[offset + this.segmentCell[q]];
      }
    }
    const slotFeature = this.slotFeature.slice(0, slots);
    return {
      origin: source.origin,
      factors: this.factors,
      tree: this.tree.slice(0, this.factors),
      constant: this.constant,
      leafStart: this.leafStart.slice(0, this.factors + 1),
      slotStart: this.slotStart.slice(0, this.factors + 1),
      entryStart: this.entryStart.slice(0, this.factors + 1),
      value: this.value.slice(0, this.leaves),
      slotFeature,
      slotFactor: this.slotFactor.slice(0, slots),
      segmentStart: this.segmentStart.slice(0, slots + 1),
      segmentCell: this.segmentCell.slice(0, segments),
      message: this.message.slice(0, segments),
      first: this.first.slice(0, this.entries),
      last: this.last.slice(0, this.entries),
      cellStart,
      ...slotsByFeature(d, slotFeature),
      firstCell: this.firstCell.slice(0, cellStart[d]),
      lastCell: this.lastCell.slice(0, cellStart[d]),
      unary: null,
    };
  }

  /** Cells begin where the segments of some factor begin; fills `newCell`, `firstCell` and `lastCell`. */
  private joinCells(source: EnsembleInstance, alive: Uint8Array): Int32Array {
    const { isStart, newCell, firstCell, lastCell } = this;
    isStart.fill(0, 0, source.firstCell.length);
    for (let s = 0; s < this.slots; s++) {
      const offset = source.cellStart[this.slotFeature[s]];
      for (let q = this.segmentStart[s]; q < this.segmentStart[s + 1]; q++) isStart[offset + this.segmentCell[q]] = 1;
    }
    const d = source.cellStart.length - 1;
    const cellStart = new Int32Array(d + 1);
    let count = 0;
    for (let j = 0; j < d; j++) {
      for (let c = source.cellStart[j]; c < source.cellStart[j + 1]; c++) {
        if (alive[c] === 0) continue;
        if (count === cellStart[j] || isStart[c] !== 0) firstCell[count++] = source.firstCell[c];
        lastCell[count - 1] = source.lastCell[c];
        newCell[c] = count - 1 - cellStart[j];
      }
      cellStart[j + 1] = count;
    }
    return cellStart;
  }
}
