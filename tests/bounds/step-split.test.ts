import { describe, expect, test } from "vitest";
import { ConstrainedBounder } from "../../src/bounds/constrained-bounder.js";
import { boundingMethods } from "../../src/bounds/table.js";
import { box } from "../../src/numeric/box.js";
import { float64Above } from "../../src/predictors/tree-ensemble/cut.js";
import { TreeEnsemble } from "../../src/predictors/tree-ensemble/tree-ensemble.js";
import { Problem } from "../../src/problem/problem.js";
import { boundedProblem } from "../../src/search/bounded-problem.js";
import { solve } from "../../src/search/solve.js";

/** Stumps: x0 > 1 and x0 > 3 add 5 each, x1 > 2 takes 4 away. */
function stumps(): TreeEnsemble {
  return new TreeEnsemble({
    features: 3,
    outputs: 1,
    roots: Int32Array.of(0, 3, 6),
    feature: Int32Array.of(0, -1, -1, 0, -1, -1, 1, -1, -1),
    threshold: Float64Array.of(1, 0, 0, 3, 0, 0, 2, 0, 0),
    left: Int32Array.of(1, 0, 0, 4, 0, 0, 7, 0, 0),
    right: Int32Array.of(2, 0, 0, 5, 0, 0, 8, 0, 0),
    values: Float64Array.of(0, 0, 5, 0, 0, 5, 0, 0, -4),
    base: Float64Array.of(0),
    aggregate: "sum",
  });
}

function problem(): Problem {
  return new Problem({
    models: { m: stumps() },
    variables: [{ name: "x", size: 2, lower: 0, upper: 4 }],
    minimize: "x[0] + x[1]",
    // The third input is a constant.
    subjectTo: ["m(x[0], x[1], 7) >= 6"],
  });
}

describe("splits of variables that trees read", () => {
  const { network, rows } = boundedProblem(problem(), 1e-6);
  if (rows === undefined) throw new Error("the problem has a row");
  const bounder = new ConstrainedBounder(network, boundingMethods.auto, rows);

  test.each([
    [[0, 0], [4, 4], 0, 2.2, 3],
    [[0, 0], [4, 4], 0, 1.4, 1],
    [[0, 0], [2.5, 4], 0, 2.4, 1],
    [[0, 0], [4, 4], 1, 0.1, 2],
  ])("from %j to %j, variable %i at %f: moved to %f", (lower, upper, variable, point, expected) => {
    const domain = box(lower, upper);
    bounder.bound(domain, Number.POSITIVE_INFINITY);
    const split = { variable, point, above: point };
    bounder.adjustSplit(box(lower, upper), split);
    expect(split.point).toBe(expected);
    expect(split.above).toBe(float64Above(expected));
  });

  test("where there is no threshold the split stays", () => {
    bounder.bound(box([1.5, 0], [2.5, 4]), Number.POSITIVE_INFINITY);
    const split = { variable: 0, point: 2, above: 2 };
    bounder.adjustSplit(box([1.5, 0], [2.5, 4]), split);
    expect(split).toEqual({ variable: 0, point: 2, above: 2 });
  });
});

test("no number is between the halves, where numbers are as small as they can be, too", () => {
  // The neighbour of the smallest normal number is one subnormal step away; a relative step outward reaches two.
  const tiny = 2 ** -1022;
  const model = stumps();
  model.trees.threshold[0] = tiny;
  const asked = new Problem({
    models: { m: model },
    variables: [{ name: "x", size: 2, lower: 0, upper: 0.5 }],
    minimize: "x[0] + m(x[0], x[1], 7)",
    subjectTo: ["x[0] + x[1] <= 0.7"],
  });
  const { network, rows } = boundedProblem(asked, 1e-6);
  if (rows === undefined) throw new Error("the problem has a row");
  const bounder = new ConstrainedBounder(network, boundingMethods.auto, rows);
  const domain = box([0, 0], [0.5, 0.5]);
  bounder.bound(domain, Number.POSITIVE_INFINITY);
  const split = { variable: 0, point: 0.25, above: 0.25 };
  bounder.adjustSplit(box([0, 0], [0.5, 0.5]), split);
  expect(split.point).toBe(tiny);
  expect(split.above).toBe(tiny + 2 ** -1074);
});

test("a design over trees takes a few nodes, and its point lies beyond the threshold", async () => {
  const result = await solve(problem());
  expect(result.status).toBe("optimal");
  // x0 beyond 3 gives 10; x1 at 0.
  expect(result.objective).toBeCloseTo(3, 4);
  expect((result.x as { x: number[] }).x[0]).toBeGreaterThan(3);
  expect(result.nodes).toBeLessThan(20);
});
