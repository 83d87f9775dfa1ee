import { afterAll, describe, expect, test } from "vitest";
import { RUN_DEFAULTS } from "../../src/fullspace/backend.js";
import { sweptBounds } from "../../src/fullspace/element-bounds.js";
import { DEFAULT_FORMULATION, type QuadraticFormulation } from "../../src/fullspace/formulation.js";
import { linearized } from "../../src/fullspace/linearization.js";
import { programOf, written } from "../../src/fullspace/program.js";
import { safeDualBound } from "../../src/fullspace/safe-dual-bound.js";
import { ThreadBackend } from "../../src/fullspace/thread-backend.js";
import { Problem } from "../../src/index.js";
import { exact } from "../numeric/exact-decimal.js";
import { generator } from "../predictors/network/random-networks.js";
import { randomQuadratic } from "./random-quadratics.js";

const backend = new ThreadBackend();
afterAll(() => backend.close());

function encoded(formula: string, quadratic: QuadraticFormulation, variables: number, rows: string[] = []) {
  const problem = new Problem({
    variables: [{ name: "x", size: variables, lower: -1.5, upper: 2 }],
    minimize: formula,
    subjectTo: rows,
  });
  const program = programOf(problem, 1e-6);
  const bounds = sweptBounds(program.network, program.box, "backward");
  if (bounds === null) throw new Error("not defined");
  const { model, encoding } = written(program, bounds, { ...DEFAULT_FORMULATION, quadratic });
  return { problem, model, assembly: encoding.assembly, error: encoding.elements.at(-1)?.[0]?.error ?? Number.NaN };
}

describe.each(["hessian", "tangents"] as const)("%s: what multipliers prove of a quadratic program", (quadratic) => {
  test.each([false, true])(
    "is never above the objective, exactly, whatever they and the point are (%s)",
    async (isExpanded) => {
      for (let seed = 1; seed <= 4; seed++) {
        const random = generator(seed);
        const variables = 2 + (seed % 4);
        const { formula, value } = randomQuadratic(variables, random, isExpanded);
        const { model, assembly, error } = encoded(formula, quadratic, variables, ["x[0] + x[1] <= 1.25"]);
        expect(model.isInteger.includes(true)).toBe(false);
        expect(model.quadratic === null).toBe(quadratic === "tangents");
        const session = await backend.open(model);
        const claim = await session.run(RUN_DEFAULTS);
        await session.dispose();
        const duals = claim.rowDuals as Float64Array;
        const best = claim.point as Float64Array;
        const candidates: [Float64Array, Float64Array][] = [[best, duals]];
        for (let k = 0; k < 20; k++) {
          const near = best.map((entry) => entry + 0.5 * (random() - 0.5) * (k % 2));
          candidates.push([near, duals.map((dual) => (k % 3 === 0 ? dual : dual + random() - 0.5))]);
        }
        const bounds = candidates.map(([at, multipliers]) =>
          safeDualBound(model, multipliers, error, linearized(model, at)),
        );
        expect(bounds.every((bound) => bound < Number.POSITIVE_INFINITY)).toBe(true);
        for (let trial = 0; trial < 100; trial++) {
          const x = Float64Array.from({ length: variables }, (_, j) =>
            trial < 50
              ? best[j] + 1e-3 * (random() - 0.5)
              : trial % 5 === 0
                ? random() < 0.5
                  ? -1.5
                  : 2
                : -1.5 + 3.5 * random(),
          );
          if (x.some((entry) => entry < -1.5 || entry > 2) || !(x[0] + x[1] <= 1.25)) continue;
          const objective = value(x);
          for (const bound of bounds) {
            if (bound > Number.NEGATIVE_INFINITY) expect(exact(bound).lte(objective)).toBe(true);
          }
          if (trial % 10 === 0) expect(model.violation(assembly.complete(x))).toBeLessThan(1e-9);
        }
      }
    },
  );
});

test("the multipliers of HiGHS's own quadratic program prove its value", async () => {
  for (const isExpanded of [false, true]) {
    const { formula } = randomQuadratic(5, generator(3), isExpanded);
    const { model, error } = encoded(formula, "hessian", 5, ["x[0] + x[1] + x[2] <= 0.5", "x[3] - x[4] >= 0.25"]);
    const session = await backend.open(model);
    const { rowDuals, point, objective } = await session.run(RUN_DEFAULTS);
    await session.dispose();
    const tangent = linearized(model, point as Float64Array);
    const proved = safeDualBound(model, rowDuals as Float64Array, error, tangent);
    expect(proved).toBeLessThanOrEqual(objective + 1e-12);
    expect(proved).toBeGreaterThan(objective - 1e-4 * (1 + Math.abs(objective)));
    const nothing = (rowDuals as Float64Array).map(() => Number.NaN);
    expect(safeDualBound(model, nothing, error, tangent)).toBeLessThanOrEqual(objective);
  }
});

describe("only what is convex is taken as a whole", () => {
  const isWhole = (formula: string): boolean => encoded(formula, "hessian", 3).model.quadratic !== null;
  test.each([
    "x[0]^2 + x[1]^2 - 1.999*x[0]*x[1]",
    "x[0]^2 + x[1]^2 - 2*x[0]*x[1] + x[2]",
    "x[0]*x[0] + 3*x[1]^2 + x[0]*x[1]",
    "(x[0] + x[1] - 3*x[2] + 0.1)^2 + x[2]",
    "0.5*(x[0]^2 + (x[1]^2 + x[0]*x[1])) + x[2]*x[2]",
    "x[0]^2 + exp(x[1])",
  ])("%s is", (formula) => {
    expect(isWhole(formula)).toBe(true);
  });
  test.each([
    "x[0]^2 + x[1]^2 - 2.001*x[0]*x[1]",
    "x[0]*x[1]",
    "x[0]^2 - 0.001*x[1]^2",
    "x[0]^2 + x[1]^2 + x[2]^2 - 1.5*x[0]*x[1] - 1.5*x[1]*x[2] - 1.5*x[0]*x[2]",
    "exp(x[0]^2 + x[1])",
  ])("%s is not", (formula) => {
    expect(isWhole(formula)).toBe(false);
  });
});
