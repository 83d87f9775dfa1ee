import { expect, test } from "vitest";
import { Problem, solve } from "../../../src/index.js";
import { Random } from "../../../src/numeric/random.js";
import { ConvexRegions } from "../../../src/predictors/convex-regions/convex-regions.js";
import { RegionSet } from "../../../src/predictors/convex-regions/region-set.js";
import type { IncumbentFinder } from "../../../src/search/incumbent/finder.js";
import { Incumbent } from "../../../src/search/incumbent/incumbent.js";
import { objectiveOf } from "../../../src/search/incumbent/network-objective.js";
import { withRegionDescent } from "../../../src/search/incumbent/region-descent.js";
import { minimizationNetwork, rowsOf } from "../../../src/search/solve.js";
import { randomRegions } from "../../predictors/convex-regions/random-regions.js";

const modelOf = (seed: number) =>
  new ConvexRegions(new RegionSet(randomRegions({ inputs: 3, regions: 20, kind: "oblique", seed })));

const idle: IncumbentFinder = { start() {}, visit() {}, polish() {} };

function finderOf(problem: Problem) {
  const network = minimizationNetwork(problem);
  return withRegionDescent(idle, network, objectiveOf(network, rowsOf(problem)), new Random(1), 1e-6);
}

test("descents through regions find feasible points near the optimum of two models with rows", async () => {
  for (let seed = 1; seed <= 3; seed++) {
    const problem = new Problem({
      name: "two",
      models: { f: modelOf(seed), g: modelOf(seed + 20) },
      variables: [{ name: "x", size: 3, lower: -1, upper: 1 }],
      minimize: "f(x) + g(x)",
      subjectTo: ["x[0] + x[1] + x[2] >= 0.5", "x[0] - x[2] == 0.1"],
    });
    const incumbent = new Incumbent(3);
    finderOf(problem).start(problem.box, incumbent);
    expect(incumbent.exists).toBe(true);
    expect(problem.violation(incumbent.x)).toBeLessThanOrEqual(1e-6);
    expect(problem.evaluate(incumbent.x)).toBeCloseTo(incumbent.value, 9);
    const { objective } = await solve(problem, { timeLimit: 20 });
    expect(incumbent.value).toBeGreaterThanOrEqual((objective as number) - 1e-3 * Math.abs(objective as number));
    expect(incumbent.value).toBeLessThan((objective as number) + 0.5 * Math.abs(objective as number) + 0.5);
  }
});

test("a problem without regions of its variables keeps its finder", () => {
  const given = { name: "none", variables: [{ name: "x", lower: -1, upper: 1 }] };
  expect(finderOf(new Problem({ ...given, minimize: "x^2" }))).toBe(idle);
  const narrow = new ConvexRegions(new RegionSet({ inputs: 1, regions: [{ constant: 0, slopes: [1] }] }));
  const inner = new Problem({ ...given, models: { net: narrow }, minimize: "net(sin(x))" });
  expect(finderOf(inner)).toBe(idle);
});
