import { down } from "../../numeric/rounding.js";
import type { UnivariateEnclosure } from "./univariate-enclosure.js";

/** An interval in which a function may have a local minimum. Between two of them it has none. */
export interface TurningPoint {
  readonly lower: number;
  readonly upper: number;
  /** A proved lower bound over the interval. */
  readonly bound: number;
  /** Where it is low. */
  readonly point: number;
  /** All values in the interval are the bound but for rounding. */
  readonly isTight: boolean;
}

/** An interval in which the function varies by less than this share of its magnitude is not divided further. */
const TIGHT = 2 ** -44;
/** Intervals that are looked at before the rest stays as it is. */
const MOST_PIECES = 20_000;
/** Near values that are small beside the function's magnitude the same share of these is asked for, down to this share of the magnitude. */
const SMALLEST_VALUE = 2 ** -30;
/** Parts of the whole interval that are not divided further for that. */
const NARROWEST = 2 ** -48;

const RISING = 1;
const FALLING = -1;
const TURNING = 0;

interface Piece {
  readonly lower: number;
  readonly upper: number;
  readonly direction: number;
  readonly turn: TurningPoint | null;
  /** The bound is tight even beside values that are small. */
  readonly isFine: boolean;
}

/**
 * All local minima within an interval, but for its ends, by bisection: where the range of the derivative has one sign the function is monotone (R. E. Moore,
 * Interval Analysis, 1966); what is left is bounded by the mean value form and divided until that bound is tight. The widest
 * intervals come first, so that a function with too many minima is left with the narrowest unresolved parts.
 */
export function turningPoints(enclosure: UnivariateEnclosure, lower: number, upper: number): TurningPoint[] {
  return new TurningPoints(enclosure).within(lower, upper);
}

class TurningPoints {
  private magnitude = 0;

  constructor(private readonly enclosure: UnivariateEnclosure) {}

  within(lower: number, upper: number): TurningPoint[] {
    const settled: Piece[] = [];
    let level: [number, number][] = [[lower, upper]];
    let count = 0;
    while (level.length > 0) {
      const next: [number, number][] = [];
      for (const [from, to] of level) {
        count++;
        const piece = this.piece(from, to);
        const middle = 0.5 * from + 0.5 * to;
        const isLast = count + next.length >= MOST_PIECES || !(from < middle && middle < to);
        const isNarrow = to - from <= NARROWEST * (upper - lower);
        const isEnough = piece.turn === null || (piece.turn.isTight && (piece.isFine || isNarrow));
        if (isEnough || isLast) settled.push(piece);
        else next.push([from, middle], [middle, to]);
      }
      level = next;
    }
    settled.sort((a, b) => a.lower - b.lower);
    return this.joined(settled);
  }

  private piece(lower: number, upper: number): Piece {
    const { enclosure } = this;
    enclosure.derivativeOver(lower, upper);
    const { slopeLower, slopeUpper } = enclosure;
    if (slopeLower >= 0) return { lower, upper, direction: RISING, turn: null, isFine: true };
    if (slopeUpper <= 0) return { lower, upper, direction: FALLING, turn: null, isFine: true };
    const natural = { lower: enclosure.lower, upper: enclosure.upper };
    const middle = 0.5 * lower + 0.5 * upper;
    this.valueAt(middle);
    // |f(x) - f(m)| <= |f'(xi)| |x - m| on either side of the middle m.
    const reach = Math.max(upper - middle, middle - lower) * (1 + 2 ** -50);
    const steepest = Math.max(-slopeLower, slopeUpper);
    const change = Number.isNaN(steepest) ? Number.POSITIVE_INFINITY : steepest * reach * (1 + 2 ** -50);
    const bound = larger(natural.lower, down(enclosure.lower - change));
    const range = Math.min(natural.upper, enclosure.upper + change) - bound;
    const isTight = range <= TIGHT * this.magnitude;
    const isFine = range <= TIGHT * Math.max(Math.abs(bound), SMALLEST_VALUE * this.magnitude);
    const values = [enclosure.lower, this.valueAt(lower), this.valueAt(upper)];
    const least = values.indexOf(Math.min(...values));
    const point = [middle, lower, upper][Math.max(0, least)];
    return { lower, upper, direction: TURNING, turn: { lower, upper, bound, point, isTight }, isFine };
  }

  /** Encloses the function at a point; returns a lower bound. */
  private valueAt(x: number): number {
    const { enclosure } = this;
    enclosure.over(x, x);
    const size = Math.max(Math.abs(enclosure.lower), Math.abs(enclosure.upper));
    if (size > this.magnitude && size < Number.POSITIVE_INFINITY) this.magnitude = size;
    return enclosure.lower;
  }

  /** Neighbouring intervals become one; where a function falls and then rises, there is a minimum between. */
  private joined(pieces: readonly Piece[]): TurningPoint[] {
    const turns: TurningPoint[] = [];
    pieces.forEach(({ lower, direction, turn }, k) => {
      const before = pieces[k - 1];
      if (turn === null) {
        if (before?.direction === FALLING && direction === RISING) {
          const bound = this.valueAt(lower);
          turns.push({ lower, upper: lower, bound, point: lower, isTight: true });
        }
        return;
      }
      const last = turns[turns.length - 1];
      const isNeighbour = before !== undefined && before.turn !== null && last !== undefined;
      if (isNeighbour && last.isTight && turn.isTight) turns[turns.length - 1] = merged(last, turn);
      else turns.push(turn);
    });
    return turns;
  }
}

function merged(a: TurningPoint, b: TurningPoint): TurningPoint {
  const least = b.bound < a.bound ? b : a;
  return { lower: a.lower, upper: b.upper, bound: least.bound, point: least.point, isTight: true };
}

/** The better of two lower bounds; NaN proves nothing. */
function larger(a: number, b: number): number {
  return Number.isNaN(a) || b > a ? b : a;
}
