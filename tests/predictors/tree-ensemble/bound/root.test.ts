import { expect, test } from "vitest";
import { Random } from "../../../../src/numeric/random.js";
import { Root } from "../../../../src/predictors/tree-ensemble/bound/root.js";
import { linearTerm } from "../../../../src/predictors/tree-ensemble/bound/univariate-term.js";
import { weightedLeaves } from "../../../../src/predictors/tree-ensemble/bound/weighted-leaves.js";
import { cellsOf, randomBox, randomTrees } from "./random-trees.js";

function randomRoot(random: Random): Root {
  const features = 1 + random.below(3);
  const trees = randomTrees(random, { features, trees: 1 + random.below(5), depth: 3 });
  const terms = Array.from({ length: features }, () => linearTerm(random.normal()));
  return new Root(trees, cellsOf(trees), weightedLeaves(trees, Float64Array.of(1)), terms, randomBox(random, features));
}

test("what was remembered is taken over only where it proves no less than no messages", () => {
  for (let seed = 0; seed < 100; seed++) {
    const random = new Random(seed);
    const [one, other] = [randomRoot(random), randomRoot(random)];
    const without = one.messages.load(one.instance);
    other.instance.message.forEach((_, q, message) => {
      message[q] = Math.round(10 ** random.below(14) * random.normal());
    });
    one.takeOver({
      instance: other.instance,
      cells: cellsOf(randomTrees(random, { features: 3, trees: 9, depth: 3 })),
      unit: 1e-9,
    });
    expect(one.messages.load(one.instance)).toBeGreaterThanOrEqual(without);
    expect(one.messages.isExact).toBe(true);
  }
});

test("the unit is fine enough that sums of leaves and terms are exact", () => {
  const { instance, quantum, unary, box } = randomRoot(new Random(7));
  expect(instance.value.every(Number.isInteger)).toBe(true);
  expect(Math.log2(quantum.size)).toBe(Math.round(Math.log2(quantum.size)));
  expect(quantum.magnitude / quantum.size).toBeLessThan(2 ** 48);
  expect(unary.over(instance, box)?.every(Number.isInteger)).toBe(true);
});
