import { describe, expect, test } from "vitest";
import { withRegionPairs } from "../../src/bounds/region-pairs-bounder.js";
import { regionSum } from "../../src/bounds/region-sum.js";
import { createBounder } from "../../src/bounds/table.js";
import { Problem, type ProblemDefinition, solve } from "../../src/index.js";
import { box as boxOf } from "../../src/numeric/box.js";
import { ConvexRegions } from "../../src/predictors/convex-regions/convex-regions.js";
import { RegionSet } from "../../src/predictors/convex-regions/region-set.js";
import { boundedProblem } from "../../src/search/bounded-problem.js";
import { randomRegions } from "../predictors/convex-regions/random-regions.js";

const model = (inputs: number, regions: number, seed: number, isCurved = false) =>
  new ConvexRegions(new RegionSet(randomRegions({ inputs, regions, kind: "oblique", seed, isCurved })));

const models = { f: model(2, 12, 1), g: model(2, 9, 2), h: model(1, 5, 3), curved: model(2, 4, 4, true) };
const variables = [{ name: "x", size: 2, lower: -1, upper: 1 }];

describe("what is a sum of two", () => {
  const sumOf = (given: Omit<ProblemDefinition, "variables" | "models">) => {
    const { network, rows } = boundedProblem(new Problem({ ...given, models, variables }), 1e-6);
    return regionSum(network, rows);
  };
  test("weights, slopes and rows are read from nested sums", () => {
    const sum = sumOf({ minimize: "2*f(x) + g(x) - 4*x[1] + 0.75", subjectTo: ["x[0] + 2*x[1] <= 1"] });
    expect(sum).not.toBeNull();
    expect([sum?.first.weight, sum?.second.weight, sum?.constant]).toEqual([1, 2, 0.75]);
    expect([sum?.first.model, sum?.second.model]).toEqual([models.g, models.f]);
    expect([...(sum?.slopes ?? [])]).toEqual([0, -4]);
    expect([...(sum?.rows ?? [])]).toEqual([1, 2]);
    expect(sum?.lower[0]).toBe(Number.NEGATIVE_INFINITY);
    expect(sum?.upper[0]).toBeCloseTo(1, 5);
  });

  test("a model of one variable only", () => {
    const sum = sumOf({ minimize: "f(x) + h(x[1])" });
    expect([...(sum?.first.origins ?? [])]).toEqual([1]);
  });

  test.each<[string, Omit<ProblemDefinition, "variables" | "models">]>([
    ["one model", { minimize: "f(x) + x[0]" }],
    ["three models", { minimize: "f(x) + g(x) + h(x[0])" }],
    ["a negative weight", { minimize: "f(x) - g(x)" }],
    ["a model in a row", { minimize: "f(x) + g(x)", subjectTo: ["h(x[0]) <= 1"] }],
    ["a product", { minimize: "f(x) + g(x) + x[0]*x[1]" }],
    ["a scaled input", { minimize: "f(x) + g(x[0], 0.5*x[1])" }],
    ["models with squares", { minimize: "f(x) + curved(x)" }],
    ["a row that is not affine", { minimize: "f(x) + g(x)", subjectTo: ["x[0]^2 <= 0.5"] }],
  ])("not %s", (_, given) => {
    expect(sumOf(given)).toBeNull();
  });
});

describe("solved in few boxes", () => {
  test.each<[string, Omit<ProblemDefinition, "variables" | "models">]>([
    ["with a row", { minimize: "f(x) + 2*g(x) + 0.5*x[0]", subjectTo: ["x[0] + x[1] >= 0.25"] }],
    ["with an equation", { minimize: "f(x) + g(x)", subjectTo: ["x[0] - x[1] == 0.25"] }],
    ["free", { maximize: "0.3 - f(x) - h(x[1])" }],
  ])("%s", async (_, given) => {
    const problem = new Problem({ ...given, models, variables });
    const result = await solve(problem, { relativeGap: 1e-6 });
    expect(result.status).toBe("optimal");
    expect(result.nodes).toBeLessThanOrEqual(15);
    const sign = problem.sense === "minimize" ? 1 : -1;
    for (let a = 0; a <= 160; a++) {
      for (let b = 0; b <= 160; b++) {
        const x = Float64Array.of(a / 80 - 1, b / 80 - 1);
        if (problem.violation(x) <= 0) expect(sign * problem.evaluate(x)).toBeGreaterThanOrEqual(sign * result.bound);
      }
    }
  });

  test("boxes that no other one has are bounded anew", () => {
    const problem = new Problem({ models, variables, minimize: "f(x) + g(x)" });
    const { network, rows } = boundedProblem(problem, 1e-6);
    const bounderOf = () => withRegionPairs(createBounder(network, { bounds: "auto", rows }), network, rows, 1e-6);
    const bounder = bounderOf();
    const parts = [
      [0.5, 1],
      [-1, -0.5],
      [-0.9, -0.6],
      [-1, 1],
    ] as const;
    for (const [low, high] of parts) {
      const own = () => boxOf([low, low], [high, high]);
      const alone = bounderOf().bound(own(), Number.POSITIVE_INFINITY);
      const bound = bounder.bound(own(), Number.POSITIVE_INFINITY);
      for (let a = 0; a <= 40; a++) {
        for (let b = 0; b <= 40; b++) {
          const x = Float64Array.of(low + ((high - low) * a) / 40, low + ((high - low) * b) / 40);
          expect(problem.evaluate(x)).toBeGreaterThanOrEqual(bound);
        }
      }
      expect(bound).toBeLessThanOrEqual(alone + 1e-9);
    }
  });

  test("infeasible rows are proved so", async () => {
    const problem = new Problem({ models, variables, minimize: "f(x) + g(x)", subjectTo: ["x[0] + x[1] >= 2.5"] });
    expect((await solve(problem)).status).toBe("infeasible");
  });
});
