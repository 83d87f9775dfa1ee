import { describe, expect, test } from "vitest";
import { Random } from "../../../src/numeric/random.js";
import { accuracy, type Sample } from "../../../src/strategy/learners/classifier.js";
import { classifierFrom, learnerNamed, learners } from "../../../src/strategy/learners/table.js";
import { depthOf, leafCount, TreeClassifier } from "../../../src/strategy/learners/tree.js";
import { lossOf, searchedTree } from "../../../src/strategy/learners/tree-search.js";
import { tuned } from "../../../src/strategy/learners/tuning.js";

function sampleOf(random: Random, classOf: (theta: Float64Array) => number, classes: number, count = 300): Sample {
  const inputs = Array.from({ length: count }, () => Float64Array.from({ length: 4 }, () => random.between(-3, 5)));
  return { dimension: 4, classes, inputs, labels: Int32Array.from(inputs, classOf) };
}

const byBox = (theta: Float64Array): number => (theta[1] < 1 ? 0 : theta[3] < 2 ? 1 : 2);
const byPlane = (theta: Float64Array): number => (theta[0] + theta[2] < 2 ? 0 : 1);

describe.each(learners.map(({ name }) => name))("%s", (name) => {
  const learner = learnerNamed(name);
  const random = new Random(1);
  const { classifier, accuracy: heldOut } = tuned(learner, sampleOf(random, byBox, 3), 1, learner.grid.slice(0, 1));

  test("learns boxes", () => {
    expect(heldOut).toBeGreaterThan(0.85);
    expect(accuracy(classifier, sampleOf(random, byBox, 3))).toBeGreaterThan(0.9);
  });

  test("comes back from JSON the same", () => {
    const json = JSON.parse(JSON.stringify(classifier.toJson()));
    const again = classifierFrom(json);
    const [before, after] = [new Float64Array(3), new Float64Array(3)];
    for (const theta of sampleOf(random, byBox, 3, 20).inputs) {
      classifier.scores(theta, before);
      again.scores(theta, after);
      expect(after).toEqual(before);
    }
  });

  test("takes a sample of one class, and of one draw", () => {
    const single = { dimension: 1, classes: 1, inputs: [Float64Array.of(2)], labels: new Int32Array(1) };
    expect(accuracy(tuned(learner, single, 1, learner.grid.slice(0, 1)).classifier, single)).toBe(1);
  });

  test("a damaged file is refused", () => {
    const json = classifier.toJson();
    const broken = JSON.parse(JSON.stringify(json).replace(/-?\d+\.\d+/, "null"));
    expect(() => classifierFrom(broken)).toThrow(/not a finite number/);
  });
});

test("hyperplanes need one split where axis-parallel trees need many", () => {
  const sample = sampleOf(new Random(2), byPlane, 2);
  const settings = { depth: 3, minBucket: 1, price: 1e-3, restarts: 2 };
  const axis = searchedTree(sample, settings, false, new Random(3));
  const plane = searchedTree(sample, settings, true, new Random(3));
  expect(lossOf(plane, sample, 1e-3)).toBeLessThan(lossOf(axis, sample, 1e-3));
  expect(leafCount(plane)).toBeLessThanOrEqual(leafCount(axis));
  expect(accuracy(new TreeClassifier("oct-h", plane, 2), sample)).toBeGreaterThan(0.97);
});

test("trees keep their depth", () => {
  const sample = sampleOf(new Random(4), byPlane, 2);
  const settings = { depth: 2, minBucket: 5, price: 0, restarts: 0 };
  expect(depthOf(searchedTree(sample, settings, false, new Random(1)))).toBeLessThanOrEqual(2);
});

test("learners are found by name only", () => {
  expect(() => learnerNamed("forest")).toThrow(
    /there is no learner "forest"; there are oct, oct-h, network, boosted-trees/,
  );
});
