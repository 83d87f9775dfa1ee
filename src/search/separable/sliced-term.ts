import type { Network } from "../../predictors/network/network.js";
import type { UnivariateTerm } from "../../predictors/tree-ensemble/bound/univariate-term.js";
import { type TurningPoint, turningPoints } from "./turning-points.js";
import { UnivariateEnclosure } from "./univariate-enclosure.js";

/** Parts of the domain whose ranges give the term's magnitude. */
const PARTS = 64;
/** Points whose values are remembered: cells begin and end at the same ones in every node. */
const MOST_POINTS = 200_000;

/**
 * A function of one variable as a term of its cells: all of its local minima over the domain are found once, so that its minimum over any part lies at one of them
 * or at an end.
 */
export class SlicedTerm implements UnivariateTerm {
  readonly isExact: boolean;
  private readonly enclosure: UnivariateEnclosure;
  private readonly turns: readonly TurningPoint[];
  private readonly magnitude: number;
  private readonly values = new Map<number, number>();
  private readonly input = new Float64Array(1);
  private readonly output = new Float64Array(1);
  /** After `scan`: the least of the lower bounds, and where it is. */
  private least = Number.NaN;
  private best = Number.NaN;

  /**
   * @param network of one input and one output
   * @param low,high what is asked for outside of [low, high] is answered for the part inside
   * @param isInteger only whole numbers count
   */
  constructor(
    private readonly network: Network,
    private readonly low: number,
    private readonly high: number,
    private readonly isInteger: boolean,
  ) {
    this.enclosure = new UnivariateEnclosure(network);
    this.magnitude = this.largestMagnitude();
    this.turns = Number.isFinite(this.magnitude) ? turningPoints(this.enclosure, low, high) : [];
    this.isExact = this.turns.every((turn) => turn.isTight);
  }

  /** Whether the function is known to be finite; it cannot be used otherwise. */
  get isUsable(): boolean {
    return Number.isFinite(this.magnitude) && this.turns.every(({ bound }) => Number.isFinite(bound));
  }

  lowerBoundOver(lower: number, upper: number): number {
    this.scan(lower, upper);
    return this.least;
  }

  minimiserOver(lower: number, upper: number): number {
    this.scan(lower, upper);
    return Math.min(Math.max(this.best, lower), upper);
  }

  evaluate(x: number): number {
    this.input[0] = x;
    this.network.evaluate(this.input, this.output);
    return this.output[0];
  }

  magnitudeOver(): number {
    return this.magnitude;
  }

  private scan(lower: number, upper: number): void {
    const { turns, isInteger } = this;
    let from = Math.min(Math.max(lower, this.low), this.high);
    let to = Math.min(Math.max(upper, from), this.high);
    if (isInteger && Math.ceil(from) <= Math.floor(to)) {
      from = Math.ceil(from);
      to = Math.floor(to);
    }
    this.least = this.valueAt(from);
    this.best = from;
    this.offer(to, this.valueAt(to));
    for (let k = this.firstTurnFrom(from); k < turns.length && turns[k].lower <= to; k++) {
      const turn = turns[k];
      if (isInteger) this.offerIntegers(turn, from, to);
      else this.offer(Math.min(Math.max(turn.point, from), to), this.boundOf(turn, from, to));
    }
  }

  /** Between turning points the function is monotone: whole numbers next to them are the ones that may be least. */
  private offerIntegers(turn: TurningPoint, from: number, to: number): void {
    const below = Math.floor(turn.lower);
    const above = Math.ceil(turn.upper);
    if (below >= from) this.offer(below, this.valueAt(below));
    if (above <= to) this.offer(above, this.valueAt(above));
    const first = Math.ceil(Math.max(turn.lower, from));
    const last = Math.floor(Math.min(turn.upper, to));
    if (first > last) return;
    const point = Math.min(Math.max(Math.round(turn.point), first), last);
    this.offer(point, first === last ? this.valueAt(point) : this.boundOf(turn, first, last));
  }

  private boundOf(turn: TurningPoint, from: number, to: number): number {
    if (turn.isTight || (from <= turn.lower && turn.upper <= to)) return turn.bound;
    const { enclosure } = this;
    enclosure.over(Math.max(from, turn.lower), Math.min(to, turn.upper));
    return enclosure.lower > turn.bound ? enclosure.lower : turn.bound;
  }

  private offer(x: number, bound: number): void {
    if (bound >= this.least) return;
    this.least = bound;
    this.best = x;
  }

  /** A lower bound at a point. */
  private valueAt(x: number): number {
    const { values, enclosure } = this;
    const known = values.get(x);
    if (known !== undefined) return known;
    enclosure.over(x, x);
    if (values.size >= MOST_POINTS) values.clear();
    values.set(x, enclosure.lower);
    return enclosure.lower;
  }

  private firstTurnFrom(x: number): number {
    const { turns } = this;
    let low = 0;
    let high = turns.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (turns[middle].upper < x) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private largestMagnitude(): number {
    const { enclosure, low, high } = this;
    let magnitude = 0;
    for (let k = 0; k < PARTS; k++) {
      const [from, to] = [low + ((high - low) / PARTS) * k, low + ((high - low) / PARTS) * (k + 1)];
      enclosure.over(Math.min(from, high), Math.min(to, high));
      magnitude = Math.max(magnitude, Math.abs(enclosure.lower), Math.abs(enclosure.upper));
    }
    return magnitude;
  }
}
