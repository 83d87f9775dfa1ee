import type { BranchMode } from "../../onnx/tree-ensemble-definition.js";

const numbers = new Float64Array(1);
const bits = new BigInt64Array(numbers.buffer);
const singles = new Float32Array(1);
const singleBits = new Int32Array(singles.buffer);

/** The largest float64 below x; -Infinity stays. */
export function float64Below(x: number): number {
  if (x === Number.NEGATIVE_INFINITY) return x;
  if (x === 0) return -Number.MIN_VALUE;
  numbers[0] = x;
  bits[0] += x > 0 ? -1n : 1n;
  return numbers[0];
}

/** The smallest float64 above x; Infinity stays. */
export function float64Above(x: number): number {
  return -float64Below(-x);
}

/** The largest float32 below the float32 x. */
function float32Below(x: number): number {
  if (x === Number.NEGATIVE_INFINITY) return x;
  if (x === 0) return -(2 ** -149);
  singles[0] = x;
  singleBits[0] += x > 0 ? -1 : 1;
  return singles[0];
}

/** The smallest float32 above the finite float32 x; 2^128 for the largest. */
function float32Above(x: number): number {
  if (x === 0) return 2 ** -149;
  singles[0] = x;
  singleBits[0] += x > 0 ? 1 : -1;
  return singles[0] === Number.POSITIVE_INFINITY ? 2 ** 128 : singles[0];
}

/**
 * The largest float64 that rounds to at most the float32 t: the midpoint to the next float32 where the tie goes to t, the
 * float64 below it otherwise. Numbers beyond the range of float32 round to infinities.
 */
export function largestRoundedTo(t: number): number {
  if (t === Number.POSITIVE_INFINITY) return t;
  if (t === Number.NEGATIVE_INFINITY) return -(2 ** 128 - 2 ** 103);
  const middle = t + (float32Above(t) - t) / 2;
  return Math.fround(middle) <= t ? middle : float64Below(middle);
}

/**
 * The real line cut into intervals on which a comparison has one outcome: x up to cuts[0], above it up to cuts[1], and so
 * on; `isTaken` has one more entry than `cuts`.
 */
export interface CutLine {
  readonly cuts: readonly number[];
  readonly isTaken: readonly boolean[];
}

/** Where the comparison of a node is true, for every float64 x. @param isSingle x is rounded to float32 first */
export function cutLine(mode: BranchMode, threshold: number, set: Float64Array, isSingle: boolean): CutLine {
  const upTo = (t: number) => (isSingle ? largestRoundedTo(t) : t);
  const before = (t: number) => (isSingle ? largestRoundedTo(float32Below(t)) : float64Below(t));
  switch (mode) {
    case "<=":
      return { cuts: [upTo(threshold)], isTaken: [true, false] };
    case ">":
      return { cuts: [upTo(threshold)], isTaken: [false, true] };
    case "<":
      return { cuts: [before(threshold)], isTaken: [true, false] };
    case ">=":
      return { cuts: [before(threshold)], isTaken: [false, true] };
    case "==":
      return { cuts: [before(threshold), upTo(threshold)], isTaken: [false, true, false] };
    case "!=":
      return { cuts: [before(threshold), upTo(threshold)], isTaken: [true, false, true] };
    case "member":
      return pointsCut(set, before, upTo);
    case "within":
      return intervalsCut(set, before);
  }
}

/** True on the members only; members that are neighbours as numbers form one interval. */
function pointsCut(members: Float64Array, before: (t: number) => number, upTo: (t: number) => number): CutLine {
  const cuts: number[] = [];
  for (const member of members.slice().sort()) {
    const start = before(member);
    if (cuts.length > 0 && !(cuts[cuts.length - 1] < start)) cuts.pop();
    else cuts.push(start);
    cuts.push(upTo(member));
  }
  return { cuts, isTaken: alternating(cuts.length + 1) };
}

/** True from ends[0] up to just below ends[1], and so on; intervals that meet are joined. */
function intervalsCut(ends: Float64Array, before: (t: number) => number): CutLine {
  const cuts: number[] = [];
  for (const end of ends) {
    const cut = before(end);
    if (cuts.length > 0 && cuts[cuts.length - 1] === cut) cuts.pop();
    else cuts.push(cut);
  }
  return { cuts, isTaken: alternating(cuts.length + 1) };
}

/** false, true, false, ... */
function alternating(length: number): boolean[] {
  return Array.from({ length }, (_, k) => k % 2 === 1);
}
