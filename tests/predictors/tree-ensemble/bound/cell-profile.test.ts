import { expect, test } from "vitest";
import { Random } from "../../../../src/numeric/random.js";
import { CellProfile } from "../../../../src/predictors/tree-ensemble/bound/cell-profile.js";
import { weightedLeaves } from "../../../../src/predictors/tree-ensemble/bound/weighted-leaves.js";
import { TreeEnsemble } from "../../../../src/predictors/tree-ensemble/tree-ensemble.js";
import { cellsOf, randomTrees } from "./random-trees.js";

test("profiles along and across features are the ensemble's values", () => {
  const random = new Random(3);
  const trees = randomTrees(random, { features: 3, trees: 12, depth: 4, outputs: 2, aggregate: "average" });
  const cells = cellsOf(trees);
  const weights = Float64Array.of(2, -0.5);
  const profile = new CellProfile(trees, cells, weightedLeaves(trees, weights));
  const model = new TreeEnsemble(trees);
  const y = new Float64Array(2);
  const valueAt = (at: ArrayLike<number>) => {
    const x = Float64Array.from(at, (c, j) => cells.pointIn(j, c, -9, 9));
    model.evaluate(x, y);
    return weights[0] * y[0] + weights[1] * y[1];
  };
  for (let round = 0; round < 20; round++) {
    const at = Int32Array.from({ length: 3 }, (_, j) => random.below(cells.count(j)));
    expect(profile.evaluate(at)).toBeCloseTo(valueAt(at), 9);
    for (let j = 0; j < 3; j++) {
      profile.along(at, j);
      for (let c = 0; c < cells.count(j); c++) expect(profile.values[c]).toBeCloseTo(valueAt(at.with(j, c)), 9);
    }
    profile.across(at, 0, 2);
    for (let a = 0; a < cells.count(0); a++) {
      for (let b = 0; b < cells.count(2); b++) {
        expect(profile.values[a * profile.width + b]).toBeCloseTo(valueAt(at.with(0, a).with(2, b)), 9);
      }
    }
  }
});
