import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { loadProblem, solve } from "../../src/index.js";

const FOLDER = fileURLToPath(new URL("../../instances/", import.meta.url));
const files = ["network", "classic", "gaussian-process", "tree-ensemble", "convex-regions"].flatMap((folder) =>
  readdirSync(FOLDER + folder)
    .filter((name) => name.endsWith(".json"))
    .map((name) => `${folder}/${name}`),
);

test("there are problems to solve", () => {
  expect(files.length).toBeGreaterThanOrEqual(10);
});

describe.each(files)("%s", (file) => {
  const problem = loadProblem(FOLDER + file);
  const known = problem.known?.objective ?? Number.NaN;
  const sign = problem.sense === "minimize" ? 1 : -1;

  test.each([1e-2, 1e-5])("the known value lies between bound and objective, relative gap %f", async (relativeGap) => {
    const result = await solve(problem, { relativeGap, nodeLimit: 100_000 });
    expect([result.status, result.promise]).toEqual(["optimal", "bounded"]);
    expect(sign * result.bound).toBeLessThanOrEqual(sign * known);
    // The known value is a point's, found by another program: nothing is better by more than the gap, in either direction.
    expect(sign * result.bound).toBeLessThanOrEqual(sign * (result.objective ?? Number.NaN));
    expect(Math.abs((result.objective ?? Number.NaN) - known)).toBeLessThanOrEqual(
      relativeGap * Math.abs(known) * 1.01,
    );
  });
});
