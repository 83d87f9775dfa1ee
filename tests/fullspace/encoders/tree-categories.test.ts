import { afterAll, describe, expect, test } from "vitest";
import { solveInFullSpace } from "../../../src/fullspace/solve.js";
import { ThreadBackend } from "../../../src/fullspace/thread-backend.js";
import { Problem } from "../../../src/index.js";
import { Random } from "../../../src/numeric/random.js";
import { treesOf } from "../../../src/predictors/tree-ensemble/conversion.js";
import { TreeEnsemble } from "../../../src/predictors/tree-ensemble/tree-ensemble.js";
import { plainValue, randomDefinition } from "../../predictors/tree-ensemble/random-definitions.js";

const backend = new ThreadBackend();
afterAll(() => backend.close());

// Thresholds and categories are multiples of 1/3, of which the whole ones are where the points are.
describe.each(["misic", "linked-leaf"] as const)("%s: whole numbers on thresholds, and sets of categories", (trees) => {
  test.each(["sum", "average", "minimum", "maximum"] as const)("%s, by enumeration", async (aggregate) => {
    for (let seed = 1; seed <= 2; seed++) {
      const definition = randomDefinition(new Random(seed), { features: 2, trees: 4, depth: 4, aggregate });
      const model = new TreeEnsemble(treesOf(definition));
      const variables = [{ name: "k", size: 2, lower: -3, upper: 3, integer: true }];
      for (const sense of ["minimize", "maximize"] as const) {
        const values: number[] = [];
        for (let a = -3; a <= 3; a++) for (let b = -3; b <= 3; b++) values.push(plainValue(definition, [a, b])[0]);
        const best = sense === "minimize" ? Math.min(...values) : Math.max(...values);
        const problem = new Problem({ models: { model }, variables, [sense]: "model(k)" });
        const result = await solveInFullSpace(problem, backend, { formulation: { trees } });
        expect(result.status).toBe("optimal");
        expect(result.objective).toBeCloseTo(best, 9);
      }
    }
  });
});
