import { afterAll, describe, expect, test } from "vitest";
import { RUN_DEFAULTS } from "../../../src/fullspace/backend.js";
import { type ElementBounds, sweptBounds } from "../../../src/fullspace/element-bounds.js";
import { DEFAULT_FORMULATION, type RegionsFormulation } from "../../../src/fullspace/formulation.js";
import { programOf, written } from "../../../src/fullspace/program.js";
import { solveInFullSpace } from "../../../src/fullspace/solve.js";
import { ThreadBackend } from "../../../src/fullspace/thread-backend.js";
import { Problem, solve } from "../../../src/index.js";
import { ConvexRegions } from "../../../src/predictors/convex-regions/convex-regions.js";
import { RegionSet } from "../../../src/predictors/convex-regions/region-set.js";
import { type RegionChoices, randomRegions } from "../../predictors/convex-regions/random-regions.js";

const backend = new ThreadBackend();
afterAll(() => backend.close());

const modelOf = (choices: RegionChoices) => new ConvexRegions(new RegionSet(randomRegions(choices)));
const variables = [{ name: "x", size: 2, lower: -1, upper: 1 }];

describe.each(["big-m", "hull"] as const)("%s", (regions) => {
  test("agrees with the reduced space on sums of two models with a constraint", async () => {
    for (const kind of ["boxes", "oblique"] as const) {
      for (let seed = 1; seed <= 2; seed++) {
        const models = {
          f: modelOf({ inputs: 2, regions: 8, kind, seed }),
          g: modelOf({ inputs: 2, regions: 6, kind, seed: seed + 10 }),
        };
        const given = { name: "two", models, variables, subjectTo: ["x[0] + 2 * x[1] >= -0.5"] };
        const problem = new Problem({ ...given, minimize: "f(x) + g(x) + 0.3 * x[0]" });
        const reduced = await solve(problem, { relativeGap: 1e-4, timeLimit: 20 });
        const full = await solveInFullSpace(problem, backend, { formulation: { regions }, timeLimit: 20 });
        expect([reduced.status, full.status]).toEqual(["optimal", "optimal"]);
        const gap = 3e-4 * (1 + Math.abs(reduced.objective as number));
        expect(Math.abs((reduced.objective as number) - (full.objective as number))).toBeLessThan(gap);
      }
    }
  });
});

/** The problem as a program, and what HiGHS says of it. */
async function claimOf(problem: Problem, regions: RegionsFormulation, isRelaxed: boolean) {
  const program = programOf(problem, 1e-6);
  const bounds = sweptBounds(program.network, program.box, "interval") as ElementBounds;
  const { model } = written(program, bounds, { ...DEFAULT_FORMULATION, regions });
  const session = await backend.open(model);
  try {
    return await session.run({ ...RUN_DEFAULTS, relativeGap: 1e-9, isRelaxed });
  } finally {
    await session.dispose();
  }
}

test("HiGHS finds the same minimum by both, by the hull without branching", async () => {
  for (const kind of ["boxes", "oblique", "scattered"] as const) {
    for (let seed = 1; seed <= 3; seed++) {
      const net = modelOf({ inputs: 2, regions: 10, kind, seed });
      const problem = new Problem({ name: "one", models: { net }, variables, minimize: "net(x) - 0.2 * x[1]" });
      const { objective } = await solve(problem, { relativeGap: 1e-9 });
      const hull = await claimOf(problem, "hull", true);
      const bigM = await claimOf(problem, "big-m", false);
      expect(hull.objective).toBeCloseTo(objective as number, 5);
      expect(bigM.objective).toBeCloseTo(objective as number, 5);
    }
  }
});

test("models with squares are refused with the reason", async () => {
  const net = modelOf({ inputs: 2, regions: 3, kind: "boxes", isCurved: true, seed: 1 });
  const problem = new Problem({ name: "curved", models: { net }, variables, minimize: "net(x)" });
  await expect(claimOf(problem, "hull", false)).rejects.toThrow(/squares cannot be written/);
});
