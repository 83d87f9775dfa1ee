/** lower_k <= output k + 1 <= upper_k of a network whose output 0 is the objective; infinite ends allowed, tolerances included. */
export interface Rows {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** sign * output <= limit: a row or half of one. */
export interface OneSidedRow {
  readonly output: number;
  readonly sign: 1 | -1;
  readonly limit: number;
}

/** Each finite end of each row. */
export function oneSidedRows({ lower, upper }: Rows): OneSidedRow[] {
  const result: OneSidedRow[] = [];
  lower.forEach((low, k) => {
    if (upper[k] < Number.POSITIVE_INFINITY) result.push({ output: k + 1, sign: 1, limit: upper[k] });
    if (low > Number.NEGATIVE_INFINITY) result.push({ output: k + 1, sign: -1, limit: -low });
  });
  return result;
}
