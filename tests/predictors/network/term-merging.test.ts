import { expect, test } from "vitest";
import { denseMatrix, sparseMatrix } from "../../../src/numeric/matrix.js";
import { mergedTerms } from "../../../src/predictors/network/term-merging.js";

test("what cancels exactly vanishes, and other sources stay", () => {
  const plus = { source: 1, matrix: sparseMatrix(2, [[[0, 1]], [[1, 1]]]) };
  const minus = { source: 1, matrix: sparseMatrix(2, [[[0, -1]], [[0, -1]]]) };
  const other = { source: 2, matrix: sparseMatrix(1, [[[0, 3]], []]) };
  expect(mergedTerms([plus, other, minus])).toEqual([
    {
      source: 1,
      matrix: sparseMatrix(2, [
        [],
        [
          [0, -1],
          [1, 1],
        ],
      ]),
    },
    other,
  ]);
});

test("sums that round stay apart", () => {
  const terms = [0.1, 0.2].map((w) => ({ source: 0, matrix: denseMatrix(1, 1, Float64Array.of(w)) }));
  expect(mergedTerms(terms)).toEqual(terms);
});
