/** The best point found so far. */
export class Incumbent {
  /** The point; meaningless while `value` is infinite. */
  readonly x: Float64Array;
  /** Its objective, +Infinity while there is none. */
  value = Number.POSITIVE_INFINITY;

  constructor(variables: number) {
    this.x = new Float64Array(variables);
  }

  get exists(): boolean {
    return this.value < Number.POSITIVE_INFINITY;
  }

  /** Takes the point if it is better. NaN and infinite values never are. */
  offer(x: Float64Array, value: number): boolean {
    if (!(value < this.value) || value === Number.NEGATIVE_INFINITY) return false;
    this.value = value;
    this.x.set(x);
    return true;
  }
}
