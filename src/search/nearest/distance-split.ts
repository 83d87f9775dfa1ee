import type { Split } from "../../bounds/bounder.js";
import type { Box } from "../../numeric/box.js";
import type { Cells } from "../../predictors/tree-ensemble/bound/cells.js";
import type { NearestDistance } from "./nearest-distance.js";

/** A step of the trees takes the place of an edge's middle when it is within this share of the edge's length. */
const NEARBY = 0.2;

/** Splits the edge that is longest in the space of distances, at a step of the trees near its middle if there is one. False if no edge can be split. */
export function splitLongest({ lower, upper }: Box, distance: NearestDistance, cells: Cells, out: Split): boolean {
  let longest = 0;
  out.variable = -1;
  for (let v = 0; v < lower.length; v++) {
    const length = distance.spanOf(v, lower[v], upper[v]);
    if (length > longest) {
      longest = length;
      out.variable = v;
    }
  }
  const v = out.variable;
  if (v < 0) return false;
  const middle = 0.5 * lower[v] + 0.5 * upper[v];
  const cell = cells.cellOf(v, middle);
  out.point = middle;
  out.above = middle;
  for (const c of [cell - 1, cell]) {
    const step = c < 0 ? Number.NEGATIVE_INFINITY : cells.lastPoint(v, c);
    if (!(Math.abs(step - middle) < NEARBY * (upper[v] - lower[v]))) continue;
    out.point = step;
    out.above = Math.min(cells.firstPoint(v, c + 1), upper[v]);
  }
  return out.point > lower[v] && out.point < upper[v];
}
