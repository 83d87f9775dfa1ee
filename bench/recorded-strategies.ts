/**
 * Mean milliseconds of an online answer by problem, of the fastest learner, in a table that bench/strategies.ts printed: its columns "problem" and
 * "online ms".
 */
export function onlineMilliseconds(markdown: string): Map<string, number> {
  const fastest = new Map<string, number>();
  let columns: readonly string[] = [];
  for (const line of markdown.split("\n")) {
    if (!line.startsWith("|")) continue;
    const cells = line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim());
    if (cells.includes("online ms")) columns = cells;
    const [problem, time] = [cells[columns.indexOf("problem")], Number(cells[columns.indexOf("online ms")])];
    // The lines of the head give NaN.
    if (problem !== undefined && time > 0) fastest.set(problem, Math.min(time, fastest.get(problem) ?? time));
  }
  return fastest;
}
