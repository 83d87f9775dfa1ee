import { expect, test } from "vitest";
import { checkRows, cloud, dataOf, fitted, insideCount, problemWith } from "./domain-check.js";

interface Stored {
  readonly offset: number[];
  readonly factor: number[];
  readonly points: number[];
  readonly threshold: number;
}

const rows = cloud(50, 2, 8);

test.each([undefined, 20])("the row is the density relative to the threshold, gamma %s", (gamma) => {
  const stored = fitted("kde", dataOf(rows), { coverage: 0.9, gamma }) as Stored;
  const problem = problemWith("kde", stored, 2);
  checkRows(problem, (x) => {
    const z = x.map((value, j) => (value - stored.offset[j]) * stored.factor[j]);
    const sum = rows.reduce((total, row) => {
      const square = row.reduce((s, v, j) => s + ((v - stored.offset[j]) * stored.factor[j] - z[j]) ** 2, 0);
      return total + Math.exp(-0.5 * square);
    }, 0);
    return [sum / rows.length / stored.threshold];
  });
  expect(insideCount(problem, rows)).toBe(45);
});

test("the bandwidth is Scott's", () => {
  const two = dataOf([[0], [1]]);
  const { factor } = fitted("kde", two, { coverage: 1 }) as Stored;
  expect(1 / factor[0]).toBeCloseTo(0.5 * 2 ** (-1 / 5), 12);
});

test("duplicates, a constant column and collinear points", () => {
  const line = Array.from({ length: 8 }, (_, i) => [i / 8, i / 4, 1]).flatMap((row) => [row, row]);
  const problem = problemWith("kde", fitted("kde", dataOf(line), { coverage: 1 }), 3);
  expect(insideCount(problem, line)).toBe(16);
});

test("refusals", () => {
  const stored = { offset: [0], factor: [1], points: [1], threshold: 0 };
  expect(() => problemWith("kde", stored, 1)).toThrow(/parameters\.threshold/);
  expect(() => problemWith("kde", { ...stored, threshold: 1, points: [] }, 1)).toThrow(/parameters\.points/);
});
