import { describe, expect, test } from "vitest";
import { loadPredictor } from "../../src/predictors/loading.js";
import { Problem, type Sense } from "../../src/problem/problem.js";
import { solve } from "../../src/search/solve.js";

const process = loadPredictor("models/gaussian-process/branin-m52-12.gp.json");

function problem(sense: Sense, objective: string, subjectTo: string[] = []): Problem {
  const variables = [{ name: "x", size: 2, lower: [-5, 0], upper: [10, 15] }];
  return new Problem({ models: { gp: process }, variables, [sense]: objective, subjectTo });
}

/** The best of a grid, refined once around its best point. */
function searched(sense: Sense, objective: string): number {
  const asked = problem(sense, objective);
  const isBetter = (a: number, b: number) => (sense === "minimize" ? a < b : a > b);
  let best = sense === "minimize" ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  let at = [2.5, 7.5];
  for (const [half, steps] of [
    [7.5, 120],
    [0.15, 60],
    [0.006, 20],
  ]) {
    const [u, v] = at;
    for (let i = -steps; i <= steps; i++) {
      for (let j = -steps; j <= steps; j++) {
        const x = [
          Math.min(10, Math.max(-5, u + (half * i) / steps)),
          Math.min(15, Math.max(0, v + (half * j) / steps)),
        ];
        const value = asked.evaluate(Float64Array.from(x));
        if (!isBetter(value, best)) continue;
        best = value;
        at = x;
      }
    }
  }
  return best;
}

describe("acquisition functions are solved to the optimum that a grid finds", () => {
  test.each([
    ["maximize", "ei(gp, x, 15)"],
    ["maximize", "logei(gp, x, 15)"],
    ["maximize", "3*ei(gp, x, 15)"],
    ["minimize", "-pi(gp, x, 10)"],
    ["minimize", "lcb(gp, x, 1.5)"],
    ["maximize", "ucb(gp, x, 1.5)"],
    ["minimize", "gp.mean(x) - 1.5*gp.std(x)"],
  ] as const)("%s %s", async (sense, objective) => {
    const { status, objective: value, bound, gap } = await solve(problem(sense, objective), { relativeGap: 1e-3 });
    const reference = searched(sense, objective);
    expect(status).toBe("optimal");
    expect(gap?.relative).toBeLessThanOrEqual(1.0000001e-3);
    const sign = sense === "minimize" ? 1 : -1;
    // Nothing on the grid is beyond the bound, and the value is at least as good as the grid's, but for the gap.
    expect(sign * (reference - bound)).toBeGreaterThanOrEqual(0);
    expect(sign * ((value as number) - reference)).toBeLessThan(1.1e-3 * Math.abs(reference));
  });
});

test("inside a larger formula the acquisition is a layer like any other", async () => {
  const alone = await solve(problem("maximize", "ei(gp, x, 15)"), { relativeGap: 1e-3 });
  const layered = await solve(problem("maximize", "ei(gp, x, 15)", ["x[0]*x[1] <= 200"]), { relativeGap: 1e-2 });
  expect(layered.bound).toBeGreaterThanOrEqual((alone.objective as number) * (1 - 1e-3));
  expect(layered.objective).toBeLessThanOrEqual(alone.bound);
});

test("constrained expected improvement is a sum of logarithms over several processes", async () => {
  const constraint = loadPredictor("models/gaussian-process/branin-m52-20.gp.json");
  const variables = [{ name: "x", size: 2, lower: [-5, 0], upper: [10, 15] }];
  const asked = new Problem({
    models: { gp: process, con: constraint },
    variables,
    maximize: "logei(gp, x, 15) + logpi(con, x, 40)",
  });
  const { status, objective, bound } = await solve(asked, { relativeGap: 1e-3 });
  expect(status).toBe("optimal");
  let best = Number.NEGATIVE_INFINITY;
  for (let i = 0; i <= 300; i++) {
    for (let j = 0; j <= 300; j++) {
      best = Math.max(best, asked.evaluate(Float64Array.of(-5 + i / 20, j / 20)));
    }
  }
  expect(best).toBeLessThanOrEqual(bound);
  expect(objective).toBeGreaterThan(best - 2e-3 * Math.abs(best));
});
