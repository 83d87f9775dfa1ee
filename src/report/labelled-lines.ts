/** Two columns, "label  value", indented by two; a value of several lines stays in its column. */
export function labelledLines(rows: readonly (readonly [label: string, value: string])[]): string {
  const width = Math.max(0, ...rows.map(([label]) => label.length));
  const indent = `\n${" ".repeat(width + 4)}`;
  return rows.map(([label, value]) => `  ${label.padEnd(width)}  ${value.split("\n").join(indent)}\n`).join("");
}
