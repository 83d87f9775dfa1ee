/**
 * Sums over training points are collected in blocks, so that N terms err like BLOCK + N / BLOCK: this many units of roundoff times the
 * sum of magnitudes (Higham, section 4.2).
 */
export const BLOCK = 64;

export function blockedUnits(count: number): number {
  return Math.min(count, BLOCK) + Math.ceil(count / BLOCK) + 2;
}
