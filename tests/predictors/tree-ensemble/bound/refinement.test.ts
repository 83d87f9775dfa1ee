import { expect, test } from "vitest";
import { Random } from "../../../../src/numeric/random.js";
import { EnsembleBound } from "../../../../src/predictors/tree-ensemble/bound/ensemble-bound.js";
import { refinedBounds } from "../../../../src/predictors/tree-ensemble/bound/refinement.js";
import { ExactTrees, least } from "./exact-trees.js";
import { bestOfCells, cellsOf, combinations, randomBox, randomTrees } from "./random-trees.js";

test("bounds do not fall from step to step, none is above the minimum, and the last is that of the ensemble itself", () => {
  for (let seed = 0; seed < 150; seed++) {
    const random = new Random(seed);
    const features = 1 + random.below(3);
    const outputs = 1 + random.below(2);
    const trees = randomTrees(random, { features, trees: 6, depth: 4, outputs });
    const weights = Float64Array.from({ length: outputs }, () => random.normal());
    const box = randomBox(random, features);
    const exact = new ExactTrees(trees, weights);
    const truth = least(
      Array.from(combinations(bestOfCells(cellsOf(trees), box, null, null)), (x) => exact.at(x)),
    ) as bigint;
    const steps =
      random.uniform() < 0.5 ? [{ depth: 0 }, { depth: 1 }, { depth: 2 }, {}] : [{ trees: 0 }, { trees: 3 }, {}];
    const bounds = [...refinedBounds(trees, weights, box, steps)];
    bounds.forEach((bound, k) => {
      expect(exact.of(bound) <= truth).toBe(true);
      if (k > 0) expect(bound).toBeGreaterThanOrEqual(bounds[k - 1]);
    });
    const minima = new EnsembleBound(trees, weights, { method: "minima" }).run(box, Number.POSITIVE_INFINITY, null);
    expect(bounds[bounds.length - 1]).toBeGreaterThanOrEqual(minima - 1e-9 * Math.abs(minima));
  }
});
