import type { SumStep } from "./mechanistic-steps.js";

/** The enclosures of all elements of a network, by their numbers. */
export interface Enclosures {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/**
 * One end of a sum's range: the sum of its terms' finite ends, of their magnitudes, and how many ends are infinite. What
 * a sum without one of its terms can be follows from it.
 */
interface End {
  value: number;
  magnitude: number;
  infinite: number;
}

const least: End = { value: 0, magnitude: 0, infinite: 0 };
const most: End = { value: 0, magnitude: 0, infinite: 0 };

/** Intersects the enclosure of the sum with what its terms' enclosures allow. False: nothing is left. */
export function sumForward(step: SumStep, { lower, upper }: Enclosures): boolean {
  measure(step, lower, upper);
  const { result } = step;
  const low =
    least.infinite > 0 ? Number.NEGATIVE_INFINITY : least.value - (step.margin * least.magnitude + step.slack);
  const high = most.infinite > 0 ? Number.POSITIVE_INFINITY : most.value + (step.margin * most.magnitude + step.slack);
  if (low > lower[result]) lower[result] = low;
  if (high < upper[result]) upper[result] = high;
  return !(lower[result] > upper[result]);
}

/** Narrows each term by the enclosure of the sum less those of the others. False: nothing is left. */
export function sumBackward(step: SumStep, { lower, upper }: Enclosures): boolean {
  const { operands, coefficients, result, margin, slack } = step;
  const low = lower[result];
  const high = upper[result];
  if (low === Number.NEGATIVE_INFINITY && high === Number.POSITIVE_INFINITY) return true;
  measure(step, lower, upper);
  for (let k = 0; k < operands.length; k++) {
    const at = operands[k];
    const a = coefficients[k];
    const first = a * lower[at];
    const second = a * upper[at];
    const ceiling = limitOf(high, least, a > 0 ? first : second, step, 1);
    const floor = limitOf(low, most, a > 0 ? second : first, step, -1);
    const above = (a > 0 ? ceiling : floor) / a;
    const below = (a > 0 ? floor : ceiling) / a;
    const top = above + (margin * Math.abs(above) + slack);
    const bottom = below - (margin * Math.abs(below) + slack);
    if (top < upper[at]) upper[at] = top;
    if (bottom > lower[at]) lower[at] = bottom;
    if (lower[at] > upper[at]) return false;
  }
  return true;
}

/** The sum's end less what the other terms come to at the end of theirs, rounded to the side of `sign`. */
function limitOf(total: number, end: End, own: number, { margin, slack }: SumStep, sign: 1 | -1): number {
  const isOwnFinite = Math.abs(own) < Number.POSITIVE_INFINITY;
  if (end.infinite > (isOwnFinite ? 0 : 1)) return sign * Number.POSITIVE_INFINITY;
  const others = isOwnFinite ? end.value - own : end.value;
  return total - others + sign * (margin * (end.magnitude + Math.abs(total)) + slack);
}

function measure({ operands, coefficients, bias, biasMagnitude }: SumStep, lower: Float64Array, upper: Float64Array) {
  least.value = bias;
  most.value = bias;
  least.magnitude = biasMagnitude;
  most.magnitude = biasMagnitude;
  least.infinite = 0;
  most.infinite = 0;
  for (let k = 0; k < operands.length; k++) {
    const a = coefficients[k];
    const first = a * lower[operands[k]];
    const second = a * upper[operands[k]];
    addEnd(least, a > 0 ? first : second);
    addEnd(most, a > 0 ? second : first);
  }
}

function addEnd(end: End, term: number): void {
  // A NaN counts as infinite: nothing is known then.
  if (!(Math.abs(term) < Number.POSITIVE_INFINITY)) {
    end.infinite++;
    return;
  }
  end.value += term;
  end.magnitude += Math.abs(term);
}
