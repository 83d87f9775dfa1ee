import { expect, test } from "vitest";
import { type Box, copyBox, isWithin } from "../../../../src/numeric/box.js";
import { Random } from "../../../../src/numeric/random.js";
import { EnsembleBound } from "../../../../src/predictors/tree-ensemble/bound/ensemble-bound.js";
import { EnsembleMinorant } from "../../../../src/predictors/tree-ensemble/bound/ensemble-minorant.js";
import type { EnsembleInstance } from "../../../../src/predictors/tree-ensemble/bound/instance.js";
import { ExactTrees } from "./exact-trees.js";
import { cellsOf, combinations, cornersOfCells, randomBox, randomTrees } from "./random-trees.js";

/** Parts of a box as a search over inputs behind other layers asks for them: in any order, some a rounding or a cell too large. */
function* partsInAnyOrder(random: Random, whole: Box, count: number): Generator<Box> {
  const open = [whole];
  for (let k = 0; k < count; k++) {
    const box = open.splice(random.below(open.length), 1)[0] ?? whole;
    yield box;
    const j = random.below(box.lower.length);
    const halves = [copyBox(box), copyBox(box)];
    const excess = [0, 1e-12, 0.4][random.below(3)];
    halves[0].upper[j] = random.between(box.lower[j], box.upper[j]) + excess;
    halves[1].lower[j] = halves[0].upper[j] - 2 * excess;
    open.push(...halves);
  }
}

test("minorants of parts in any order, some a little outside of all before, are not above the ensemble, in exact arithmetic", () => {
  for (let seed = 0; seed < 40; seed++) {
    const random = new Random(seed);
    const features = 1 + random.below(3);
    const trees = randomTrees(random, { features, trees: 4 + random.below(12), depth: 3 });
    const minorant = new EnsembleMinorant(trees);
    const cells = cellsOf(trees);
    const out = { constant: 0, linear: new Float64Array(features) };
    for (const box of partsInAnyOrder(random, randomBox(random, features), 40)) {
      const weights = Float64Array.of(random.uniform() < 0.5 ? 1 : -1);
      minorant.over(box, weights, null, out);
      const difference = new ExactTrees(
        trees,
        weights,
        out.linear.map((slope) => -slope),
      );
      const constant = difference.of(out.constant);
      const least = new ExactTrees(trees, weights, null);
      const bound = least.of(minorant.least(box, weights, new Float64Array(features)));
      for (const x of combinations(cornersOfCells(cells, box))) {
        if (difference.at(x) < constant) expect({ seed, x }).toEqual("above the minorant");
        if (least.at(x) < bound) expect({ seed, x }).toEqual("above the bound");
      }
    }
  }
});

test("bounds of parts from instances of a root that is not there any more hold", () => {
  for (let seed = 0; seed < 40; seed++) {
    const random = new Random(seed);
    const features = 1 + random.below(3);
    const trees = randomTrees(random, { features, trees: 4 + random.below(12), depth: 3 });
    const bound = new EnsembleBound(trees, Float64Array.of(1), { method: "messages" });
    const cells = cellsOf(trees);
    const exact = new ExactTrees(trees, Float64Array.of(1), null);
    const made: { box: Box; instance: EnsembleInstance }[] = [];
    for (const box of partsInAnyOrder(random, randomBox(random, features), 40)) {
      const around = made.filter(({ box: outer }) => isWithin(box, outer));
      const outer = around.length > 0 ? around[random.below(around.length)].instance : null;
      const lower = exact.of(bound.run(box, Number.POSITIVE_INFINITY, outer));
      for (const x of combinations(cornersOfCells(cells, box))) {
        if (exact.at(x) < lower) expect({ seed, x }).toEqual("above the bound");
      }
      if (bound.instance !== null) made.push({ box: copyBox(box), instance: bound.instance });
    }
  }
});
