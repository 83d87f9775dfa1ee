/** How many of `count` points a share of them is: at least one, rounded up. */
export function coveredCount(count: number, coverage: number): number {
  // A share such as 0.95 of 100 is meant to be 95, whatever its product with 100 rounds to.
  return Math.min(count, Math.max(1, Math.ceil(coverage * count * (1 - 1e-12))));
}

/** The least limit that the share of the values does not exceed. */
export function coverageLimit(values: ArrayLike<number>, coverage: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[coveredCount(sorted.length, coverage) - 1];
}

/** The places of the share of the values that are least, in increasing order of places. */
export function coveredPlaces(values: ArrayLike<number>, coverage: number): number[] {
  const order = Array.from(values, (_, i) => i).sort((a, b) => values[a] - values[b] || a - b);
  return order.slice(0, coveredCount(order.length, coverage)).sort((a, b) => a - b);
}
