import { expect, test } from "vitest";
import { sparseMatrix } from "../../../src/numeric/matrix.js";
import { convexityDefect } from "../../../src/strategy/program/convexity.js";

const matrix = (a: number, b: number, c: number) =>
  sparseMatrix(2, [
    [
      [0, a],
      [1, b],
    ],
    [
      [0, b],
      [1, c],
    ],
  ]);

test("definite and singular matrices have a tiny defect, diagonal ones none", () => {
  expect(convexityDefect(matrix(2, 1, 2))).toBeLessThan(1e-12);
  // x^2 + 2xy + y^2: the smallest eigenvalue is 0.
  expect(convexityDefect(matrix(1, 1, 1))).toBeLessThan(1e-12);
  expect(convexityDefect(matrix(1, 0, 0))).toBe(0);
});

test("indefinite ones are refused", () => {
  expect(convexityDefect(matrix(1, 2, 1))).toBeNull();
  expect(convexityDefect(matrix(1, 0, -1))).toBeNull();
});

test("the defect covers a slightly negative eigenvalue", () => {
  // Eigenvalues 2 and -1e-13.
  const defect = convexityDefect(matrix(1, 1 + 1e-13, 1)) as number;
  expect(defect).toBeGreaterThan(1e-13);
});
