/** How likely the next draw is to show a strategy that was not seen yet. */
export interface GoodTuring {
  /** N_1 / N: the share of strategies seen once. 1 without draws. */
  readonly estimate: number;
  /** What the probability exceeds with probability beta at most; may be above 1, where it says nothing. */
  readonly bound: number;
}

/**
 * The Good-Turing estimate and its confidence bound G + (2 sqrt 2 + sqrt 3) sqrt(ln(3/beta) / N) (D. McAllester and
 * R. Schapire, COLT 2000; as used by D. Bertsimas and B. Stellato).
 * @param counts how often each strategy was seen
 */
export function goodTuring(counts: readonly number[], beta: number): GoodTuring {
  const draws = counts.reduce((sum, count) => sum + count, 0);
  if (draws === 0) return { estimate: 1, bound: Number.POSITIVE_INFINITY };
  const estimate = counts.filter((count) => count === 1).length / draws;
  return { estimate, bound: estimate + (2 * Math.SQRT2 + Math.sqrt(3)) * Math.sqrt(Math.log(3 / beta) / draws) };
}
