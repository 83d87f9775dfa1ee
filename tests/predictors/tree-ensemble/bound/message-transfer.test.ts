import { expect, test } from "vitest";
import { Random } from "../../../../src/numeric/random.js";
import { EnsembleBound } from "../../../../src/predictors/tree-ensemble/bound/ensemble-bound.js";
import { transferMessages } from "../../../../src/predictors/tree-ensemble/bound/message-transfer.js";
import { ExactTrees, least } from "./exact-trees.js";
import { randomRoot } from "./instance-values.js";
import { bestOfCells, cellsOf, combinations, randomBox, randomTrees } from "./random-trees.js";

const ONE = Float64Array.of(1);
const HIGH = Number.POSITIVE_INFINITY;

test("the same ensemble gets its own messages back, in other units too", () => {
  for (let seed = 0; seed < 60; seed++) {
    const random = new Random(seed);
    const features = 1 + random.below(3);
    const trees = randomTrees(random, { features, trees: 5, depth: 3 });
    const cells = cellsOf(trees);
    const bound = new EnsembleBound(trees, ONE, { method: "minima" });
    bound.run(randomBox(random, features), HIGH, null);
    const { instance } = bound;
    if (instance === null) continue;
    for (let q = 0; q < instance.message.length; q++) instance.message[q] = random.below(1000);
    const copy = { ...instance, message: new Float64Array(instance.message.length) };
    transferMessages({ instance, cells, unit: 1 }, { instance: copy, cells, unit: 0.5 });
    expect(copy.message).toEqual(instance.message.map((own) => 2 * own));
  }
});

test("whatever is remembered, bounds hold; of the same ensemble it proves at once what had been proved", () => {
  for (let seed = 0; seed < 150; seed++) {
    const random = new Random(seed);
    const features = 1 + random.below(3);
    const box = randomBox(random, features);
    const [before, after] = [0, 1].map(() => randomTrees(random, { features, trees: 2 + random.below(5), depth: 3 }));
    const first = new EnsembleBound(before, ONE, { method: "messages" });
    const lower = first.run(box, HIGH, null);
    const remembered = first.remember();
    const again = new EnsembleBound(before, ONE, { method: "messages", remembered });
    expect(again.run(box, HIGH, null)).toBeGreaterThanOrEqual(lower - 1e-9 * Math.abs(lower));
    const other = new EnsembleBound(after, ONE, { method: "messages", remembered });
    const bound = other.run(box, HIGH, null);
    const exact = new ExactTrees(after, ONE);
    const truth = least(
      Array.from(combinations(bestOfCells(cellsOf(after), box, null, null)), (x) => exact.at(x)),
    ) as bigint;
    expect(exact.of(bound) <= truth).toBe(true);
  }
});

test("trees and features without a counterpart get zeros", () => {
  const instance = randomRoot(new Random(5));
  const cells = cellsOf(randomTrees(new Random(5), { features: instance.cellStart.length - 1, trees: 1, depth: 2 }));
  const none = { ...instance, tree: instance.tree.map((t) => t + 1000) };
  const copy = { ...instance, message: new Float64Array(instance.message.length).fill(7) };
  transferMessages({ instance: none, cells, unit: 1 }, { instance: copy, cells, unit: 1 });
  expect(copy.message.every((message) => message === 0)).toBe(true);
});
