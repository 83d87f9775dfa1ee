import { describe, expect, test } from "vitest";
import { box } from "../../../src/numeric/box.js";
import { Random } from "../../../src/numeric/random.js";
import { ConstrainedMultistart } from "../../../src/search/incumbent/constrained-multistart.js";
import { Incumbent } from "../../../src/search/incumbent/incumbent.js";
import { type ConstrainedObjective, violationOf } from "../../../src/search/incumbent/objective.js";
import { contradictoryRows, himmelblauInDisc, mixedInteger, objectiveOf } from "../constrained.js";

const CONTINUOUS = { isInteger: null, feasibilityTolerance: 1e-6 };

test("what it offers satisfies the rows and lies in the box, the same for the same seed", () => {
  const [first, second] = [1, 1].map((seed) => {
    const incumbent = new Incumbent(2);
    new ConstrainedMultistart(himmelblauInDisc.objective, new Random(seed), CONTINUOUS).start(
      himmelblauInDisc.root,
      incumbent,
    );
    return incumbent;
  });
  expect(first).toEqual(second);
  const values = new Float64Array(2);
  himmelblauInDisc.objective.evaluateAll(first.x, values);
  expect(violationOf(himmelblauInDisc.objective, values)).toBeLessThanOrEqual(1e-6);
  expect(first.value).toBe(values[0]);
  expect(first.value).toBeCloseTo(67.1397, 3);
});

test("nothing is offered where no point satisfies the rows", () => {
  const incumbent = new Incumbent(2);
  new ConstrainedMultistart(contradictoryRows.objective, new Random(1), CONTINUOUS).start(
    contradictoryRows.root,
    incumbent,
  );
  expect(incumbent.exists).toBe(false);
});

test("the first 30 nodes are visited, then every hundredth", () => {
  let evaluations = 0;
  const counted: ConstrainedObjective = {
    ...himmelblauInDisc.objective,
    evaluateAll(x, values) {
      evaluations++;
      himmelblauInDisc.objective.evaluateAll(x, values);
    },
  };
  const finder = new ConstrainedMultistart(counted, new Random(1), CONTINUOUS);
  const incumbent = new Incumbent(2);
  finder.start(himmelblauInDisc.root, incumbent);
  const visited = [0, 29, 30, 40, 99, 100, 150, 200].filter((visits) => {
    evaluations = 0;
    finder.visit(Float64Array.of(1, 0.5), visits, incumbent);
    return evaluations > 0;
  });
  expect(visited).toEqual([0, 29, 100, 200]);
});

test("where a model is piecewise constant, searches within nodes find what those in the whole box cannot", () => {
  // x >= 0.7 by a step, whose gradient is zero: from 0.2 nothing says where to go.
  const step: ConstrainedObjective = {
    variables: 1,
    rows: { count: 1, lower: Float64Array.of(1), upper: Float64Array.of(Number.POSITIVE_INFINITY) },
    evaluate: (x) => x[0],
    gradient: (_x, out) => out.fill(1),
    evaluateAll(x, values) {
      values[0] = x[0];
      values[1] = x[0] >= 0.7 ? 1 : 0;
    },
    gradientOf: (_x, weights, out) => out.fill(weights[0]),
  };
  const visit = (local: ConstrainedObjective | null) => {
    const incumbent = new Incumbent(1);
    const finder = new ConstrainedMultistart(step, new Random(1), { ...CONTINUOUS, local });
    finder.start(box([0], [1]), new Incumbent(1));
    finder.visit(Float64Array.of(0.2), 10, incumbent, Float64Array.of(0.75, 1));
    return incumbent.value;
  };
  expect(visit(step)).toBeCloseTo(0.75, 6);
  expect(visit(null)).toBe(Number.POSITIVE_INFINITY);
});

describe("integers", () => {
  test("a rounded point is completed by the continuous variables and by single moves", () => {
    const incumbent = new Incumbent(3);
    const isInteger = mixedInteger.isInteger as Uint8Array;
    const finder = new ConstrainedMultistart(mixedInteger.objective, new Random(1), {
      isInteger,
      feasibilityTolerance: 1e-6,
    });
    finder.start(box([-3, -3, -3], [3, 4, 2]), incumbent);
    // The best choice is k = 2, l = -1 and x = 1.25.
    expect([incumbent.x[1], incumbent.x[2]]).toEqual([2, -1]);
    expect(incumbent.x[0]).toBeCloseTo(1.25, 4);
  });

  test("a knapsack whose rounded point is too heavy", () => {
    const weights = [5, 4, 3, 6, 7];
    const worth = [10, 7.5, 4, 13, 13];
    const sum = (x: Float64Array, by: number[]): number => by.reduce((total, value, j) => total + value * x[j], 0);
    const knapsack = objectiveOf(5, [[0, 12]], (x) => [-sum(x, worth), sum(x, weights)]);
    const incumbent = new Incumbent(5);
    new ConstrainedMultistart(knapsack, new Random(1), {
      isInteger: new Uint8Array(5).fill(1),
      feasibilityTolerance: 0,
    }).start(box(new Float64Array(5), new Float64Array(5).fill(1)), incumbent);
    expect(incumbent.exists).toBe(true);
    expect(sum(incumbent.x, weights)).toBeLessThanOrEqual(12);
    for (const value of incumbent.x) expect([0, 1]).toContain(value);
    expect(incumbent.value).toBeLessThanOrEqual(-20);
  });
});
