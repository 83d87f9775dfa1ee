/**
 * The unit of all sums of an ensemble's bound: a power of two, so fine that rounding the leaves down to whole units loses
 * about 2^-47 of the sum's magnitude per tree, so coarse that the sums stay below 2^53 units. Sums of integers below 2^53
 * are exact in float64: sweeps need no error analysis, and nothing drifts however long messages are passed.
 */
export class Quantum {
  readonly size: number;

  /** @param magnitude sum of the largest magnitudes of all terms */
  constructor(readonly magnitude: number) {
    const exponent = magnitude > 0 ? Math.ceil(Math.log2(magnitude)) : 0;
    this.size = 2 ** Math.min(Math.max(exponent - 47, -1021), 970);
  }

  /** The largest whole number of units not above value - error; NaN and -Infinity stay. */
  floor(value: number, error: number): number {
    const units = value / this.size;
    // A negative quotient that underflows to 0 is still below it.
    if (error === 0) return units === 0 && value < 0 ? -1 : Math.floor(units);
    // Two units of the last place of either operand are far less than one unit here, so one more is on the safe side.
    return Math.floor(units - error / this.size) - 1;
  }
}

/** Integers of at most this magnitude may be added in any order, a few at a time, without rounding. */
export const EXACT_LIMIT = 2 ** 52;
