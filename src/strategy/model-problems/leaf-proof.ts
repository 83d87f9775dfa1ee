import { gamma, UNIT_ROUNDOFF, up } from "../../numeric/rounding.js";

/** x -> constant + slopes . (x - centre), a lower bound of something over a box, its rounding subtracted. */
export interface CentredMinorant {
  readonly constant: number;
  readonly slopes: Float64Array;
}

/** How the part of one output that is multiplied by a parameter changes when the parameter does. */
export interface Shift {
  readonly parameter: number;
  /** The output counts with factor * theta[parameter]. */
  readonly factor: number;
  /** With what it counts in the minorant. */
  readonly weight: number;
  /** Of the output, and of its negative. */
  readonly rising: CentredMinorant;
  readonly falling: CentredMinorant;
  /** Of the output over the box. */
  readonly magnitude: number;
}

/**
 * Why the objective is at least something on a box, for any parameters: a minorant of the Lagrangian
 * objectiveWeight * f + sum lambda_r (g_r - limit_r) at the parameters that it was made for, and what it changes by when they change,
 * which is exact where parameters multiply affine functions.
 */
export interface LeafProof {
  /** 1, or 0 where the multipliers are to prove that the box has no feasible point. */
  readonly objectiveWeight: 0 | 1;
  readonly minorant: CentredMinorant;
  readonly shifts: readonly Shift[];
  /** sum lambda_r limit_r, rounded up. */
  readonly limits: number;
  /** Of the box, rounded up. */
  readonly halfWidths: Float64Array;
}

/** Above what products that underflow lose, however many. */
const UNDERFLOW = 2 ** -1000;
/** Of a proof: objective weight, constant, limits and number of shifts. */
const HEAD = 4;
/** Of a shift: parameter, factor, weight, magnitude, and the constants of its two minorants. */
const SHIFT_HEAD = 6;

/** Proofs one after the other in one array: evaluating thousands of them takes as long as reading them. */
export class ProofTable {
  private readonly numbers: Float64Array;
  private readonly slopes: Float64Array;
  /** Where each proof begins; -1: no point of the box counts. */
  private readonly starts: Int32Array;

  /** @param proofs null: no point of the box counts */
  constructor(
    private readonly variables: number,
    proofs: readonly (LeafProof | null)[],
  ) {
    this.slopes = new Float64Array(variables);
    const sizeOf = (proof: LeafProof | null): number =>
      proof === null ? 0 : HEAD + 2 * variables + proof.shifts.length * (SHIFT_HEAD + 2 * variables);
    this.numbers = new Float64Array(proofs.reduce((size, proof) => size + sizeOf(proof), 0));
    let place = 0;
    const write = (values: ArrayLike<number>): void => {
      this.numbers.set(values, place);
      place += values.length;
    };
    this.starts = new Int32Array(proofs.length).fill(-1);
    for (const [k, proof] of proofs.entries()) {
      if (proof === null) continue;
      this.starts[k] = place;
      const { objectiveWeight, minorant, limits, shifts, halfWidths } = proof;
      write([objectiveWeight, minorant.constant, limits, shifts.length]);
      write(minorant.slopes);
      write(halfWidths);
      for (const { parameter, factor, weight, magnitude, rising, falling } of shifts) {
        write([parameter, factor, weight, magnitude, rising.constant, falling.constant]);
        write(rising.slopes);
        write(falling.slopes);
      }
    }
  }

  /**
   * Raises `out`, per box, to a proved lower bound of the objective over its feasible points at theta where it is not above the cutoff
   * yet; +Infinity: there are none.
   */
  raise(theta: Float64Array, cutoff: number, out: Float64Array): void {
    const { starts } = this;
    for (let k = 0; k < starts.length; k++) {
      if (out[k] > cutoff) continue;
      const bound = starts[k] < 0 ? Number.POSITIVE_INFINITY : this.boundFrom(starts[k], theta);
      // Not a number proves nothing.
      if (bound > out[k]) out[k] = bound;
    }
  }

  private boundFrom(place: number, theta: Float64Array): number {
    const { numbers, slopes, variables: n } = this;
    const constant = numbers[place + 1];
    const limits = numbers[place + 2];
    const shifts = numbers[place + 3];
    const first = place + HEAD;
    const halfWidths = first + n;
    const margin = 2 * gamma(2 * (n + shifts) + 16);
    let value = constant - limits;
    let magnitude = Math.abs(constant) + Math.abs(limits);
    for (let i = 0; i < n; i++) {
      slopes[i] = numbers[first + i];
      magnitude += Math.abs(slopes[i]) * numbers[halfWidths + i];
    }
    let at = halfWidths + n;
    for (let s = 0; s < shifts; s++, at += SHIFT_HEAD + 2 * n) {
      const target = numbers[at + 1] * theta[numbers[at]];
      const weight = numbers[at + 2];
      const change = target - weight;
      // What rounding makes of the change itself: at most 3 units of its two parts.
      magnitude += numbers[at + 3] * (Math.abs(target) + Math.abs(weight)) * ((4 * UNIT_ROUNDOFF) / margin);
      if (change === 0) continue;
      const by = Math.abs(change);
      const moved = by * numbers[at + (change > 0 ? 4 : 5)];
      value += moved;
      magnitude += Math.abs(moved);
      const from = at + SHIFT_HEAD + (change > 0 ? 0 : n);
      for (let i = 0; i < n; i++) {
        const slope = by * numbers[from + i];
        slopes[i] += slope;
        magnitude += Math.abs(slope) * numbers[halfWidths + i];
      }
    }
    for (let i = 0; i < n; i++) value -= Math.abs(slopes[i]) * numbers[halfWidths + i];
    const bound = value - up(margin * magnitude) - UNDERFLOW;
    if (numbers[place] === 1) return bound;
    return bound > 0 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  }
}
