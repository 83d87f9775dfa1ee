import { afterAll, describe, expect, test } from "vitest";
import type { FullSpaceOptions } from "../../../src/fullspace/options.js";
import { solveInFullSpace } from "../../../src/fullspace/solve.js";
import { ThreadBackend } from "../../../src/fullspace/thread-backend.js";
import { Problem, type ProblemDefinition, solve } from "../../../src/index.js";
import { Random } from "../../../src/numeric/random.js";
import type { DomainData, FitOptions } from "../../../src/problem/validity/kind.js";
import { validityKinds } from "../../../src/problem/validity/table.js";

const backend = new ThreadBackend();
afterAll(() => backend.close());

/** Points between two circles, and their mirror image of half the size beside them. */
function points(count: number): DomainData {
  const random = new Random(3);
  const rows = Array.from({ length: count }, (_, i) => {
    const angle = random.between(0, 2 * Math.PI);
    const radius = random.between(0.6, 1) * (i % 3 === 0 ? 0.5 : 1);
    return [(i % 3 === 0 ? 1.6 : 0) + radius * Math.cos(angle), radius * Math.sin(angle)];
  });
  return { dimension: 2, count, points: Float64Array.from(rows.flat()) };
}

const variables = [{ name: "x", size: 2, lower: [-1.5, -1.5], upper: [2.5, 1.5] }];

/** Both engines have to agree within their gaps. */
async function agree(definition: Omit<ProblemDefinition, "variables">, relativeGap = 1e-3) {
  const problem = new Problem({ ...definition, variables });
  const options: FullSpaceOptions = { relativeGap, timeLimit: 20 };
  const reduced = await solve(problem, options);
  const full = await solveInFullSpace(problem, backend, options);
  const [a, b] = [reduced.objective as number, full.objective as number];

  expect([reduced.status, full.status]).toEqual(["optimal", "optimal"]);
  expect(Math.abs(a - b)).toBeLessThanOrEqual(2 * relativeGap * Math.abs(a) + 1e-6);
  const sign = problem.sense === "minimize" ? 1 : -1;
  expect(sign * (full.bound - a)).toBeLessThanOrEqual(1e-5);
  expect(full.violation).toBeLessThanOrEqual(1e-6);
}

function fitted(kind: string, fit: Partial<FitOptions>, count = 30): Pick<ProblemDefinition, "validity"> {
  const parameters = validityKinds[kind].fit?.(points(count), { coverage: 0.9, ...fit });
  return { validity: [{ kind, of: "x", parameters }] };
}

/** Optimal between the rings, where no data are. */
const INSIDE = "abs(x[0] - 0.3) + abs(x[1] + 0.1) + 0.2*x[1]";
/** Optimal outside of the hull. */
const OUTSIDE = "2*x[0] - x[1]";

describe("domains as mixed-integer linear programs", () => {
  test.each<[string, Partial<FitOptions>]>([
    ["box", {}],
    ["convex-hull", {}],
    ["clustered-hull", { clusters: 3 }],
    ["ellipsoid", {}],
    ["pca", { components: 1 }],
    ["one-class-svm", { kernel: "linear" }],
  ])("%s %j", async (kind, fit) => {
    await agree({ maximize: OUTSIDE, ...fitted(kind, fit) });
  });

  test.each<[string, Partial<FitOptions>]>([
    ["clustered-hull", { clusters: 4 }],
    ["distance", { norm: "l1" }],
    ["distance", { norm: "linf", neighbours: 2 }],
    ["distance", { norm: "l2" }],
    ["distance", { norm: "l2", clusters: 5 }],
  ])("%s %j, with a hole", async (kind, fit) => {
    await agree({ minimize: INSIDE, ...fitted(kind, fit) });
  });

  test.each<[string, Partial<FitOptions>]>([
    ["kde", { gamma: 1 }],
    ["one-class-svm", { gamma: 1 }],
    ["gaussian-mixture", { clusters: 1 }],
  ])("%s %j, enclosed", async (kind, fit) => {
    await agree({ maximize: OUTSIDE, ...fitted(kind, fit, 3) }, 1e-2);
  });
});
