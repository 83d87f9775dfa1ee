import { expect, test } from "vitest";
import { Random } from "../../../../src/numeric/random.js";
import { up } from "../../../../src/numeric/rounding.js";
import { float64Below } from "../../../../src/predictors/tree-ensemble/cut.js";
import { cellsOf, randomTrees } from "./random-trees.js";

const cells = cellsOf(randomTrees(new Random(5), { features: 2, trees: 6, depth: 4 }));

test("cells meet without a number between them or in two of them", () => {
  for (let j = 0; j < 2; j++) {
    expect(cells.count(j)).toBeGreaterThan(3);
    for (let c = 0; c < cells.count(j); c++) {
      if (c > 0) {
        expect(cells.cellOf(j, cells.firstPoint(j, c))).toBe(c);
        expect(float64Below(cells.firstPoint(j, c))).toBe(cells.lastPoint(j, c - 1));
      }
      if (c + 1 < cells.count(j)) expect(cells.cellOf(j, cells.lastPoint(j, c))).toBe(c);
    }
    expect(cells.firstPoint(j, 0)).toBe(Number.NEGATIVE_INFINITY);
    expect(cells.lastPoint(j, cells.count(j) - 1)).toBe(Number.POSITIVE_INFINITY);
  }
});

test("points lie in their cell and in the box, and are float32 numbers where there is one", () => {
  const random = new Random(6);
  for (let round = 0; round < 200; round++) {
    const j = random.below(2);
    const lower = random.between(-1.5, 1.5);
    const upper = random.between(lower, 1.5);
    for (let c = cells.cellOf(j, lower); c <= cells.cellOf(j, upper); c++) {
      const x = cells.pointIn(j, c, lower, upper);
      expect(cells.cellOf(j, x)).toBe(c);
      expect(lower <= x && x <= upper).toBe(true);
      if (upper - lower > 1e-3 && cells.lastPoint(j, c) - Math.max(lower, cells.firstPoint(j, c)) > 1e-3) {
        expect(Math.fround(x)).toBe(x);
      }
      const integer = cells.integerIn(j, c, lower, upper);
      if (!Number.isNaN(integer)) expect(cells.cellOf(j, integer)).toBe(c);
    }
  }
  const x = 0.123456789;
  expect(cells.pointIn(0, cells.cellOf(0, x), x, up(x))).toBeGreaterThanOrEqual(x);
});
