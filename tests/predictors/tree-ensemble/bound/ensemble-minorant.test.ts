import { expect, test } from "vitest";
import { Random } from "../../../../src/numeric/random.js";
import { EnsembleMinorant } from "../../../../src/predictors/tree-ensemble/bound/ensemble-minorant.js";
import { ExactTrees } from "./exact-trees.js";
import { cellsOf, combinations, cornersOfCells, randomBox, randomTrees } from "./random-trees.js";

test("is not above the ensemble anywhere, in exact arithmetic, and at least its constant bound at the anchor", () => {
  for (let seed = 0; seed < 250; seed++) {
    const random = new Random(seed);
    const features = 1 + random.below(4);
    const outputs = 1 + random.below(2);
    const aggregate = random.uniform() < 0.3 ? "average" : "sum";
    const trees = randomTrees(random, { features, trees: 1 + random.below(9), depth: 3, outputs, aggregate });
    const minorant = new EnsembleMinorant(trees);
    const cells = cellsOf(trees);
    const out = { constant: 0, linear: new Float64Array(features) };
    let box = randomBox(random, features);
    for (let level = 0; level < 3; level++) {
      const weights = Float64Array.from({ length: outputs }, () => [1, -2.3, random.normal()][random.below(3)]);
      const anchor = random.uniform() < 0.3 ? null : box.lower.map((low, j) => random.between(low, box.upper[j]));
      minorant.over(box, weights, anchor, out);
      const difference = new ExactTrees(
        trees,
        weights,
        out.linear.map((slope) => -slope),
      );
      const constant = difference.of(out.constant);
      for (const x of combinations(cornersOfCells(cells, box))) {
        if (difference.at(x) < constant) expect({ seed, level, x }).toEqual("above the minorant");
      }
      const lower = box.lower.map((low, j) => random.between(low, box.upper[j]));
      box = { lower, upper: box.upper.map((high, j) => random.between(lower[j], high)) };
    }
  }
});

test("least: a bound of the ensemble plus a linear function, above what the affine minorant gives with it", () => {
  let better = 0;
  for (let seed = 0; seed < 200; seed++) {
    const random = new Random(seed);
    const features = 1 + random.below(4);
    const trees = randomTrees(random, { features, trees: 1 + random.below(9), depth: 3, outputs: 1, aggregate: "sum" });
    const minorant = new EnsembleMinorant(trees);
    const cells = cellsOf(trees);
    const out = { constant: 0, linear: new Float64Array(features) };
    const box = randomBox(random, features);
    const weights = Float64Array.of([1, -2.3, random.normal()][random.below(3)]);
    const slopes = Float64Array.from({ length: features }, () => random.normal());
    minorant.over(box, weights, null, out);
    const bound = minorant.least(box, weights, slopes);
    const sum = new ExactTrees(trees, weights, slopes);
    const least = sum.of(bound);
    for (const x of combinations(cornersOfCells(cells, box))) {
      if (sum.at(x) < least) expect({ seed, x }).toEqual("above the bound");
    }
    const affine = out.linear.reduce((total, slope, j) => {
      const together = slope + slopes[j];
      return total + together * (together > 0 ? box.lower[j] : box.upper[j]);
    }, out.constant);
    expect(bound).toBeGreaterThan(affine - 1e-9 * (1 + Math.abs(affine)));
    if (bound > affine + 1e-6) better++;
  }
  expect(better).toBeGreaterThan(50);
});

test("of one tree of one feature is its convex envelope at the anchor", () => {
  const trees = {
    features: 1,
    outputs: 1,
    roots: Int32Array.of(0),
    feature: Int32Array.of(0, -1, 0, -1, -1),
    threshold: Float64Array.of(1, 0, 2, 0, 0),
    left: Int32Array.of(1, -1, 3, -1, -1),
    right: Int32Array.of(2, -1, 4, -1, -1),
    values: Float64Array.of(0, 4, 0, 3, 0),
    base: Float64Array.of(10),
    aggregate: "sum",
  } as const;
  const out = { constant: 0, linear: new Float64Array(1) };
  const minorant = new EnsembleMinorant(trees);
  const box = { lower: Float64Array.of(0), upper: Float64Array.of(3) };
  minorant.over(box, Float64Array.of(2), Float64Array.of(0.5), out);
  // From (0, 8) to (2, 0), plus 20.
  expect(out.linear[0]).toBeCloseTo(-4, 9);
  expect(out.constant).toBeCloseTo(28, 9);
  minorant.over(box, Float64Array.of(2), Float64Array.of(2.5), out);
  expect(out.linear[0]).toBeCloseTo(0, 9);
  expect(out.constant).toBeCloseTo(20, 9);
});
