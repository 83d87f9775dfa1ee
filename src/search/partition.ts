import { type Box, copyBox } from "../numeric/box.js";

/** How a box was split, again and again: a variable's edge at a point. Null: it was not. */
export type SplitTree = Split | null;

interface Split {
  /** Position among all scalar variables. */
  readonly variable: number;
  /** Where the lower part ends and the upper one begins; an integer variable is split between the integers around it. */
  readonly point: number;
  readonly lower: SplitTree;
  readonly upper: SplitTree;
}

/** A part of the box that is searched. */
export interface Part {
  readonly box: Box;
  /** A proved lower bound of what is minimized over the points of the part that count; -Infinity if none is known. */
  readonly bound: number;
}

/**
 * The boxes at the ends of the tree, from left to right. They cover the box whatever the tree says: each split leaves two boxes
 * that cover theirs.
 * @throws RangeError for a variable that there is not, and for a point that is not strictly inside the edge
 */
export function leavesOf(tree: SplitTree, box: Box, isInteger: Uint8Array): Box[] {
  const leaves: Box[] = [];
  const open: { readonly tree: SplitTree; readonly box: Box }[] = [{ tree, box }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next.tree === null) leaves.push(next.box);
    else {
      const [lower, upper] = halves(next.box, next.tree.variable, next.tree.point, isInteger);
      open.push({ tree: next.tree.upper, box: upper }, { tree: next.tree.lower, box: lower });
    }
  }
  return leaves;
}

/** The two parts of a box. @throws RangeError if one of them would be empty */
export function halves(box: Box, variable: number, point: number, isInteger: Uint8Array): [Box, Box] {
  const lower = copyBox(box);
  const upper = copyBox(box);
  const isWhole = isInteger[variable] === 1;
  const end = isWhole ? Math.floor(point) : point;
  const begin = isWhole ? end + 1 : point;
  const isInside = isWhole
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
