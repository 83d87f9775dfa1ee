import { describe, expect, test } from "vitest";
import { checkRows, cloud, dataOf, fitted, insideCount, problemWith } from "./domain-check.js";

const rows = cloud(60, 2, 3);

describe("radial", () => {
  interface Stored {
    readonly offset: number[];
    readonly factor: number[];
    readonly points: number[];
    readonly weights: number[];
    readonly threshold: number;
  }
  const stored = fitted("one-class-svm", dataOf(rows), { coverage: 0.9, gamma: 8 }) as Stored;
  const problem = problemWith("one-class-svm", stored, 2);

  test("the row is the sum of kernels relative to the threshold", () => {
    checkRows(problem, (x) => {
      const z = x.map((value, j) => (value - stored.offset[j]) * stored.factor[j]);
      const sum = stored.weights.reduce((total, weight, i) => {
        const square = z.reduce((s, v, j) => s + (v - stored.points[2 * i + j]) ** 2, 0);
        return total + weight * Math.exp(-0.5 * square);
      }, 0);
      return [sum / stored.threshold];
    });
  });

  test("weights sum to nu N, and that share may lie outside", () => {
    expect(stored.weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(6, 9);
    expect(insideCount(problem, rows)).toBeGreaterThanOrEqual(54);
    expect(problem.violation(Float64Array.of(3, 3))).toBeGreaterThan(0.5);
  });

  test("with full coverage all data are inside", () => {
    const all = problemWith("one-class-svm", fitted("one-class-svm", dataOf(rows), { coverage: 1 }), 2);
    expect(insideCount(all, rows)).toBe(60);
  });
});

test("linear: a half-space", () => {
  const stored = fitted("one-class-svm", dataOf(rows), { coverage: 0.9, kernel: "linear" }) as {
    readonly offset: number[];
    readonly factor: number[];
    readonly normal: number[];
    readonly threshold: number;
  };
  const problem = problemWith("one-class-svm", stored, 2);
  checkRows(problem, (x) => [
    x.reduce((sum, value, j) => sum + stored.normal[j] * (value - stored.offset[j]) * stored.factor[j], 0),
  ]);
  expect(insideCount(problem, rows)).toBeGreaterThanOrEqual(54);
  expect(problem.violation(Float64Array.of(-3, -3))).toBeGreaterThan(0);
});

test("duplicates, a constant column and collinear points", () => {
  const line = Array.from({ length: 12 }, (_, i) => [i / 12, i / 6, 1]).flatMap((row) => [row, row]);
  const problem = problemWith("one-class-svm", fitted("one-class-svm", dataOf(line), { coverage: 1 }), 3);
  expect(insideCount(problem, line)).toBe(24);
  expect(problem.violation(Float64Array.of(0.5, 2, 1))).toBeGreaterThan(0.1);
});

test("refusals", () => {
  expect(() => fitted("one-class-svm", dataOf(rows), { coverage: 1, kernel: "poly" })).toThrow(
    /kernel: "poly" is unknown/,
  );
  const stored = { kernel: "rbf", offset: [0], factor: [1], points: [1, 2], weights: [1], threshold: 1 };
  expect(() => problemWith("one-class-svm", stored, 1)).toThrow(/weights: 1 of 2 support vectors/);
  const half = { kernel: "linear", offset: [0], factor: [1], normal: [1, 2], threshold: 1 };
  expect(() => problemWith("one-class-svm", half, 1)).toThrow(/normal: 2 numbers for 1 inputs/);
});
