import type { Split } from "../../bounds/bounder.js";
import type { Box } from "../../numeric/box.js";

/**
 * The middle of the edge with the largest score among those that can be split; of equal ones the first; none if no edge has a float64 strictly inside. Where no score is
 * positive and finite: of the edge that is widest relative to the root's.
 */
export function selectSplit(box: Box, root: Box, scores: Float64Array, out: Split): void {
  out.variable = -1;
  let best = 0;
  for (let pass = 0; pass < 2 && out.variable < 0; pass++) {
    for (let j = 0; j < scores.length; j++) {
      const lower = box.lower[j];
      const upper = box.upper[j];
      const point = 0.5 * lower + 0.5 * upper;
      if (!(lower < point && point < upper)) continue;
      const score = pass === 0 ? scores[j] : upper / 2 - lower / 2 > 0 ? relativeWidth(box, root, j) : 0;
      if (score > best && score < Number.POSITIVE_INFINITY) {
        best = score;
        out.variable = j;
        out.point = point;
        out.above = point;
      }
    }
  }
}

function relativeWidth(box: Box, root: Box, j: number): number {
  // Halves, so that the width of an edge between huge numbers of opposite signs does not overflow.
  return (box.upper[j] / 2 - box.lower[j] / 2) / (root.upper[j] / 2 - root.lower[j] / 2);
}
