/** Elements per block; a power of two. */
const BLOCK = 16;
const SHIFT = 4;

/**
 * Minima over ranges of an array, after a pass of linear cost: prefix and suffix minima within blocks, and a sparse table
 * of the blocks' minima (M. A. Bender and M. Farach-Colton, The LCA problem revisited, 2000, section 5, without its
 * tables for short ranges: those are scanned).
 */
export class RangeMinima {
  private values: Float64Array = new Float64Array(0);
  private offset = 0;
  private readonly prefix: Float64Array;
  private readonly suffix: Float64Array;
  /** Minimum of 2^k blocks from block b on, at k * blocks + b. */
  private readonly table: Float64Array;
  private readonly blocks: number;

  /** @param most length of the longest array */
  constructor(most: number) {
    this.blocks = ((most + BLOCK - 1) >> SHIFT) + 1;
    this.prefix = new Float64Array(this.blocks * BLOCK);
    this.suffix = new Float64Array(this.blocks * BLOCK);
    this.table = new Float64Array(this.blocks * (33 - Math.clz32(this.blocks)));
  }

  /** Prepares values[offset] .. values[offset + length - 1], which must stay as they are while minima are asked for. */
  prepare(values: Float64Array, offset: number, length: number): void {
    const { prefix, suffix, table, blocks } = this;
    this.values = values;
    this.offset = offset;
    const count = (length + BLOCK - 1) >> SHIFT;
    for (let b = 0; b < count; b++) {
      const from = b << SHIFT;
      const to = Math.min(from + BLOCK, length);
      let least = Number.POSITIVE_INFINITY;
      for (let i = from; i < to; i++) {
        const value = values[offset + i];
        if (value < least) least = value;
        prefix[i] = least;
      }
      table[b] = least;
      least = Number.POSITIVE_INFINITY;
      for (let i = to - 1; i >= from; i--) {
        const value = values[offset + i];
        if (value < least) least = value;
        suffix[i] = least;
      }
    }
    for (let k = 1; 1 << k <= count; k++) {
      const above = (k - 1) * blocks;
      const half = 1 << (k - 1);
      for (let b = 0; b + (1 << k) <= count; b++) {
        const left = table[above + b];
        const right = table[above + b + half];
        table[k * blocks + b] = left < right ? left : right;
      }
    }
  }

  /** Minimum of the elements first .. last, counted from the offset. */
  over(first: number, last: number): number {
    const { values, offset, table, blocks } = this;
    const left = first >> SHIFT;
    const right = last >> SHIFT;
    if (left === right) {
      let least = values[offset + first];
      for (let i = first + 1; i <= last; i++) if (values[offset + i] < least) least = values[offset + i];
      return least;
    }
    const head = this.suffix[first];
    const tail = this.prefix[last];
    let least = head < tail ? head : tail;
    const inner = right - left - 1;
    if (inner > 0) {
      const k = 31 - Math.clz32(inner);
      const a = table[k * blocks + left + 1];
      const b = table[k * blocks + right - (1 << k)];
      if (a < least) least = a;
      if (b < least) least = b;
    }
    return least;
  }
}
