/** The function to minimize, in float64: estimates that prove nothing. */
export interface Objective {
  /** Length of x. */
  readonly variables: number;
  evaluate(x: Float64Array): number;
  /** Writes the gradient at x to `out`. */
  gradient(x: Float64Array, out: Float64Array): void;
}
