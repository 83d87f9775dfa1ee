import { expect, test } from "vitest";
import { boundingMethods } from "../../src/bounds/table.js";
import { Problem, solve } from "../../src/index.js";
import { branchingRules } from "../../src/search/branching/table.js";
import { generator } from "../predictors/network/random-networks.js";
import { networkOf } from "./plain-network.js";
import { randomDesign, rowsOf, scalars, WHOLE } from "./random-design.js";

const methods = Object.keys(boundingMethods) as (keyof typeof boundingMethods)[];
const rules = Object.keys(branchingRules) as (keyof typeof branchingRules)[];

// Cut off early, so that bounds of all qualities are compared: each holds for every point that any run has found.
test.each(["tanh", "relu", "gelu", "sigmoid"])("no method's bound passes another one's point, %s", async (phi) => {
  const random = generator(11 * phi.length + phi.charCodeAt(0));
  let compared = 0;
  for (let n = 0; n < 3; n++) {
    const design = randomDesign(phi, random);
    const models = { cost: networkOf(design.cost), quality: networkOf(design.quality) };
    const variables = [...scalars(["a", "b", "c"]), WHOLE];
    const subjectTo = n === 0 ? [] : rowsOf(design);
    const problem = new Problem({ models, variables, subjectTo, minimize: "cost(a, b, c, k)" });
    const runs = [];
    for (const bounds of methods) runs.push(await solve(problem, { bounds, nodeLimit: 60, seed: n }));
    for (const branching of rules) runs.push(await solve(problem, { branching, nodeLimit: 400, seed: 7 + n }));
    const best = Math.min(...runs.map(({ objective }) => objective ?? Number.POSITIVE_INFINITY));
    expect(best).toBeLessThan(Number.POSITIVE_INFINITY);
    for (const { bound, rootBound, status } of runs) {
      expect(status).not.toBe("infeasible");
      expect(bound).toBeLessThanOrEqual(best);
      expect(rootBound).toBeLessThanOrEqual(bound);
      compared++;
    }
  }
  expect(compared).toBe(3 * (methods.length + rules.length));
});
