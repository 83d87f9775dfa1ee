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
