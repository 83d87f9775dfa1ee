import { type Box, copyBox } from "../numeric/box.js";

/** A part of the box that is searched. */
export interface Part {
  readonly box: Box;
  /** A proved lower bound of what is minimized over the points of the part that count; -Infinity if none is known. */
  readonly bound: number;
}

/** How boxes are split. */
export interface SplitRule {
  /** 1 for integer variables, one element per variable. */
  readonly isInteger: Uint8Array;
  /**
   * Where the upper part of a split begins: at the point or, where nothing is lost, beyond it (see Split.above in
   * bounds/bounder.ts). At the point if absent.
   */
  above?(variable: number, point: number): number;
}

/** The two parts of a box, which cover it. An integer variable is split between the integers around the point. @throws RangeError if one of them would be empty, or all of the box */
export function halves(box: Box, variable: number, point: number, rule: SplitRule): [Box, Box] {
  const lower = copyBox(box);
  const upper = copyBox(box);
  const isWhole = rule.isInteger[variable] === 1;
  const end = isWhole ? Math.floor(point) : point;
  const begin = isWhole ? end + 1 : (rule.above?.(variable, point) ?? point);
  // A part that begins at the point must not be the whole box; one that begins beyond it may be an end of it.
  const isInside =
    begin > point
      ? box.lower[variable] <= end && begin <= box.upper[variable]
      : box.lower[variable] < point && point < box.upper[variable];
  if (!isInside) {
    throw new RangeError(
      `variable ${variable} cannot be split at ${point}: it runs from ${box.lower[variable]} to ${box.upper[variable]}`,
    );
  }
  lower.upper[variable] = end;
  upper.lower[variable] = begin;
  return [lower, upper];
}
