import { expect, test } from "vitest";
import { oneSidedRows } from "../../src/bounds/rows.js";

test("each finite end is a row of its own; an equality is two", () => {
  const infinity = Number.POSITIVE_INFINITY;
  const rows = { lower: Float64Array.of(-infinity, 1, 2, -infinity), upper: Float64Array.of(3, infinity, 2, infinity) };
  expect(oneSidedRows(rows)).toEqual([
    { output: 1, sign: 1, limit: 3 },
    { output: 2, sign: -1, limit: -1 },
    { output: 3, sign: 1, limit: 2 },
    { output: 3, sign: -1, limit: -2 },
  ]);
});
