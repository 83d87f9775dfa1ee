/** Cells of one row; a number is printed with four significant digits, null as a dash. */
export type Row = readonly (string | number | null)[];

function cell(value: string | number | null): string {
  if (value === null) return "–";
  if (typeof value === "string") return value.replaceAll("|", "\\|").replaceAll("\n", " ");
  if (Number.isInteger(value)) return String(value);
  if (Math.abs(value) >= 1e-3 && Math.abs(value) < 1e6) return String(Number(value.toPrecision(4)));
  return value.toExponential(2);
}

/** A Markdown table. */
export function table(head: readonly string[], rows: readonly Row[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map((row) => line(row.map(cell)))].join("\n");
}
