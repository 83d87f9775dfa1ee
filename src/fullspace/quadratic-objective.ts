import { gamma } from "../numeric/rounding.js";
import type { ConvexForm } from "./convex-form.js";

/** What is minimized besides the linear objective: x' Q x / 2. Its lower triangle: Q[rows[e], columns[e]] = values[e], rows[e] >= columns[e]. */
export interface QuadraticObjective {
  /** Ordered by column, then by row. */
  readonly rows: readonly number[];
  readonly columns: readonly number[];
  readonly values: readonly number[];
}

/** The form's x' M x as an objective, and by how much its linearizations may lie above it over the columns' bounds. */
export function quadraticObjective({ form, remainder }: ConvexForm): { quadratic: QuadraticObjective; error: number } {
  const n = form.columns.length;
  const entries = [...form.entries]
    .map(([at, value]) => ({ row: form.columns[Math.floor(at / n)], column: form.columns[at % n], value: 2 * value }))
    .filter(({ row, column, value }) => row >= column && value !== 0)
    .sort((a, b) => a.column - b.column || a.row - b.row);
  const quadratic = {
    rows: entries.map(({ row }) => row),
    columns: entries.map(({ column }) => column),
    values: entries.map(({ value }) => value),
  };
  // Of (x - p)' M (x - p) >= 0, where x and p lie within the bounds, and of the gradient at p.
  const error = 4 * remainder + 4 * gamma(2 * n + 8) * form.over(form.entries);
  return { quadratic, error };
}
