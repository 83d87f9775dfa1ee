import type { Box } from "../../numeric/box.js";
import { down, gamma } from "../../numeric/rounding.js";
import type { AffineMinorant } from "../predictor.js";
import type { AffinePieces } from "./affine-pieces.js";
import { type AffineSum, PolytopeProgram } from "./polytope-program.js";

/** What is minimized beside the pieces, and the rows that hold. */
interface PairFrame {
  readonly slopes: Float64Array;
  readonly constant: number;
  /** rows . x between lower and upper, row-major. */
  readonly rows: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** How far minimisers stay away from the rows' sides. */
  readonly inward: number;
}

/** How far minimisers stay inside of regions, in tolerances: at first and at most. */
const INWARD = 0.5;
const MOST_INWARD = 1e4;

/** How well a piece of the first model is bounded. */
const CLOSED_FORM = 0;
const PROGRAM = 1;
const ENUMERATED = 2;

/**
 * The least of first(x) + second(x) + slopes . x + constant over a box, rows and two unions of affine pieces, by branching on the piece of the first
 * model. A piece is bounded with an affine minorant of the second model in its place: in closed form, then by a program with the piece's rows; at
 * last by the pieces of the second model that meet it, in the order of a closed form (weak duality with multipliers that earlier programs
 * found for both), a program for each that may still be better than what is asked for. Bounds of pieces hold for the whole box and
 * are kept: they serve all of its parts.
 */
export class RegionPairs {
  /** The best point found so far, and the bound of its pair, which is its value up to rounding. */
  readonly minimiser: Float64Array;
  value = Number.POSITIVE_INFINITY;
  /** The last `bound` stopped at its budget. */
  isUnfinished = false;
  private programs = 0;
  private readonly bounds: Float64Array;
  private readonly level: Uint8Array;
  /** The functions of the pieces with their rows multiplied in. */
  private readonly firstSums: CombinedSums;
  private readonly secondSums: CombinedSums;
  private readonly program: PolytopeProgram;
  private readonly sum: AffineSum;
  private readonly heap: Int32Array;
  private readonly queue: Int32Array;
  private readonly quick: Float64Array;
  private readonly partLower: Float64Array;
  private readonly partUpper: Float64Array;
  private readonly pairLower: Float64Array;
  private readonly pairUpper: Float64Array;
  private readonly reach: Float64Array;
  private readonly margin: number;

  /**
   * @param box kept; pieces are bounded over it
   * @param minorant below the second model over the box
   */
  constructor(
    private readonly first: AffinePieces,
    private readonly second: AffinePieces,
    private readonly frame: PairFrame,
    private readonly box: Box,
    private readonly minorant: AffineMinorant,
  ) {
    const n = first.variables;
    const mostRows = first.mostRows + second.mostRows + 2 * frame.lower.length;
    this.minimiser = new Float64Array(n).fill(Number.NaN);
    this.program = new PolytopeProgram(n, mostRows);
    this.margin = gamma(8 * (n + mostRows) + 64);
    this.reach = box.lower.map((low, j) => Math.max(-low, box.upper[j]));
    this.sum = { slopes: new Float64Array(n), magnitudes: new Float64Array(n), constant: 0, size: 0 };
    this.partLower = new Float64Array(n);
    this.partUpper = new Float64Array(n);
    this.pairLower = new Float64Array(n);
    this.pairUpper = new Float64Array(n);
    this.firstSums = new CombinedSums(first, this.reach);
    this.secondSums = new CombinedSums(second, this.reach);
    this.heap = new Int32Array(first.count);
    this.queue = new Int32Array(second.count);
    this.quick = new Float64Array(second.count);
    this.level = new Uint8Array(first.count);
    this.bounds = Float64Array.from({ length: first.count }, (_, r) => this.closedForm(r));
  }

  /** Whether the box is a part of the one that everything is bounded over. */
  covers({ lower, upper }: Box): boolean {
    return lower.every((low, j) => this.box.lower[j] <= low && upper[j] <= this.box.upper[j]);
  }

  /**
   * A proved lower bound over the part of the box that is given, +Infinity if no piece of the first model meets it.
   * @param threshold bounds above it are as good as any
   * @param budget programs after which the present bound is returned
   */
  bound({ lower, upper }: Box, threshold: number, budget: number): number {
    const { heap, bounds, first } = this;
    const last = this.programs + budget;
    this.isUnfinished = false;
    let size = 0;
    for (let r = 0; r < first.count; r++) {
      if (bounds[r] < Number.POSITIVE_INFINITY && this.meets(r, lower, upper)) heap[size++] = r;
    }
    for (let k = (size >> 1) - 1; k >= 0; k--) sift(heap, bounds, k, size);
    while (size > 0) {
      const r = heap[0];
      const limit = Math.min(threshold, this.value);
      if (!(bounds[r] < limit) || this.level[r] === ENUMERATED) return bounds[r];
      this.isUnfinished = this.programs >= last;
      if (this.isUnfinished) return bounds[r];
      const better = this.level[r] === CLOSED_FORM ? this.withRows(r) : this.enumerated(r, limit);
      if (better > bounds[r]) bounds[r] = better;
      if (bounds[r] === Number.POSITIVE_INFINITY) heap[0] = heap[--size];
      sift(heap, bounds, 0, size);
    }
    return Number.POSITIVE_INFINITY;
  }

  private meets(r: number, lower: Float64Array, upper: Float64Array): boolean {
    const { first } = this;
    for (let j = 0, p = r * first.variables; j < lower.length; j++, p++) {
      if (lower[j] > first.upper[p] || upper[j] < first.lower[p]) return false;
    }
    return true;
  }

  /** The piece's own part of the box; false if there is none. */
  private enterPiece(r: number): boolean {
    const { first, box, partLower, partUpper } = this;
    return intersect(first, r, box.lower, box.upper, partLower, partUpper);
  }

  private closedForm(r: number): number {
    const { partLower, partUpper, sum, margin } = this;
    if (!this.enterPiece(r)) return Number.POSITIVE_INFINITY;
    this.setPiece(r);
    this.addMinorant();
    let value = sum.constant;
    let size = sum.size;
    for (let j = 0; j < partLower.length; j++) {
      value += sum.slopes[j] * (sum.slopes[j] > 0 ? partLower[j] : partUpper[j]);
      size += sum.magnitudes[j] * this.reach[j];
    }
    const bound = down(value - margin * size);
    return Number.isNaN(bound) ? Number.NEGATIVE_INFINITY : bound;
  }

  /** The first piece and the frame into `sum`. */
  private setPiece(r: number): void {
    const { sum, first, frame } = this;
    const n = first.variables;
    for (let j = 0; j < n; j++) {
      const slope = first.slopes[r * n + j];
      sum.slopes[j] = slope + frame.slopes[j];
      sum.magnitudes[j] = Math.abs(slope) + Math.abs(frame.slopes[j]);
    }
    sum.constant = first.constants[r] + frame.constant;
    sum.size = Math.abs(first.constants[r]) + Math.abs(frame.constant);
  }

  private addMinorant(): void {
    const { sum, minorant } = this;
    for (let j = 0; j < sum.slopes.length; j++) {
      sum.slopes[j] += minorant.linear[j];
      sum.magnitudes[j] += Math.abs(minorant.linear[j]);
    }
    sum.constant += minorant.constant;
    sum.size += Math.abs(minorant.constant);
  }

  /** The rows of a piece. */
  private addRows(pieces: AffinePieces, r: number, share: number): void {
    const { program } = this;
    const inward = share * pieces.regions.tolerance;
    for (let i = pieces.rowStarts[r]; i < pieces.rowStarts[r + 1]; i++) {
      program.add(pieces.rows, i * pieces.variables, 1, pieces.limits[i], inward);
    }
  }

  private addFrame(): void {
    const { program } = this;
    const { rows, lower, upper, inward } = this.frame;
    const n = this.minimiser.length;
    for (let i = 0; i < lower.length; i++) {
      if (upper[i] < Number.POSITIVE_INFINITY) program.add(rows, i * n, 1, upper[i], inward);
      if (lower[i] > Number.NEGATIVE_INFINITY) program.add(rows, i * n, -1, -lower[i], inward);
    }
  }

  /** With the rows of the first piece and the frame, and the minorant in the second model's place. */
  private withRows(r: number): number {
    const { program } = this;
    this.level[r] = PROGRAM;
    if (!this.enterPiece(r)) return Number.POSITIVE_INFINITY;
    this.setPiece(r);
    this.addMinorant();
    program.begin(this.partLower, this.partUpper);
    this.addRows(this.first, r, INWARD);
    this.addFrame();
    this.programs++;
    const bound = program.solve(this.sum);
    this.setPiece(r);
    this.firstSums.take(r, this.sum, program, 0, program.count);
    return bound;
  }

  /** By the pieces of the second model that meet the first piece. */
  private enumerated(r: number, threshold: number): number {
    const { queue, quick, second } = this;
    this.enterPiece(r);
    let size = 0;
    for (let s = 0; s < second.count; s++) {
      quick[s] = this.pairForm(r, s);
      if (quick[s] < threshold) queue[size++] = s;
    }
    for (let k = (size >> 1) - 1; k >= 0; k--) sift(queue, quick, k, size);
    let best = threshold;
    let isBetter = false;
    while (size > 0 && quick[queue[0]] < best) {
      const s = queue[0];
      // Multipliers may have become better since.
      const again = this.pairForm(r, s);
      const isRaised = again > quick[s];
      if (isRaised) quick[s] = again;
      if (!isRaised || !(again > quick[queue[1]] && size > 1)) {
        queue[0] = queue[--size];
        if (quick[s] < best) {
          const value = this.pairBound(r, s);
          // What is not a number proves nothing.
          if (Number.isNaN(value)) return Number.NEGATIVE_INFINITY;
          if (value < best) {
            best = value;
            isBetter = true;
          }
        }
      }
      sift(queue, quick, 0, size);
    }
    // Where nothing was below the threshold, the piece is done for all that is asked for now, not for ever.
    if (isBetter) this.level[r] = ENUMERATED;
    return best;
  }

  /** Weak duality with the multipliers of both pieces: for all of the pair's box, whatever the multipliers are. */
  private pairForm(r: number, s: number): number {
    const { second, partLower, partUpper, firstSums, secondSums, margin } = this;
    const n = second.variables;
    const a = r * n;
    const b = s * n;
    let value = firstSums.constants[r] + secondSums.constants[s];
    for (let j = 0; j < n; j++) {
      const low = Math.max(partLower[j], second.lower[b + j]);
      const high = Math.min(partUpper[j], second.upper[b + j]);
      if (low > high) return Number.POSITIVE_INFINITY;
      const slope = firstSums.slopes[a + j] + secondSums.slopes[b + j];
      value += slope * (slope > 0 ? low : high);
    }
    const bound = down(value - margin * (firstSums.sizes[r] + secondSums.sizes[s]));
    return Number.isNaN(bound) ? Number.NEGATIVE_INFINITY : bound;
  }

  /** The program of the pair; its multipliers are kept. */
  private pairBound(r: number, s: number): number {
    const { program, second, sum, partLower, partUpper, pairLower, pairUpper } = this;
    if (!intersect(second, s, partLower, partUpper, pairLower, pairUpper)) return Number.POSITIVE_INFINITY;
    const n = second.variables;
    const bound = this.solvePair(r, s, INWARD);
    if (bound === Number.POSITIVE_INFINITY) return bound;
    const own = program.count - (second.rowStarts[s + 1] - second.rowStarts[s]);
    this.setPiece(r);
    this.firstSums.take(r, sum, program, 0, own);
    for (let j = 0; j < n; j++) {
      sum.slopes[j] = second.slopes[s * n + j];
      sum.magnitudes[j] = Math.abs(sum.slopes[j]);
    }
    sum.constant = second.constants[s];
    sum.size = Math.abs(sum.constant);
    this.secondSums.take(s, sum, program, own, program.count);
    if (bound < this.value) {
      this.value = bound;
      this.keepPoint(r, s);
    }
    return bound;
  }

  private solvePair(r: number, s: number, share: number): number {
    const { program, first, second, sum } = this;
    const n = second.variables;
    this.setPiece(r);
    for (let j = 0; j < n; j++) {
      sum.slopes[j] += second.slopes[s * n + j];
      sum.magnitudes[j] += Math.abs(second.slopes[s * n + j]);
    }
    sum.constant += second.constants[s];
    sum.size += Math.abs(second.constants[s]);
    program.begin(this.pairLower, this.pairUpper);
    this.addRows(first, r, share);
    this.addFrame();
    this.addRows(second, s, share);
    this.programs++;
    return program.solve(sum);
  }

  /** The last program's point; where rounding has put it outside a region, that of a program that stays farther inside. */
  private keepPoint(r: number, s: number): void {
    const { program, first, second, minimiser } = this;
    minimiser.set(program.minimiser);
    for (let share = 10 * INWARD; share <= MOST_INWARD; share *= 10) {
      if (first.contains(r, minimiser) && second.contains(s, minimiser)) return;
      if (this.solvePair(r, s, share) === Number.POSITIVE_INFINITY) return;
      minimiser.set(program.minimiser);
    }
  }
}

/** For every piece its function with its multiplied rows added, and the sum of magnitudes over the box. */
class CombinedSums {
  readonly slopes: Float64Array;
  readonly constants: Float64Array;
  readonly sizes: Float64Array;

  constructor(
    pieces: AffinePieces,
    private readonly reach: Float64Array,
  ) {
    const n = reach.length;
    this.slopes = pieces.slopes.slice();
    this.constants = pieces.constants.slice();
    this.sizes = pieces.constants.map((constant, r) => {
      let size = Math.abs(constant);
      for (let j = 0; j < n; j++) size += Math.abs(pieces.slopes[r * n + j]) * reach[j];
      return size;
    });
  }

  /** Takes the program's multipliers of rows `from` to `to` - 1 for piece r, whose function is `sum`. */
  take(r: number, sum: AffineSum, program: PolytopeProgram, from: number, to: number): void {
    const n = this.reach.length;
    program.addMultiplied(sum, from, to);
    this.slopes.set(sum.slopes, r * n);
    this.constants[r] = sum.constant;
    let size = sum.size;
    for (let j = 0; j < n; j++) size += sum.magnitudes[j] * this.reach[j];
    this.sizes[r] = size;
  }
}

/** The piece's box within another one; false if they do not meet. */
function intersect(
  pieces: AffinePieces,
  r: number,
  lower: Float64Array,
  upper: Float64Array,
  outLower: Float64Array,
  outUpper: Float64Array,
): boolean {
  for (let j = 0, p = r * pieces.variables; j < lower.length; j++, p++) {
    outLower[j] = Math.max(lower[j], pieces.lower[p]);
    outUpper[j] = Math.min(upper[j], pieces.upper[p]);
    if (outLower[j] > outUpper[j]) return false;
  }
  return true;
}

function sift(heap: Int32Array, keys: Float64Array, start: number, size: number): void {
  let k = start;
  const r = heap[k];
  for (;;) {
    let child = 2 * k + 1;
    if (child >= size) break;
    if (child + 1 < size && keys[heap[child + 1]] < keys[heap[child]]) child++;
    if (!(keys[heap[child]] < keys[r])) break;
    heap[k] = heap[child];
    k = child;
  }
  heap[k] = r;
}
