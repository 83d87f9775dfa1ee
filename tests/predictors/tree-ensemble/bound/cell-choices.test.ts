import { expect, test } from "vitest";
import { Random } from "../../../../src/numeric/random.js";
import { CellChoices } from "../../../../src/predictors/tree-ensemble/bound/cell-choices.js";
import { linearTerm } from "../../../../src/predictors/tree-ensemble/bound/univariate-term.js";
import { cellsOf, randomBox, randomTrees } from "./random-trees.js";

test("each cell's point lies in the cell and the box, is whole where it must be, and is the best of the cell's whole numbers", () => {
  for (let seed = 0; seed < 200; seed++) {
    const random = new Random(seed);
    const features = 1 + random.below(3);
    const cells = cellsOf(randomTrees(random, { features, trees: 4, depth: 3 }));
    const isInteger = random.uniform() < 0.5 ? Uint8Array.from({ length: features }, () => random.below(2)) : null;
    const slopes = Array.from({ length: features }, () => (random.uniform() < 0.5 ? 0 : random.normal()));
    const terms = slopes.map((slope) => (slope === 0 ? null : linearTerm(slope)));
    const choices = new CellChoices(cells, terms, isInteger);
    const { lower, upper } = randomBox(random, features);
    for (let j = 0; j < features; j++) {
      const { points, values } = choices.over(j, lower[j], upper[j]);
      points.forEach((x, c) => {
        const cell = cells.cellOf(j, lower[j]) + c;
        const low = Math.max(lower[j], cells.firstPoint(j, cell));
        const high = Math.min(upper[j], cells.lastPoint(j, cell));
        const isWhole = isInteger?.[j] === 1;
        const hasNone = isWhole && Math.ceil(low) > Math.floor(high);
        expect(Number.isNaN(x)).toBe(hasNone);
        expect(Number.isNaN(values[c])).toBe(hasNone);
        if (hasNone) return;
        expect(low <= x && x <= high).toBe(true);
        if (isWhole) expect(Number.isInteger(x)).toBe(true);
        expect(values[c]).toBe(choices.valueAt(j, x));
        for (const other of isWhole ? [Math.ceil(low), Math.floor(high)] : [low, high]) {
          expect(values[c]).toBeLessThanOrEqual(choices.valueAt(j, other));
        }
      });
    }
  }
});
