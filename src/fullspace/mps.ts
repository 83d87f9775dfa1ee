import type { MilpModel } from "./milp-model.js";
import { exactNumber, fileNames } from "./names.js";

/**
 * The model as free-format MPS, every number with all its digits; CBC takes short names for fixed columns where the word FREE is missing. The objective's constant is the negative right-hand side
 * of the objective row, as CPLEX, HiGHS, SCIP, CBC and Gurobi read it. A quadratic objective is x' Q x / 2 with the lower triangle of
 * Q in the section QUADOBJ, as those of them read it that take one.
 * @param constantAs "column": the constant is the cost of one more column, the last, which is fixed at 1; glpsol reads a side otherwise
 */
export function mpsText(model: MilpModel, constantAs: "side" | "column" = "side"): string {
  const { constant } = model.objective;
  const columns = fileNames(model.columnNames, "c");
  let one = "constant";
  while (columns.includes(one)) one += "_";
  const rows = fileNames(model.rowNames, "r");
  const lines = [`NAME ${fileNames([model.name], "model")[0]} FREE`, "ROWS", " N objective"];
  rows.forEach((name, r) => {
    lines.push(` ${kindOf(model.rowLower[r], model.rowUpper[r])} ${name}`);
  });
  lines.push("COLUMNS", ...columnLines(model, columns, rows));
  if (constantAs === "column") lines.push(` ${one} objective ${exactNumber(constant)}`);
  lines.push("RHS");
  if (constantAs === "side" && constant !== 0) lines.push(` rhs objective ${exactNumber(-constant)}`);
  rows.forEach((name, r) => {
    const side = kindOf(model.rowLower[r], model.rowUpper[r]) === "G" ? model.rowLower[r] : model.rowUpper[r];
    if (Number.isFinite(side) && side !== 0) lines.push(` rhs ${name} ${exactNumber(side)}`);
  });
  lines.push(...rangeLines(model, rows), "BOUNDS", ...boundLines(model, columns));
  if (constantAs === "column") lines.push(` FX bnd ${one} 1`);
  lines.push(...quadraticLines(model, columns), "ENDATA", "");
  return lines.join("\n");
}

function kindOf(lower: number, upper: number): "E" | "L" | "G" | "N" {
  if (lower === upper) return "E";
  if (Number.isFinite(upper)) return "L";
  return Number.isFinite(lower) ? "G" : "N";
}

/**
 * A row with two sides is its upper side and a range below it; the range is rounded, so the row is wider by an ulp where the
 * difference is no float64.
 */
function rangeLines(model: MilpModel, rows: readonly string[]): string[] {
  const lines: string[] = [];
  rows.forEach((name, r) => {
    const [lower, upper] = [model.rowLower[r], model.rowUpper[r]];
    if (lower === upper || !Number.isFinite(lower) || !Number.isFinite(upper)) return;
    let range = upper - lower;
    while (upper - range > lower) range *= 1 + 2 ** -52;
    lines.push(` rng ${name} ${exactNumber(range)}`);
  });
  return lines.length === 0 ? [] : ["RANGES", ...lines];
}

function columnLines(model: MilpModel, columns: readonly string[], rows: readonly string[]): string[] {
  const entries: string[][] = columns.map(() => []);
  model.objectiveCosts().forEach((cost, c) => {
    if (cost !== 0) entries[c].push(` ${columns[c]} objective ${exactNumber(cost)}`);
  });
  for (let r = 0; r < model.rows; r++) {
    for (let e = model.starts[r]; e < model.starts[r + 1]; e++) {
      const column = model.indices[e];
      entries[column].push(` ${columns[column]} ${rows[r]} ${exactNumber(model.values[e])}`);
    }
  }
  const lines: string[] = [];
  let isInside = false;
  entries.forEach((list, c) => {
    if (model.isInteger[c] !== isInside) {
      isInside = model.isInteger[c];
      lines.push(` marker${c} 'MARKER' '${isInside ? "INTORG" : "INTEND"}'`);
    }
    // A column without entries has to be named once.
    lines.push(...(list.length > 0 ? list : [` ${columns[c]} objective 0`]));
  });
  if (isInside) lines.push(" markerend 'MARKER' 'INTEND'");
  return lines;
}

function boundLines(model: MilpModel, columns: readonly string[]): string[] {
  return columns.flatMap((name, c) => {
    const [lower, upper] = [model.columnLower[c], model.columnUpper[c]];
    if (lower === upper) return [` FX bnd ${name} ${exactNumber(lower)}`];
    const low = Number.isFinite(lower) ? ` LO bnd ${name} ${exactNumber(lower)}` : ` MI bnd ${name}`;
    const high = Number.isFinite(upper) ? ` UP bnd ${name} ${exactNumber(upper)}` : ` PL bnd ${name}`;
    return [low, high];
  });
}

function quadraticLines({ quadratic }: MilpModel, names: readonly string[]): string[] {
  if (quadratic === null) return [];
  const { rows, columns, values } = quadratic;
  return ["QUADOBJ", ...values.map((value, e) => ` ${names[columns[e]]} ${names[rows[e]]} ${exactNumber(value)}`)];
}
