import { describe, expect, test } from "vitest";
import { labelledLines } from "../../src/report/labelled-lines.js";
import { count, exact, precise, rough, seconds } from "../../src/report/numbers.js";
import { progressRow } from "../../src/report/progress-csv.js";
import { progressLine } from "../../src/report/progress-line.js";
import { resultJson } from "../../src/report/result-json.js";
import { resultTable } from "../../src/report/result-table.js";
import type { Result } from "../../src/search/result.js";

const result: Result = {
  surety: 1,
  instance: "name",
  engine: "reduced",
  status: "time-limit",
  promise: "bounded",
  sense: "maximize",
  objective: 1.5,
  bound: 1.6000000000000003,
  gap: { absolute: 0.1, relative: 0.0667 },
  x: { k: 1, x: Array.from({ length: 30 }, (_, j) => j) },
  violation: 0,
  nodes: 12345,
  seconds: 2,
  rootBound: Number.POSITIVE_INFINITY,
  options: {
    absoluteGap: 1e-9,
    relativeGap: 1e-4,
    timeLimit: 2,
    nodeLimit: Number.POSITIVE_INFINITY,
    memoryLimit: 2 ** 30,
    feasibilityTolerance: 1e-6,
    bounds: "auto",
    branching: "widest",
    seed: 1,
    startingPoints: [],
  },
};

describe("the table of a result", () => {
  const table = resultTable(result, { objective: 1.55, from: "a paper" });

  test("names status, promise and sense, and prints the bound unrounded", () => {
    expect(table).toMatch(/^name: time-limit, bounded\n/);
    expect(table).toMatch(/^ {2}maximum +1\.5$/m);
    expect(table).toMatch(/^ {2}upper bound +1\.6000000000000003$/m);
    expect(table).toMatch(/^ {2}root bound +\+infinity$/m);
    expect(table).toMatch(/^ {2}known +1\.55 \(a paper\)$/m);
    expect(table).toMatch(/^ {2}nodes +12 345 in 2\.000 s, 6 173 nodes\/s$/m);
  });

  test("cuts long vectors", () => {
    expect(table).toMatch(/x = \[0, 1, .*, 19, and 10 more; all with --json\]/);
  });

  test("says that nothing was found", () => {
    const nothing = resultTable(
      { ...result, objective: null, x: null, sense: "minimize", bound: Number.NEGATIVE_INFINITY },
      null,
    );
    expect(nothing).toMatch(/minimum +none found/);
    expect(nothing).toMatch(/lower bound +-infinity/);
    expect(nothing).not.toContain("known");
  });
});

test("JSON has null where a number is infinite", () => {
  expect(JSON.parse(resultJson(result))).toMatchObject({
    rootBound: null,
    bound: 1.6000000000000003,
    options: { nodeLimit: null },
  });
});

test("progress on a line and in a log", () => {
  const progress = { nodes: 1000, openNodes: 10, bound: -2, incumbent: -1.5, seconds: 0.5 };
  expect(progressLine(progress)).toBe("0.500 s  1 000 nodes (10 open)  bound -2  best -1.5  gap 0.333  2 000 nodes/s");
  expect(progressRow(progress)).toBe("0.5,1000,10,-2,-1.5\n");
  expect(progressRow({ ...progress, bound: Number.NEGATIVE_INFINITY })).toBe("0.5,1000,10,,-1.5\n");
});

test("numbers for people", () => {
  expect([seconds(0.01234), seconds(123.456)]).toEqual(["0.012 s", "123.5 s"]);
  expect([rough(0), rough(1.23456), rough(1e-5), rough(3e8), rough(Number.POSITIVE_INFINITY)]).toEqual([
    "0",
    "1.23",
    "1.0e-5",
    "3.0e+8",
    "infinite",
  ]);
  expect([precise(1 / 3), precise(Number.NEGATIVE_INFINITY), exact(1 / 3)]).toEqual([
    "0.3333333333",
    "-infinity",
    "0.3333333333333333",
  ]);
  expect([count(5), count(1234567)]).toEqual(["5", "1 234 567"]);
});

test("labels in a column", () => {
  expect(
    labelledLines([
      ["a", "1"],
      ["long", "2\n3"],
    ]),
  ).toBe("  a     1\n  long  2\n        3\n");
});
