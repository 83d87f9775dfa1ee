import { describe, expect, test } from "vitest";
import { type Box, copyBox, isWithin } from "../../../src/numeric/box.js";
import { Random } from "../../../src/numeric/random.js";
import { EnsembleBound } from "../../../src/predictors/tree-ensemble/bound/ensemble-bound.js";
import { linearTerm } from "../../../src/predictors/tree-ensemble/bound/univariate-term.js";
import { NearestBounder } from "../../../src/search/nearest/nearest-bounder.js";
import { type NearestDefinition, NearestDistance } from "../../../src/search/nearest/nearest-distance.js";
import { NearestTerm } from "../../../src/search/nearest/nearest-term.js";
import { PointChoice } from "../../../src/search/nearest/point-choice.js";
import { boxesInAnyOrder, pointsIn } from "../../conformance/predictors/boxes-in-any-order.js";
import { treesAt } from "../../conformance/predictors/exact-predictors.js";
import { D, exact } from "../../numeric/exact-decimal.js";
import { randomBox, randomTrees } from "../../predictors/tree-ensemble/bound/random-trees.js";
import { exactPart, randomDistance } from "./random-distance.js";

const POINTS = 5;

/** Trees, a weighted distance, and now and then a linear cost. */
function randomCase(random: Random, sign: 1 | -1) {
  const features = 1 + random.below(3);
  const trees = randomTrees(random, { features, trees: 2 + random.below(10), depth: 3, decades: 1 });
  const definition = randomDistance(random, features, POINTS, sign * random.between(0.3, 4));
  const slopes = random.below(2) === 0 ? null : Float64Array.from({ length: features }, () => random.normal());
  const distance = new NearestDistance(definition, features);
  const choice = new PointChoice(distance);
  const terms = Array.from(
    { length: features },
    (_, v) => new NearestTerm(distance, choice, v, slopes && linearTerm(slopes[v]), false, 1e-3),
  );
  const ensemble = new EnsembleBound(trees, Float64Array.of(1), { method: "messages", terms });
  const bounder = new NearestBounder(ensemble, distance, choice, terms);
  const at = (x: Float64Array) => {
    const [sum] = treesAt(trees, Array.from(x, exact));
    const linear = Array.from(slopes ?? []).reduce(
      (total, slope, j) => total.add(exact(slope).mul(exact(x[j]))),
      new D(0),
    );
    return sum.add(linear).add(nearest(definition, x));
  };
  return { bounder, at, whole: randomBox(random, features) };
}

function nearest(definition: NearestDefinition, x: Float64Array) {
  const costs = Array.from({ length: POINTS }, (_, i) =>
    x.reduce((sum, value, v) => sum.add(exactPart(definition, i, v, exact(value))), new D(0)),
  );
  return definition.weight > 0 ? D.min(...costs) : D.max(...costs);
}

describe.each([
  ["costs", 1],
  ["is rewarded", -1],
] as const)("a distance that %s", (_name, sign) => {
  test("no point is lost or better than the bound of its box, boxes in any order, from what is known of any box around", () => {
    let cut = 0;
    for (let seed = 0; seed < 25; seed++) {
      const random = new Random(seed);
      const { bounder, at, whole } = randomCase(random, sign);
      const known: { box: Box; knowledge: NonNullable<ReturnType<typeof bounder.knowledge>> }[] = [];
      let cutoff = Number.POSITIVE_INFINITY;
      for (const box of boxesInAnyOrder(random, whole, 30)) {
        const around = known.filter(({ box: outer }) => isWithin(box, outer));
        const outer = around.length > 0 && random.below(4) > 0 ? around[random.below(around.length)] : null;
        const left = copyBox(box);
        const bound = bounder.bound(left, cutoff, outer?.knowledge ?? null);
        for (const x of pointsIn(box, random, 8)) {
          const isKept = isWithin({ lower: x, upper: x }, left);
          if (!isKept) cut++;
          const proved = isKept && bound < cutoff ? bound : cutoff;
          if (proved === Number.NEGATIVE_INFINITY) continue;
          const value = at(x);
          const isWrong = proved === Number.POSITIVE_INFINITY || value.lt(exact(proved));
          if (isWrong) expect({ seed, x, value: value.toNumber(), proved }).toEqual("a point that is worse");
          if (random.below(20) === 0) cutoff = Math.min(cutoff, value.toNumber() + 1e-3);
        }
        const knowledge = bounder.knowledge();
        if (bound < cutoff && knowledge !== null) known.push({ box: left, knowledge });
      }
    }
    expect(cut).toBeGreaterThan(30);
  });
});
