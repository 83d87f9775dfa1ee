import { expect, test } from "vitest";
import { type ElementBounds, sweptBounds } from "../../../src/fullspace/element-bounds.js";
import { DEFAULT_FORMULATION } from "../../../src/fullspace/formulation.js";
import { programOf, written } from "../../../src/fullspace/program.js";
import { Problem } from "../../../src/index.js";
import { Random } from "../../../src/numeric/random.js";
import type { FitOptions } from "../../../src/problem/validity/kind.js";
import { validityKinds } from "../../../src/problem/validity/table.js";

/** What rounding leaves of a row's violation; rows carry their errors, which the model's violation does not know. */
const ROUNDING = 1e-9;

const kinds: [string, Partial<FitOptions>][] = [
  ["box", {}],
  ["convex-hull", {}],
  ["clustered-hull", { clusters: 3 }],
  ["ellipsoid", {}],
  ["pca", { components: 2 }],
  ["distance", { norm: "l1", neighbours: 3 }],
  ["distance", { norm: "l2", neighbours: 2 }],
  ["distance", { norm: "linf" }],
  ["kde", {}],
  ["one-class-svm", {}],
  ["one-class-svm", { kernel: "linear" }],
  ["gaussian-mixture", { clusters: 2 }],
];

test.each(kinds)("points of the domain %s %j are points of its program, however it is cut", (kind, fit) => {
  const random = new Random(8);
  const points = Float64Array.from({ length: 60 }, () => random.between(-1, 1));
  const parameters = validityKinds[kind].fit?.({ dimension: 3, count: 20, points }, { coverage: 0.9, ...fit });
  const problem = new Problem({
    variables: [{ name: "x", size: 3, lower: -1.5, upper: 1.5 }],
    minimize: "x[0] - x[2]",
    validity: [{ kind, of: "x", parameters }],
  });
  const program = programOf(problem, 1e-6);
  const bounds = sweptBounds(program.network, program.box, "backward") as ElementBounds;
  let inside = 0;
  for (let round = 0; round < 2; round++) {
    const breakpoints = new Map<string, number[]>();
    const first = written(program, bounds, { ...DEFAULT_FORMULATION, pieces: 2 + round });
    for (const { key, breakpoints: cuts } of first.encoding.assembly.enclosures) {
      const ends = [Math.min(...cuts), Math.max(...cuts)] as const;
      breakpoints.set(key, [random.between(...ends), random.between(...ends)]);
    }
    const { model, encoding } = written(program, bounds, { ...DEFAULT_FORMULATION, pieces: 2 + round }, breakpoints);
    for (let k = 0; k < 150; k++) {
      const near = 3 * random.below(20);
      const x = Float64Array.from({ length: 3 }, (_, j) => points[near + j] * (1 - 0.3 * random.uniform()));
      if (problem.violation(x) > 0) continue;
      inside++;
      expect(model.violation(encoding.assembly.complete(x))).toBeLessThan(ROUNDING);
    }
  }
  expect(inside).toBeGreaterThan(20);
});
