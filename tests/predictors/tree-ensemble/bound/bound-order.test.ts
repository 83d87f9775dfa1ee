import { describe, expect, test } from "vitest";
import { TreeEnsembleBounder } from "../../../../src/bounds/tree-ensemble-bounder.js";
import { copyBox, isWithin } from "../../../../src/numeric/box.js";
import { Random } from "../../../../src/numeric/random.js";
import { coarseTrees } from "../../../../src/predictors/tree-ensemble/bound/coarse-trees.js";
import { EnsembleBound, type EnsembleMethod } from "../../../../src/predictors/tree-ensemble/bound/ensemble-bound.js";
import { linearTerm } from "../../../../src/predictors/tree-ensemble/bound/univariate-term.js";
import { weightedLeaves } from "../../../../src/predictors/tree-ensemble/bound/weighted-leaves.js";
import { boxesInAnyOrder } from "../../../conformance/predictors/boxes-in-any-order.js";
import { ExactTrees } from "./exact-trees.js";
import { bestOfCells, cellsOf, combinations, cornersOfCells, randomBox, randomTrees } from "./random-trees.js";

/** A bounder with everything that a search may give it: terms, integers, a coarse ensemble before, an ensemble that it remembers. */
function randomCase(random: Random, method: EnsembleMethod) {
  const features = 1 + random.below(3);
  const aggregate = random.below(3) === 0 ? "average" : "sum";
  const trees = randomTrees(random, { features, trees: 2 + random.below(10), depth: 3, outputs: 1, aggregate });
  const weights = Float64Array.of([1, -1, random.normal()][random.below(3)]);
  const slopes = random.below(2) === 0 ? Float64Array.from({ length: features }, () => 20 * random.normal()) : null;
  const isInteger = random.below(3) === 0 ? Uint8Array.from({ length: features }, () => random.below(2)) : null;
  const whole = randomBox(random, features, isInteger);
  const terms = slopes && Array.from(slopes, linearTerm);
  const leaves = weightedLeaves(trees, weights);
  const cells = cellsOf(trees);
  const other = new EnsembleBound(trees, weights, { method: "messages", cells });
  other.run(whole, Number.POSITIVE_INFINITY, null);
  const remembered = random.below(2) === 0 ? other.remember() : null;
  const ensemble = new EnsembleBound(trees, weights, { method, terms, isInteger, cells, remembered });
  const shallow = coarseTrees(trees, leaves, { depth: 2 });
  const coarse = new EnsembleBound(shallow.trees, weights, { method, terms, isInteger, leaves: shallow.leaves, cells });
  const bounder = new TreeEnsembleBounder(ensemble, random.below(2) === 0 ? coarse : null);
  return { bounder, whole, cells, slopes, isInteger, exact: new ExactTrees(trees, weights, slopes) };
}

describe.each(["minima", "slices", "messages"] as const)("bounds by %s", (method) => {
  test("of boxes in any order, from what is known of any box around them, with a cutoff that falls: no point is lost or better", () => {
    let cut = 0;
    for (let seed = 0; seed < 150; seed++) {
      const random = new Random(seed);
      const { bounder, whole, cells, slopes, isInteger, exact } = randomCase(random, method);
      const known: { box: ReturnType<typeof copyBox>; knowledge: NonNullable<ReturnType<typeof bounder.knowledge>> }[] =
        [];
      let cutoff = Number.POSITIVE_INFINITY;
      for (const box of boxesInAnyOrder(random, whole, 40)) {
        const around = known.filter(({ box: outer }) => isWithin(box, outer));
        const outer = around.length > 0 && random.below(3) > 0 ? around[random.below(around.length)] : null;
        const left = copyBox(box);
        const bound = bounder.bound(left, cutoff, outer?.knowledge ?? null);
        const choices = isInteger === null ? cornersOfCells(cells, box) : bestOfCells(cells, box, slopes, isInteger);
        for (const x of combinations(choices)) {
          const point = Float64Array.from(x);
          const isKept = isWithin({ lower: point, upper: point }, left);
          if (!isKept) cut++;
          const proved = isKept && bound < cutoff ? bound : cutoff;
          if (proved === Number.NEGATIVE_INFINITY) continue;
          const isWrong = proved === Number.POSITIVE_INFINITY || exact.at(x) < exact.of(proved);
          if (isWrong) expect({ seed, x, proved }).toEqual("a point that is worse");
          if (random.below(200) === 0) cutoff = Math.min(cutoff, exact.toNumber(exact.at(x)) + 1e-3);
        }
        const knowledge = bounder.knowledge();
        if (bound < cutoff && knowledge !== null) known.push({ box: left, knowledge });
      }
    }
    expect(cut).toBeGreaterThan(method === "messages" ? 100 : -1);
  });
});

test("a cell without an integer within the first box may have one in the next", () => {
  const trees = {
    features: 1,
    outputs: 1,
    roots: Int32Array.of(0),
    feature: Int32Array.of(0, -1, -1),
    threshold: Float64Array.of(-0.5, 0, 0),
    left: Int32Array.of(1, -1, -1),
    right: Int32Array.of(2, -1, -1),
    values: Float64Array.of(0, 1, 2),
    base: Float64Array.of(0),
    aggregate: "sum",
  } as const;
  const options = { method: "messages", isInteger: Uint8Array.of(1) } as const;
  const bound = new EnsembleBound(trees, Float64Array.of(1), options);
  const over = (low: number, high: number) =>
    bound.run({ lower: Float64Array.of(low), upper: Float64Array.of(high) }, Number.POSITIVE_INFINITY, null);
  expect(over(-0.75, 1)).toBe(2);
  expect(over(-1, 1)).toBe(1);
});
