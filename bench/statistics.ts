/** exp(mean(log(t + shift))) - shift: the mean that the solver literature uses for times. */
export function shiftedGeometricMean(times: readonly number[], shift: number): number {
  const logs = times.map((t) => Math.log(t + shift));
  return Math.exp(logs.reduce((sum, value) => sum + value, 0) / times.length) - shift;
}

/** The middle value; the mean of the two middle ones of an even number. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
