import { expect, test } from "vitest";
import { box } from "../../../src/numeric/box.js";
import { Random } from "../../../src/numeric/random.js";
import { Incumbent } from "../../../src/search/incumbent/incumbent.js";
import { Multistart } from "../../../src/search/incumbent/multistart.js";
import { CAMEL_MINIMUM, sixHumpCamel } from "../analytic.js";

test("the best point only gets better, and NaN and infinities never count", () => {
  const incumbent = new Incumbent(1);
  expect(incumbent.exists).toBe(false);
  const offers = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 3, 4, 3, 2];
  expect(offers.map((value) => incumbent.offer(Float64Array.of(value), value))).toEqual([
    ...[false, false, false, true, false, false, true],
  ]);
  expect([incumbent.value, incumbent.x[0]]).toEqual([2, 2]);
});

test("ten starts find the camel's minimum, the same for the same seed, inside the box", () => {
  const found = [5, 5, 6].map((seed) => {
    const incumbent = new Incumbent(2);
    new Multistart(sixHumpCamel.objective, new Random(seed)).start(sixHumpCamel.root, incumbent);
    return incumbent;
  });
  for (const { value } of found) expect(value).toBeCloseTo(CAMEL_MINIMUM, 6);
  expect(found[0]).toEqual(found[1]);
  const incumbent = new Incumbent(2);
  new Multistart(sixHumpCamel.objective, new Random(1)).start(box([0.5, -1], [1, 0.5]), incumbent);
  expect(incumbent.x[0]).toBeGreaterThanOrEqual(0.5);
  expect(incumbent.x[1]).toBeLessThanOrEqual(0.5);
});

test("only some nodes are visited", () => {
  let evaluations = 0;
  const counted = {
    ...sixHumpCamel.objective,
    evaluate(x: Float64Array) {
      evaluations++;
      return sixHumpCamel.objective.evaluate(x);
    },
  };
  const finder = new Multistart(counted, new Random(1));
  const incumbent = new Incumbent(2);
  finder.start(sixHumpCamel.root, incumbent);
  const visited = [0, 29, 30, 39, 40, 60].filter((visits) => {
    evaluations = 0;
    finder.visit(Float64Array.of(1, 0.5), visits, incumbent);
    return evaluations > 0;
  });
  expect(visited).toEqual([0, 29, 40, 60]);
});
