import { describe, expect, test } from "vitest";
import { loadPredictor } from "../../src/predictors/loading.js";
import { Problem } from "../../src/problem/problem.js";
import { solve } from "../../src/search/solve.js";

const process = loadPredictor("models/gaussian-process/peaks-se-50.gp.json");

function problem(objective: string, subjectTo: string[] = [], sense: "minimize" | "maximize" = "minimize"): Problem {
  return new Problem({
    models: { gp: process },
    variables: [{ name: "x", size: 2, lower: -2, upper: 2 }],
    [sense]: objective,
    subjectTo,
  });
}

describe("a Gaussian process's mean, with the bounds of its family and as a layer among others", () => {
  test.each([
    ["gp(x)", "minimize"],
    ["3 - 2*gp.mean(x)", "minimize"],
    ["gp(x) + 1", "maximize"],
    ["gp(x) - 0.5*x[0] + 0.1*x[1]", "minimize"],
  ] as const)("%s, %s: the same optimum", async (objective, sense) => {
    const options = { relativeGap: 1e-5 };
    const own = await solve(problem(objective, [], sense), options);
    // A constraint that always holds, but not obviously so, keeps the problem from being recognised.
    const layered = await solve(problem(objective, ["x[0]*x[1] <= 5"], sense), options);
    expect(own.status).toBe("optimal");
    expect(layered.status).toBe("optimal");
    expect(Math.abs((own.objective as number) - (layered.objective as number))).toBeLessThan(
      2e-5 * Math.abs(own.objective as number),
    );
    expect(own.nodes).toBeLessThan(layered.nodes);
  });

  test.each(["interval", "mccormick", "forward", "backward", "alpha", "auto"] as const)("by %s", async (bounds) => {
    const { objective, bound } = await solve(problem("gp(x)"), { bounds, relativeGap: 1e-3, nodeLimit: 400 });
    const { objective: least } = await solve(problem("gp(x)"), { relativeGap: 1e-6 });
    expect(bound).toBeLessThanOrEqual(least as number);
    expect(objective).toBeGreaterThanOrEqual((least as number) - 1e-6 * Math.abs(least as number));
  });
});

describe.each([
  { goal: { minimize: "gp(k, x) + 0.3*k" } },
  { goal: { maximize: "ei(gp, k, x, -2)" } },
  { goal: { minimize: "lcb(gp, k, x, 2)" } },
])("with an integer variable: $goal", ({ goal }) => {
  const models = { gp: process };
  const x = { name: "x", lower: -2, upper: 2 };

  test("the best of the problems with the integer fixed", async () => {
    const options = { relativeGap: 1e-5 };
    const k = { name: "k", lower: -2.5, upper: 2, integer: true };
    const whole = await solve(new Problem({ models, variables: [k, x], ...goal }), options);
    expect(whole.status).toBe("optimal");
    const values: number[] = [];
    for (let fixed = -2; fixed <= 2; fixed++) {
      const variables = [{ name: "k", lower: fixed, upper: fixed }, x];
      const { objective } = await solve(new Problem({ models, variables, ...goal }), options);
      values.push(objective as number);
    }
    const best = "maximize" in goal ? Math.max(...values) : Math.min(...values);
    expect(Math.abs((whole.objective as number) - best)).toBeLessThan(2e-5 * Math.abs(best));
  });
});
