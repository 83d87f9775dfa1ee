import type { Box } from "../../numeric/box.js";

const LEAF = 8;

/**
 * The regions whose boxes meet a box, by a packed tree of bounding boxes: halves by the middles along the axis where these are spread
 * most (as in a k-d tree), so that node k has the children 2k + 1 and 2k + 2. J. L. Bentley, CACM 18 (1975) 509-517.
 */
export class RegionIndex {
  private readonly order: Int32Array;
  private readonly nodeLower: Float64Array;
  private readonly nodeUpper: Float64Array;
  private readonly from: Int32Array;
  private readonly to: Int32Array;
  private readonly stack: Int32Array;

  /** @param lower count x inputs, upper alike: a box per region; edges may be infinite */
  constructor(
    private readonly inputs: number,
    private readonly lower: Float64Array,
    private readonly upper: Float64Array,
  ) {
    const count = lower.length / inputs;
    const depth = Math.max(0, Math.ceil(Math.log2(count / LEAF)));
    const nodes = 2 ** (depth + 1) - 1;
    this.order = Int32Array.from({ length: count }, (_, r) => r);
    this.nodeLower = new Float64Array(nodes * inputs).fill(Number.POSITIVE_INFINITY);
    this.nodeUpper = new Float64Array(nodes * inputs).fill(Number.NEGATIVE_INFINITY);
    this.from = new Int32Array(nodes);
    this.to = new Int32Array(nodes);
    this.stack = new Int32Array(depth + 2);
    this.build(0, 0, count);
  }

  /** Writes the regions whose boxes meet the box to `out`, and returns their number. */
  meeting(box: Box, out: Int32Array): number {
    const { stack, nodeLower, nodeUpper, lower, upper, order, from, to, inputs: n } = this;
    let found = 0;
    let height = 1;
    stack[0] = 0;
    while (height > 0) {
      const node = stack[--height];
      if (!meets(box, nodeLower, nodeUpper, node * n)) continue;
      if (2 * node + 1 < from.length) {
        stack[height++] = 2 * node + 2;
        stack[height++] = 2 * node + 1;
        continue;
      }
      for (let p = from[node]; p < to[node]; p++) {
        if (meets(box, lower, upper, order[p] * n)) out[found++] = order[p];
      }
    }
    return found;
  }

  private build(node: number, from: number, to: number): void {
    const { inputs: n, order, lower, upper, nodeLower, nodeUpper } = this;
    this.from[node] = from;
    this.to[node] = to;
    for (let p = from; p < to; p++) {
      for (let j = 0; j < n; j++) {
        nodeLower[node * n + j] = Math.min(nodeLower[node * n + j], lower[order[p] * n + j]);
        nodeUpper[node * n + j] = Math.max(nodeUpper[node * n + j], upper[order[p] * n + j]);
      }
    }
    if (2 * node + 1 >= this.from.length) return;
    const axis = this.widestAxis(from, to);
    order.subarray(from, to).sort((a, b) => this.middle(a, axis) - this.middle(b, axis) || a - b);
    const half = (from + to) >> 1;
    this.build(2 * node + 1, from, half);
    this.build(2 * node + 2, half, to);
  }

  private widestAxis(from: number, to: number): number {
    let axis = 0;
    let most = -1;
    for (let j = 0; j < this.inputs; j++) {
      let least = Number.POSITIVE_INFINITY;
      let greatest = Number.NEGATIVE_INFINITY;
      for (let p = from; p < to; p++) {
        const middle = this.middle(this.order[p], j);
        least = Math.min(least, middle);
        greatest = Math.max(greatest, middle);
      }
      if (greatest - least > most) {
        most = greatest - least;
        axis = j;
      }
    }
    return axis;
  }

  /** Of the edge of a region's box; of a half-infinite one its end, of an infinite one 0. */
  private middle(r: number, j: number): number {
    const low = this.lower[r * this.inputs + j];
    const high = this.upper[r * this.inputs + j];
    if (low === Number.NEGATIVE_INFINITY) return high === Number.POSITIVE_INFINITY ? 0 : high;
    return high === Number.POSITIVE_INFINITY ? low : 0.5 * low + 0.5 * high;
  }
}

function meets({ lower, upper }: Box, low: Float64Array, high: Float64Array, first: number): boolean {
  for (let j = 0; j < lower.length; j++) if (lower[j] > high[first + j] || upper[j] < low[first + j]) return false;
  return true;
}
