import { readFileSync, statSync } from "node:fs";
import papaparse from "papaparse";
import { InputError, ProblemList, quote } from "./input-error.js";

const MAX_BYTES = 512 * 2 ** 20;
const MOST_COMPLAINTS = 10;

/** A table of numbers with named columns. */
export interface DataTable {
  readonly columns: readonly string[];
  readonly rows: number;
  /** Row-major, rows x columns. */
  readonly values: Float64Array;
}

/**
 * A CSV file whose first line names the columns and whose other entries are finite numbers.
 * @throws InputError naming line and column of what is not a number, a line of another length, a name that occurs twice, an empty file
 */
export function readDataTable(path: string): DataTable {
  const { data, errors } = papaparse.parse<string[]>(textOf(path).trimEnd(), { skipEmptyLines: false });
  const failure = errors.find((error) => error.type === "Quotes");
  if (failure !== undefined) throw new InputError(`${path}: line ${(failure.row ?? 0) + 1}: ${failure.message}`);
  const [header, ...lines] = data;
  const columns = (header ?? []).map((name) => name.trim());
  if (columns.length === 0 || (columns.length === 1 && columns[0] === "")) {
    throw new InputError(`${path}: the file is empty; its first line names the columns`);
  }
  const problems = new ProblemList();
  checkNames(path, columns, problems);
  if (lines.length === 0) problems.add(`${path}: no rows below the names of the columns`);
  const values = new Float64Array(lines.length * columns.length);
  let complaints = 0;
  lines.forEach((cells, r) => {
    if (cells.length !== columns.length) {
      if (++complaints <= MOST_COMPLAINTS)
        problems.add(
          `${path}: line ${r + 2} has ${cells.length} entries, the first line names ${columns.length} columns`,
        );
      return;
    }
    cells.forEach((cell, c) => {
      const value = cell.trim() === "" ? Number.NaN : Number(cell);
      values[r * columns.length + c] = value;
      if (Number.isFinite(value) || ++complaints > MOST_COMPLAINTS) return;
      const found = cell.trim() === "" ? "the entry is empty" : `${quote(cell)} is not a finite number`;
      problems.add(`${path}: line ${r + 2}, column ${quote(columns[c])}: ${found}`);
    });
  });
  if (complaints > MOST_COMPLAINTS)
    problems.add(`${path}: and ${complaints - MOST_COMPLAINTS} more entries of that kind`);
  problems.throwIfAny();
  return { columns, rows: lines.length, values };
}

/**
 * The named columns as a matrix, rows x names.length, row-major.
 * @throws InputError naming the columns that the table does not have
 */
export function columnsOf(table: DataTable, names: readonly string[], path: string): Float64Array {
  const places = names.map((name) => table.columns.indexOf(name));
  const missing = names.filter((_, k) => places[k] < 0);
  if (missing.length > 0) {
    throw new InputError(
      `${path}: there is no column ${missing.map(quote).join(", ")}; the columns are ${table.columns.map(quote).join(", ")}`,
    );
  }
  const out = new Float64Array(table.rows * names.length);
  for (let r = 0; r < table.rows; r++) {
    places.forEach((place, k) => {
      out[r * names.length + k] = table.values[r * table.columns.length + place];
    });
  }
  return out;
}

function checkNames(path: string, columns: readonly string[], problems: ProblemList): void {
  columns.forEach((name, c) => {
    if (name === "") problems.add(`${path}: line 1: column ${c + 1} has no name`);
    else if (columns.indexOf(name) < c) problems.add(`${path}: line 1: the name ${quote(name)} occurs twice`);
    else if (Number.isFinite(Number(name))) {
      problems.add(`${path}: line 1: ${quote(name)} is a number where a column's name is expected`);
    }
  });
}

function textOf(path: string): string {
  try {
    const { size } = statSync(path);
    if (size > MAX_BYTES) throw new InputError(`${path}: ${size} bytes; tables up to ${MAX_BYTES} bytes are read`);
    return new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(path));
  } catch (error) {
    if (error instanceof InputError) throw error;
    if (error instanceof TypeError) throw new InputError(`${path}: not a text file (UTF-8)`);
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") throw new InputError(`${path}: there is no such file`);
    if (code === "EISDIR") throw new InputError(`${path}: a folder, not a file`);
    throw new InputError(`${path}: cannot be read (${code ?? quote(String(error))})`);
  }
}
