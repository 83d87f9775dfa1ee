import { testForHoles } from "./holes.js";
import type { DomainData } from "./kind.js";
import { rangeScaling, scaledPoints } from "./scaling.js";

/** A kind of domain and why it was taken. */
export interface KindChoice {
  readonly kind: string;
  readonly reason: string;
}

/** The convex hull where the data fill it, otherwise a one-class support vector machine. */
export function chosenKind(data: DomainData, seed: number): KindChoice {
  const { hasHoles, emptyShare } = testForHoles(scaledPoints(data, rangeScaling(data)), data.dimension, seed);
  const share = `${(100 * emptyShare).toFixed(1)} % of the places halfway between two points have no data near them`;
  return hasHoles
    ? { kind: "one-class-svm", reason: `the data have holes: ${share}` }
    : { kind: "convex-hull", reason: `no holes were found in the data: ${share}` };
}
