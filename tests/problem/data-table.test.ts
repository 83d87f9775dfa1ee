import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { columnsOf, readDataTable } from "../../src/problem/data-table.js";

const folder = mkdtempSync(join(tmpdir(), "surety-"));
afterAll(() => rmSync(folder, { recursive: true }));

function file(text: string | Uint8Array): string {
  const path = join(folder, "data.csv");
  writeFileSync(path, text);
  return path;
}

test("a table with names, quotes, blanks and Windows line ends is read", () => {
  const table = readDataTable(file('x0,"x 1",y\r\n1,2.5,-3e2\r\n0.1, 4 ,5\r\n'));
  expect(table).toEqual({ columns: ["x0", "x 1", "y"], rows: 2, values: Float64Array.of(1, 2.5, -300, 0.1, 4, 5) });
  expect(Array.from(columnsOf(table, ["y", "x0"], "data.csv"))).toEqual([-300, 1, 5, 0.1]);
  expect(() => columnsOf(table, ["z"], "data.csv")).toThrow('data.csv: there is no column "z"; the columns are "x0"');
});

test.each([
  ["a,b\n1,\n", /line 2, column "b": the entry is empty/],
  ["a,b\n1,red\n", /line 2, column "b": "red" is not a finite number/],
  ["a,b\n1,1e999\n", /line 2, column "b": "1e999" is not a finite number/],
  ["a,b\n1,2\n3\n", /line 3 has 1 entries, the first line names 2 columns/],
  ["a,b\n", /no rows below the names/],
  ["", /the file is empty/],
  ["a,a\n1,2\n", /the name "a" occurs twice/],
  ["a,\n1,2\n", /column 2 has no name/],
  ["1,2\n3,4\n", /"1" is a number where a column's name is expected/],
  [Uint8Array.of(0xff, 0xfe, 0xfd), /not a text file/],
])("%j is refused", (text, message) => {
  expect(() => readDataTable(file(text))).toThrow(message);
});

test("many wrong entries are counted, not all listed", () => {
  const text = `a\n${"x\n".repeat(30)}`;
  expect(() => readDataTable(file(text))).toThrow(/and 20 more entries of that kind/);
  expect(() => readDataTable(join(folder, "none.csv"))).toThrow(/none\.csv: there is no such file/);
});
