import { describe, expect, test } from "vitest";
import { Random } from "../../../src/numeric/random.js";
import { Incumbent } from "../../../src/search/incumbent/incumbent.js";
import { SeededMultistart } from "../../../src/search/incumbent/seeded-multistart.js";

/** A narrow well at `place` in a plain that is flat to 1e-300. */
function well(place: readonly number[], width: number) {
  const depth = (x: Float64Array) => {
    const t = place.reduce((sum, p, j) => sum + ((x[j] - p) / width) ** 2, 0);
    return -Math.exp(-t);
  };
  return {
    variables: place.length,
    evaluate: depth,
    gradient(x: Float64Array, out: Float64Array) {
      for (let j = 0; j < out.length; j++) out[j] = (-2 * depth(x) * (x[j] - place[j])) / width ** 2;
    },
  };
}

const root = { lower: Float64Array.of(-1, -1), upper: Float64Array.of(1, 1) };

describe("a narrow well in a plain", () => {
  test("is found from a seed near it", () => {
    const objective = well([0.31, -0.42], 0.02);
    const finder = new SeededMultistart(objective, objective, new Random(1), [Float64Array.of(0.33, -0.4)]);
    const incumbent = new Incumbent(2);
    finder.start(root, incumbent);
    expect(incumbent.value).toBeLessThan(-0.999);
    expect(incumbent.x[0]).toBeCloseTo(0.31, 3);
  });

  test("is found from a node's candidate, and polished", () => {
    const objective = well([0.9, 0.9], 0.01);
    const finder = new SeededMultistart(objective, objective, new Random(1), []);
    const incumbent = new Incumbent(2);
    finder.start(root, incumbent);
    finder.visit(Float64Array.of(0.905, 0.897), 0, incumbent);
    finder.polish(incumbent);
    expect(incumbent.value).toBeLessThan(-0.999);
  });
});

test("what is offered is the objective's value, not the estimate", () => {
  const estimate = well([0, 0], 0.5);
  const objective = { ...estimate, evaluate: (x: Float64Array) => estimate.evaluate(x) + 7 };
  const finder = new SeededMultistart(objective, estimate, new Random(2), []);
  const incumbent = new Incumbent(2);
  finder.start(root, incumbent);
  expect(incumbent.value).toBeCloseTo(6, 6);
});
