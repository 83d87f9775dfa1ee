import type { Interval } from "../../numeric/interval.js";

/** Something in a problem that is allowed, but probably not meant. */
export interface Finding {
  readonly kind:
    | "unused-variable"
    | "unused-model"
    | "never-binds"
    | "never-holds"
    | "holds-at-an-end"
    | "fixes-variable"
    | "badly-scaled"
    | "large-coefficient"
    | "fractional-bound"
    | "unbounded"
    | "outside-training"
    | "unscaled-input"
    | "constant-model"
    | "not-checked";
  /** One line that names the place. */
  readonly message: string;
}

/** Ranges are a little wider than they are; their last digits say nothing. */
export function rounded(value: number): number {
  return Number(value.toPrecision(9));
}

/** "from ... to ..." without what is only rounding. */
export function rangeText({ lower, upper }: Interval): string {
  const noise = 1e-9 * Math.max(Math.abs(lower), Math.abs(upper));
  const text = (value: number): number => (Math.abs(value) <= noise ? 0 : rounded(value));
  return `from ${text(lower)} to ${text(upper)}`;
}
