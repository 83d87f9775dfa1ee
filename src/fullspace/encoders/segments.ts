import type { Assembly } from "../assembly.js";
import type { Element } from "../element.js";
import { columnExpression, combined, type LinearExpression, valueAt } from "../linear-expression.js";

/**
 * The argument's way through the segments between ascending breakpoints, which start and end with its bounds: fills[k] is how
 * much of segment k + 1 lies below the argument, so that a polygon with slopes m_k over the segments is
 * v_0 + m_0 (z - a_0) + sum_k (m_(k+1) - m_0) fills[k]. Incremental formulation, in which segment k + 1 may start to fill only when
 * segment k is full; it is ideal (H. M. Markowitz, A. S. Manne, Econometrica 25 (1957); J. P. Vielma, SIAM Review 57 (2015), section 6).
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
    const filled = (point: Float64Array): number => Math.min(Math.max(valueAt(z, point) - start, 0), lengths[k]);
    fills.push(columnExpression(assembly.addColumn(0, lengths[k], filled, { name: `${label}_d${k}` })));
    switches.push(columnExpression(assembly.addBinary((point) => valueAt(z, point) > start, `${label}_s${k}`)));
  }
  if (fills.length === 0) return fills;
  const [NONE, MUCH] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  // The first segment's fill is z - a_0 - (the other fills): full where switch 1 is on, and never more than its length.
  const first = combined([z, ...fills], [1, ...fills.map(() => -1)], -breakpoints[0]);
  model.addRow(first, NONE, lengths[0], `${label}_f0`, error);
  model.addRow(combined([first, switches[0]], [1, -lengths[0]]), 0, MUCH, `${label}_g0`, error);
  fills.forEach((fill, k) => {
    model.addRow(combined([fill, switches[k]], [1, -lengths[k + 1]]), NONE, 0, `${label}_f${k + 1}`);
    if (k + 1 === fills.length) return;
    model.addRow(combined([fill, switches[k + 1]], [1, -lengths[k + 1]]), 0, MUCH, `${label}_g${k + 1}`);
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
  const slopes = values.slice(1).map((value, k) => (value - values[k]) / (breakpoints[k + 1] - breakpoints[k]));
  const factors = slopes.slice(1).map((slope) => slope - slopes[0]);
  return combined([z, ...fills], [slopes[0], ...factors], values[0] - slopes[0] * breakpoints[0]);
}
