/** What is needed to see the contradiction again. */
export interface ContradictionDump {
  readonly box: { readonly lower: readonly number[]; readonly upper: readonly number[] };
  /** The lower bound that was claimed over the box. */
  readonly bound: number;
  /** A point of the box whose value is below the bound. */
  readonly x: readonly number[];
  readonly value: number;
}

/** A proved bound lies above the value at a point of its box, by more than rounding: a defect of Surety (exit code 6). */
export class InternalContradiction extends Error {
  override readonly name = "InternalContradiction";

  constructor(readonly dump: ContradictionDump) {
    super(
      `internal contradiction: the lower bound ${dump.bound} was claimed over a box that holds a point of value ${dump.value}; please report it with this dump: ${JSON.stringify(dump)}`,
    );
  }
}

/** Float64 evaluation errs, so a bound may lie above a value by this much, relative to 1 + |value|, without a contradiction. */
const EVALUATION_ERROR = 1e-6;

export function contradicts(bound: number, value: number): boolean {
  return bound > value + EVALUATION_ERROR * (1 + Math.abs(value)) && Number.isFinite(bound);
}
