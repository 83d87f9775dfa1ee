import { expect, test } from "vitest";
import { Random } from "../../../src/numeric/random.js";
import { TreeEnsemble } from "../../../src/predictors/tree-ensemble/tree-ensemble.js";
import { Problem } from "../../../src/problem/problem.js";
import type { IncumbentFinder } from "../../../src/search/incumbent/finder.js";
import { Incumbent } from "../../../src/search/incumbent/incumbent.js";
import { objectiveOf } from "../../../src/search/incumbent/network-objective.js";
import { withStepDescent } from "../../../src/search/incumbent/step-descent.js";
import { stepPlaces } from "../../../src/search/incumbent/step-places.js";
import { minimizationNetwork, rowsOf } from "../../../src/search/solve.js";
import { combinations, randomTrees } from "../../predictors/tree-ensemble/bound/random-trees.js";

const TOLERANCE = 1e-9;
const none: IncumbentFinder = { start() {}, visit() {}, polish() {} };

/** Trees as objective and in a row, a linear row, and an integer variable behind a scaling. */
function randomProblem(random: Random): Problem {
  const trees = () =>
    new TreeEnsemble(randomTrees(random, { features: 3, trees: 8, depth: 3, outputs: 1, decades: 1 }));
  return new Problem({
    models: { f: trees(), g: trees() },
    variables: [
      { name: "x", size: 2, lower: -1.2, upper: 1.2 },
      { name: "k", lower: 0, upper: 5, integer: true },
    ],
    minimize: "f(x[0], x[1], 0.4*k - 1)",
    subjectTo: ["x[0] + 2*x[1] + k <= 2", "g(x[0], x[1], 0.4*k - 1) <= 2"],
  });
}

function finderOf(problem: Problem, inner: IncumbentFinder, random: Random) {
  const network = minimizationNetwork(problem);
  const objective = objectiveOf(network, rowsOf(problem));
  const options = { isInteger: problem.isInteger, feasibilityTolerance: TOLERANCE };
  return { network, finder: withStepDescent(inner, network, objective, random, options) };
}

test("finds the best of all places at which trees change in nearly all small problems, and only feasible points", () => {
  let best = 0;
  let solvable = 0;
  for (let seed = 0; seed < 40; seed++) {
    const random = new Random(seed);
    const problem = randomProblem(random);
    const { network, finder } = finderOf(problem, none, random);
    const incumbent = new Incumbent(problem.size);
    finder.start(problem.box, incumbent);
    let least = Number.POSITIVE_INFINITY;
    for (const x of combinations(stepPlaces(network, problem.box, problem.isInteger).map((own) => [...own]))) {
      const point = Float64Array.from(x);
      if (problem.violation(point) <= TOLERANCE) least = Math.min(least, problem.evaluate(point));
    }
    if (least === Number.POSITIVE_INFINITY) continue;
    solvable++;
    if (!incumbent.exists) continue;
    expect(problem.violation(incumbent.x)).toBeLessThanOrEqual(TOLERANCE);
    expect(incumbent.value).toBe(problem.evaluate(incumbent.x));
    if (incumbent.value <= least + 1e-12) best++;
  }
  expect(solvable).toBeGreaterThan(20);
  expect(best).toBeGreaterThan(0.8 * solvable);
});

test("places are on either side of every threshold, whole numbers beside them for integers, and the ends of the box", () => {
  const trees = {
    features: 2,
    outputs: 1,
    roots: Int32Array.of(0, 3),
    feature: Int32Array.of(0, -1, -1, 1, -1, -1),
    threshold: Float64Array.of(0.25, 0, 0, 0.5, 0, 0),
    left: Int32Array.of(1, -1, -1, 4, -1, -1),
    right: Int32Array.of(2, -1, -1, 5, -1, -1),
    values: Float64Array.of(0, 1, 2, 0, 1, 2),
    base: Float64Array.of(0),
    aggregate: "sum",
  } as const;
  const problem = new Problem({
    models: { f: new TreeEnsemble(trees) },
    variables: [
      { name: "x", lower: 0, upper: 1 },
      { name: "k", lower: 0, upper: 9, integer: true },
    ],
    minimize: "f(x, 0.2*k)",
  });
  const [x, k] = stepPlaces(minimizationNetwork(problem), problem.box, problem.isInteger);
  expect(x.length).toBe(4);
  expect([x[0], x[1], x[3]]).toEqual([0, 0.25, 1]);
  expect(x[2]).toBeGreaterThan(0.25);
  expect(x[2]).toBeLessThan(0.2500001);
  expect(Array.from(k)).toEqual([0, 2, 3, 9]);
});

test("problems with other models keep the finder that they have", () => {
  const problem = new Problem({
    variables: [{ name: "x", lower: 0, upper: 1 }],
    minimize: "x^2",
    subjectTo: ["x >= 0.5"],
  });
  expect(finderOf(problem, none, new Random(1)).finder).toBe(none);
});
