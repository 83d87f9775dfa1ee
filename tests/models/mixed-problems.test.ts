import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { loadProblem, solve } from "../../src/index.js";
import { Random } from "../../src/numeric/random.js";

const FOLDER = fileURLToPath(new URL("../../instances/tree-ensemble/mixed/", import.meta.url));
const files = readdirSync(FOLDER).filter((name) => name.endsWith(".json"));

test("six problems of ensembles beside networks, processes, formulas and constraints", () => {
  expect(files.length).toBe(6);
});

describe.each(files)("%s", (file) => {
  test("closes, and no feasible point of a sample is better than the bound", async () => {
    const problem = loadProblem(FOLDER + file);
    const { status, bound, objective, violation } = await solve(problem, { relativeGap: 5e-2, nodeLimit: 5000 });
    expect(status).toBe("optimal");
    expect(violation).toBeLessThanOrEqual(1e-6);
    const sign = problem.sense === "minimize" ? 1 : -1;
    expect(sign * ((objective as number) - bound)).toBeLessThanOrEqual(5.01e-2 * Math.abs(objective as number));
    const random = new Random(4);
    const { lower, upper } = problem.box;
    for (let k = 0; k < 500; k++) {
      const x = lower.map((low, j) => {
        const value = random.between(low, upper[j]);
        return problem.isInteger[j] === 1 ? Math.round(value) : value;
      });
      if (problem.violation(x) === 0) expect(sign * problem.evaluate(x)).toBeGreaterThanOrEqual(sign * bound);
    }
  });
});
