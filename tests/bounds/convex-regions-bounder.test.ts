import { describe, expect, test } from "vitest";
import { ConvexRegionsBounder } from "../../src/bounds/convex-regions-bounder.js";
import { Problem, type ProblemDefinition, solve } from "../../src/index.js";
import { box as boxOf } from "../../src/numeric/box.js";
import { ConvexRegions } from "../../src/predictors/convex-regions/convex-regions.js";
import type { RegionsDefinition } from "../../src/predictors/convex-regions/definition.js";
import { RegionSet } from "../../src/predictors/convex-regions/region-set.js";
import { randomRegions } from "../predictors/convex-regions/random-regions.js";
import { leastAtVertices } from "../predictors/convex-regions/vertices.js";

const modelOf = (definition: RegionsDefinition) => new ConvexRegions(new RegionSet(definition));
const variables = (size: number) => [{ name: "x", size, lower: -1, upper: 1 }];

describe.each(["boxes", "oblique", "scattered"] as const)("%s", (kind) => {
  test("one box suffices for the minimum, which vertex enumeration confirms", async () => {
    for (let seed = 1; seed <= 6; seed++) {
      const inputs = 1 + (seed % 3);
      const definition = randomRegions({ inputs, regions: 10, kind, seed });
      const least = leastAtVertices(definition, -1, 1, Array(inputs).fill(0.25));
      const minimize = `2 * net(x) + 1 + ${Array.from({ length: inputs }, (_, j) => `0.5 * x[${j}]`).join(" + ")}`;
      const result = await solve(
        new Problem({ name: "least", models: { net: modelOf(definition) }, variables: variables(inputs), minimize }),
      );
      expect(result.status).toBe("optimal");
      expect(result.nodes).toBe(1);
      expect(result.objective).toBeCloseTo(2 * least + 1, 6);
      expect(result.bound).toBeLessThanOrEqual(result.objective as number);
    }
  });

  test("maxima agree with a fine grid", async () => {
    for (let seed = 1; seed <= 3; seed++) {
      const model = modelOf(randomRegions({ inputs: 2, regions: 8, kind, seed }));
      const problem = new Problem({
        name: "most",
        models: { net: model },
        variables: variables(2),
        maximize: "net(x)",
      });
      const result = await solve(problem, { nodeLimit: 20000 });
      expect(result.status).toBe("optimal");
      const y = new Float64Array(1);
      let most = Number.NEGATIVE_INFINITY;
      for (let a = 0; a <= 200; a++) {
        for (let b = 0; b <= 200; b++) {
          model.evaluate(Float64Array.of(a / 100 - 1, b / 100 - 1), y);
          if (y[0] > most) most = y[0];
        }
      }
      expect(most).toBeLessThanOrEqual(result.bound);
      expect(most).toBeGreaterThan((result.objective as number) - 0.2);
    }
  });

  test("models with squares, and integers", async () => {
    for (let seed = 1; seed <= 3; seed++) {
      const definition = randomRegions({ inputs: 2, regions: 8, kind, isCurved: true, seed });
      const model = modelOf(definition);
      const given: ProblemDefinition = {
        name: "curved",
        models: { net: model },
        variables: [
          { name: "x", lower: -1, upper: 1 },
          { name: "k", lower: -1, upper: 1, integer: true },
        ],
        minimize: "net(x, k)",
      };
      const result = await solve(new Problem(given), { nodeLimit: 5000 });
      const y = new Float64Array(1);
      let least = Number.POSITIVE_INFINITY;
      for (const k of [-1, 0, 1]) {
        for (let a = 0; a <= 2000; a++) {
          model.evaluate(Float64Array.of(a / 1000 - 1, k), y);
          if (y[0] < least) least = y[0];
        }
      }
      if (least === Number.POSITIVE_INFINITY) continue;
      expect(result.status).toBe("optimal");
      expect(result.bound).toBeLessThanOrEqual(least);
      expect(result.objective).toBeLessThanOrEqual(least + 1e-4 * (1 + Math.abs(least)));
    }
  });
});

test("a box outside the union is infeasible, a problem there as well", async () => {
  const model = modelOf({ inputs: 1, regions: [{ lower: [5], upper: [6], constant: 0, slopes: [1] }] });
  const bounder = new ConvexRegionsBounder(model, 1, new Float64Array(1));
  expect(bounder.bound(boxOf([0], [1]), Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY);
  const given = { name: "none", models: { net: model }, variables: variables(1) };
  expect((await solve(new Problem({ ...given, minimize: "net(x[0])" }))).status).toBe("infeasible");
  expect((await solve(new Problem({ ...given, minimize: "exp(net(x[0])) + x[0]^2" }))).status).toBe("infeasible");
});

test("boxes shrink to the regions that can be better than the cutoff", () => {
  const model = modelOf({
    inputs: 1,
    regions: [0, 1, 2, 3].map((k) => ({ lower: [k], upper: [k + 1], constant: k, slopes: [0] })),
  });
  const bounder = new ConvexRegionsBounder(model, -1, new Float64Array(1));
  const box = boxOf([0], [4]);
  expect(bounder.bound(box, -1.5)).toBeCloseTo(-3, 12);
  expect(box.lower[0]).toBeCloseTo(2, 6);
});

test("within formulas: two models and a constraint", async () => {
  const models = {
    f: modelOf(randomRegions({ inputs: 2, regions: 9, kind: "oblique", seed: 5 })),
    g: modelOf(randomRegions({ inputs: 2, regions: 7, kind: "boxes", seed: 6 })),
  };
  const problem = new Problem({
    name: "two",
    models,
    variables: variables(2),
    minimize: "f(x) + g(x) + x[0] * x[1]",
    subjectTo: ["x[0]^2 + x[1]^2 <= 1"],
  });
  const result = await solve(problem, { relativeGap: 1e-3, nodeLimit: 20000 });
  expect(result.status).toBe("optimal");
  for (let a = 0; a <= 100; a++) {
    for (let b = 0; b <= 100; b++) {
      const x = Float64Array.of(a / 50 - 1, b / 50 - 1);
      if (problem.violation(x) <= 0) expect(problem.evaluate(x)).toBeGreaterThanOrEqual(result.bound);
    }
  }
});

test("a formula over regions with holes: points outside never count", async () => {
  for (let seed = 1; seed <= 3; seed++) {
    const f = modelOf(randomRegions({ inputs: 2, regions: 4, kind: "scattered", seed }));
    const problem = new Problem({
      name: "holes",
      models: { f },
      variables: variables(2),
      minimize: "f(x) * x[0] + sin(3 * x[1])",
    });
    const result = await solve(problem, { nodeLimit: 20000 });
    expect(result.status).toBe("optimal");
    let least = Number.POSITIVE_INFINITY;
    for (let a = 0; a <= 200; a++) {
      for (let b = 0; b <= 200; b++) {
        const value = problem.evaluate(Float64Array.of(a / 100 - 1, b / 100 - 1));
        if (value < least) least = value;
      }
    }
    expect(result.bound).toBeLessThanOrEqual(least);
    expect(result.objective).toBeLessThanOrEqual(least + 1e-4 * Math.abs(least));
  }
});
