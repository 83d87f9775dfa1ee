import { expect, test } from "vitest";
import { Random } from "../../src/numeric/random.js";
import { instance } from "../../src/strategy/program/parametric-program.js";
import { strategyAt, strategyCodes, strategyKey } from "../../src/strategy/strategy.js";
import { randomProgram } from "./random-programs.js";

const program = randomProgram(new Random(1), { integers: 1 });
const data = instance(program, new Float64Array(2));

test("tight sides, bounds and whole numbers are read off a point; infinite sides are never tight", () => {
  const point = Float64Array.of(2, 0, 3, 1.5, 1, 1);
  data.rowUpper[0] = 1e9;
  const { rows, columns, integers } = strategyAt(program, data, program.lower, program.upper, point);
  expect([...columns]).toEqual([0, -1, 1, 0, 0, 0]);
  expect([...integers]).toEqual([2]);
  expect(rows[0]).toBe(0);
});

test("keys tell strategies apart", () => {
  const strategy = (row: number, column: number, value: number) => ({
    rows: Int8Array.of(0, row),
    columns: Int8Array.of(column),
    integers: Float64Array.of(value),
  });
  const all = [strategy(0, 0, 1), strategy(1, 0, 1), strategy(-1, 0, 1), strategy(0, 1, 1), strategy(0, 0, 2)];
  expect(new Set(all.map(strategyKey)).size).toBe(all.length);
  expect(strategyKey(strategy(1, 0, 1))).toBe(strategyKey(strategy(1, 0, 1)));
});

test("codes tell strategies apart by the facts that they do not share", () => {
  const strategy = (rows: number[], columns: number[], integers: number[]) => ({
    rows: Int8Array.from(rows),
    columns: Int8Array.from(columns),
    integers: Float64Array.from(integers),
  });
  // Two facts that are independent, one of them in two places, and what all share.
  const four = [0, 1].flatMap((a) => [0, 1].map((b) => strategy([1, a, 0], [b, -b], [3])));
  expect(strategyCodes(four)?.map((code) => [...code])).toEqual([
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ]);
  // As many facts as strategies say no more than their names.
  expect(strategyCodes([strategy([0], [], []), strategy([1], [], [])])?.map((code) => [...code])).toEqual([[0], [1]]);
  expect(strategyCodes([0, 1, 2].map((k) => strategy([], [], [k])))).toBeUndefined();
  expect(strategyCodes([strategy([0], [1], [])])).toBeUndefined();
  expect(strategyCodes([])).toBeUndefined();
});
