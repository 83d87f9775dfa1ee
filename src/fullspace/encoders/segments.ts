import type { Assembly } from "../assembly.js";
import type { Element } from "../element.js";
import { columnExpression, combined, type LinearExpression, valueAt } from "../linear-expression.js";

/**
 * The argument's way through the segments between ascending breakpoints, which start and end with its bounds: fills[k] is which
 * share of segment k + 1 lies below the argument, so that a polygon with rises r_k over the segments of lengths h_k is
 * v_0 + r_0 / h_0 (z - a_0) + sum_k (r_(k+1) - r_0 / h_0 h_(k+1)) fills[k]. Incremental formulation, in which a segment may start to
 * fill only when the one before is full; it is ideal (H. M. Markowitz, A. S. Manne, Econometrica 25 (1957); J. P. Vielma, SIAM
 * Review 57 (2015), section 6). Shares rather than lengths, because a solver's tolerance would exceed a short segment.
 */
export function addSegments(
  assembly: Assembly,
  { expression: z, error }: Element,
  breakpoints: readonly number[],
  label: string,
): LinearExpression[] {
  const { model } = assembly;
  const lengths = breakpoints.slice(1).map((end, k) => end - breakpoints[k]);
  const fills: LinearExpression[] = [];
  const switches: LinearExpression[] = [];
  for (let k = 1; k < lengths.length; k++) {
    const start = breakpoints[k];
    const share = (point: Float64Array): number => Math.min(Math.max((valueAt(z, point) - start) / lengths[k], 0), 1);
    fills.push(columnExpression(assembly.addColumn(0, 1, share, { name: `${label}_d${k}` })));
    switches.push(columnExpression(assembly.addBinary((point) => valueAt(z, point) > start, `${label}_s${k}`)));
  }
  if (fills.length === 0) return fills;
  const [NONE, MUCH] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  // What the first segment holds is z - a_0 - (the others): all of it where switch 1 is on, and never more than its length.
  const first = combined([z, ...fills], [1, ...lengths.slice(1).map((length) => -length)], -breakpoints[0]);
  const size = Math.max(-breakpoints[0], breakpoints[breakpoints.length - 1]);
  const slack = error + 2 ** -50 * lengths.length * size;
  model.addRow(first, NONE, lengths[0], `${label}_f0`, slack);
  model.addRow(combined([first, switches[0]], [1, -lengths[0]]), 0, MUCH, `${label}_g0`, slack);
  fills.forEach((fill, k) => {
    model.addRow(combined([fill, switches[k]], [1, -1]), NONE, 0, `${label}_f${k + 1}`);
    if (k + 1 < fills.length) model.addRow(combined([fill, switches[k + 1]], [1, -1]), 0, MUCH, `${label}_g${k + 1}`);
  });
  return fills;
}

/** The polygon with the given values at the breakpoints, over segments made by `addSegments`. */
export function polygonOver(
  { expression: z }: Element,
  breakpoints: readonly number[],
  values: readonly number[],
  fills: readonly LinearExpression[],
): LinearExpression {
  const slope = (values[1] - values[0]) / (breakpoints[1] - breakpoints[0]);
  const excess = fills.map((_, k) => {
    const rise = values[k + 2] - values[k + 1];
    return rise - slope * (breakpoints[k + 2] - breakpoints[k + 1]);
  });
  return combined([z, ...fills], [slope, ...excess], values[0] - slope * breakpoints[0]);
}
