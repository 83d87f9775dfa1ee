/** A closed interval; empty if lower > upper. A mutable slot, so that arithmetic in the node loop allocates nothing. */
export interface Interval {
  lower: number;
  upper: number;
}
