import type { MilpModel } from "./milp-model.js";
import { exactNumber, fileNames } from "./names.js";

/** Lines of an LP file stay short of the 255 characters that some readers stop at. */
const TERMS_PER_LINE = 4;

/** The model in CPLEX's LP format, every number with all its digits. */
export function lpText(model: MilpModel): string {
  const columns = fileNames(model.columnNames, "c");
  const rows = fileNames(model.rowNames, "r");
  const lines = ["Minimize", ...objectiveLines(model, columns), "Subject To"];
  rows.forEach((name, r) => {
    const terms: string[] = [];
    for (let e = model.starts[r]; e < model.starts[r + 1]; e++) {
      terms.push(term(model.values[e], columns[model.indices[e]]));
    }
    const [lower, upper] = [model.rowLower[r], model.rowUpper[r]];
    if (terms.length === 0) terms.push(term(0, columns[0]));
    if (lower === upper) lines.push(...sumLines(name, terms), ` = ${exactNumber(lower)}`);
    else {
      if (Number.isFinite(upper)) lines.push(...sumLines(name, terms), ` <= ${exactNumber(upper)}`);
      if (Number.isFinite(lower)) lines.push(...sumLines(`${name}_low`, terms), ` >= ${exactNumber(lower)}`);
    }
  });
  lines.push("Bounds", ...columns.map((name, c) => boundLine(name, model.columnLower[c], model.columnUpper[c])));
  const integers = columns.filter((_, c) => model.isInteger[c]);
  if (integers.length > 0) lines.push("Generals", ...integers.map((name) => ` ${name}`));
  lines.push("End", "");
  return lines.join("\n");
}

/** Every column is named here, in order, because readers number the columns as they meet them. */
function objectiveLines(model: MilpModel, columns: readonly string[]): string[] {
  const terms = Array.from(model.objectiveCosts(), (cost, c) => term(cost, columns[c]));
  const { constant } = model.objective;
  if (constant !== 0) terms.push(`${constant < 0 ? "-" : "+"} ${exactNumber(Math.abs(constant))}`);
  return [...sumLines("objective", terms), ...quadraticLines(model, columns)];
}

/** [ x' Q x ] / 2, in which an entry beside the diagonal counts twice. */
function quadraticLines({ quadratic }: MilpModel, names: readonly string[]): string[] {
  if (quadratic === null) return [];
  const { rows, columns, values } = quadratic;
  const terms = values.map((value, e) => {
    const [row, column] = [names[rows[e]], names[columns[e]]];
    return row === column ? term(value, `${row} ^2`) : term(2 * value, `${column} * ${row}`);
  });
  return ["  + [", ...grouped(terms), "  ] / 2"];
}

function term(coefficient: number, column: string): string {
  return `${coefficient < 0 ? "-" : "+"} ${exactNumber(Math.abs(coefficient))} ${column}`;
}

function sumLines(name: string, terms: readonly string[]): string[] {
  return [` ${name}:`, ...grouped(terms)];
}

function grouped(terms: readonly string[]): string[] {
  const lines: string[] = [];
  for (let t = 0; t < terms.length; t += TERMS_PER_LINE)
    lines.push(`  ${terms.slice(t, t + TERMS_PER_LINE).join(" ")}`);
  return lines;
}

function boundLine(name: string, lower: number, upper: number): string {
  const low = Number.isFinite(lower) ? exactNumber(lower) : "-inf";
  const high = Number.isFinite(upper) ? exactNumber(upper) : "+inf";
  if (low === "-inf" && high === "+inf") return ` ${name} free`;
  return ` ${low} <= ${name} <= ${high}`;
}
