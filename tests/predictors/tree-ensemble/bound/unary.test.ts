import { expect, test } from "vitest";
import { Random } from "../../../../src/numeric/random.js";
import { Quantum } from "../../../../src/predictors/tree-ensemble/bound/quantum.js";
import { rootInstance } from "../../../../src/predictors/tree-ensemble/bound/root-instance.js";
import { magnitudeOfTerms, Unary } from "../../../../src/predictors/tree-ensemble/bound/unary.js";
import { linearTerm, type UnivariateTerm } from "../../../../src/predictors/tree-ensemble/bound/univariate-term.js";
import { weightedLeaves } from "../../../../src/predictors/tree-ensemble/bound/weighted-leaves.js";
import { cellsOf, cornersOfCells, randomBox, randomTrees } from "./random-trees.js";

test("terms over cells are whole units, and below the term wherever the cell meets the box", () => {
  for (let seed = 0; seed < 100; seed++) {
    const random = new Random(seed);
    const features = 1 + random.below(3);
    const trees = randomTrees(random, { features, trees: 4, depth: 3 });
    const cells = cellsOf(trees);
    const box = randomBox(random, features);
    const terms: (UnivariateTerm | null)[] = Array.from({ length: features }, () =>
      random.uniform() < 0.7 ? linearTerm(5 * random.normal()) : null,
    );
    const quantum = new Quantum(100 + magnitudeOfTerms(terms, box));
    const root = rootInstance(trees, cells, weightedLeaves(trees, Float64Array.of(1)), quantum, box);
    const unary = new Unary(cells, quantum, terms).over(root, box);
    if (unary === null) {
      expect(terms.every((term) => term === null)).toBe(true);
      continue;
    }
    expect(unary.every(Number.isInteger)).toBe(true);
    cornersOfCells(cells, box).forEach((points, j) => {
      for (const x of points) {
        const c = root.cellStart[j] + cells.cellOf(j, x) - cells.cellOf(j, box.lower[j]);
        const value = terms[j]?.evaluate(x) ?? 0;
        expect(unary[c] * quantum.size).toBeLessThanOrEqual(value);
        if (terms[j] === null) expect(unary[c]).toBe(0);
      }
    });
  }
});

test("the magnitude covers the terms over the box", () => {
  const box = { lower: Float64Array.of(-2, 1), upper: Float64Array.of(3, 4) };
  expect(magnitudeOfTerms([linearTerm(2), null], box)).toBeGreaterThanOrEqual(6);
  expect(magnitudeOfTerms([linearTerm(-2), linearTerm(3)], box)).toBeGreaterThanOrEqual(18);
  expect(magnitudeOfTerms([null, null], box)).toBe(0);
});
