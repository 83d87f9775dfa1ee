import { afterAll, describe, expect, test } from "vitest";
import type { QuadraticFormulation } from "../../src/fullspace/formulation.js";
import { solveInFullSpace } from "../../src/fullspace/solve.js";
import { ThreadBackend } from "../../src/fullspace/thread-backend.js";
import { Problem, type ProblemDefinition, type Result, solve } from "../../src/index.js";
import { generator, randomNetwork } from "../predictors/network/random-networks.js";
import { lying } from "./fake-backend.js";
import { randomQuadratic } from "./random-quadratics.js";

const backend = new ThreadBackend();
afterAll(() => backend.close());

const GAP = 1e-5;

function inFullSpace(definition: ProblemDefinition, quadratic: QuadraticFormulation): Promise<Result> {
  return solveInFullSpace(new Problem(definition), backend, {
    relativeGap: GAP,
    timeLimit: 20,
    formulation: { quadratic },
  });
}

function expectOptimum({ status, objective, bound, violation }: Result, optimum: number): void {
  const slack = 2e-6 + 2 * GAP * Math.abs(optimum);
  expect(status).toBe("optimal");
  expect(Math.abs((objective as number) - optimum)).toBeLessThan(slack);
  expect(bound).toBeLessThanOrEqual(optimum + 1e-9);
  expect(bound).toBeGreaterThan(optimum - slack);
  expect(violation).toBeLessThanOrEqual(1e-6);
}

const box = { name: "x", size: 3, lower: -1.5, upper: 2 };

describe.each(["hessian", "tangents"] as const)(
  "%s: continuous convex programs end with a proved bound",
  (quadratic) => {
    test("separable, with the optimum in closed form", async () => {
      // Stationary where x0 = 0.3 + t, 2 x1 = t, x2 = 1.1 + t with t from the row: 2 x0 + 2 x1 + 2 x2 = 2.
      const minimize = "(x[0] - 0.3)^2 + 2*x[1]^2 + (x[2] - 1.1)^2";
      const t = (1 - 1.4) / 2.5;
      const result = await inFullSpace(
        { variables: [box], minimize, subjectTo: ["x[0] + x[1] + x[2] == 1"] },
        quadratic,
      );
      expectOptimum(result, 2 * t * t + 0.5 * t * t);
      expect(result).toMatchObject({ promise: "bounded", nodes: 0 });
    });

    test.each([false, true])(
      "not separable, and as the reduced space finds it (products written out: %s)",
      async (isExpanded) => {
        for (let seed = 1; seed <= 2; seed++) {
          const { formula } = randomQuadratic(3, generator(seed), isExpanded);
          const definition = {
            variables: [box],
            minimize: formula,
            subjectTo: ["x[0] + x[1] <= 0.5", "x[2] - x[0] >= 0.25"],
          };
          const reduced = await solve(new Problem(definition), { relativeGap: GAP });
          const result = await inFullSpace(definition, quadratic);
          expectOptimum(result, reduced.objective as number);
          expect(result.promise).toBe("bounded");
        }
      },
    );

    test("a concave function is maximized alike", async () => {
      const definition = { variables: [box], maximize: "x[0] - x[0]*x[0] - x[1]^2 + x[0]*x[1] - (x[2] - 1)^2" };
      const result = await inFullSpace(definition, quadratic);
      // At x0 = 2/3, x1 = 1/3.
      expect(result.objective).toBeCloseTo(1 / 3, 5);
      expect(result).toMatchObject({ status: "optimal", promise: "bounded" });
      expect(result.bound).toBeGreaterThanOrEqual(1 / 3 - 1e-12);
    });
  },
);

/** The least value over all whole points that satisfy the rows. */
function enumerated(definition: ProblemDefinition, low: number, high: number, size: number): number {
  const problem = new Problem(definition);
  const x = new Float64Array(size).fill(low);
  let least = Number.POSITIVE_INFINITY;
  for (;;) {
    if (problem.violation(x) <= 0) least = Math.min(least, problem.evaluate(x));
    let j = 0;
    while (j < size && x[j] === high) x[j++] = low;
    if (j === size) return least;
    x[j]++;
  }
}

describe("whole numbers: tangents in rounds, as by enumeration", () => {
  test.each([false, true])("products written out: %s", async (isExpanded) => {
    for (let seed = 1; seed <= 3; seed++) {
      const { formula } = randomQuadratic(4, generator(seed), isExpanded);
      const variables = [{ name: "x", size: 4, lower: -3, upper: 3, integer: true }];
      const definition = { variables, minimize: formula, subjectTo: ["x[0] + 2*x[1] - x[2] >= 1.5"] };
      expectOptimum(await inFullSpace(definition, "tangents"), enumerated(definition, -3, 3, 4));
    }
  });

  test("beside continuous variables: a point that the solver's tolerance puts outside the rows is repaired", async () => {
    const variables = [
      { ...box, size: 2 },
      { name: "k", size: 2, lower: -3, upper: 5, integer: true },
    ];
    const minimize = "(k[0] - 1.3)^2 + (k[1] + x[0] - 2.7)^2 + (x[1] - x[0])^2 + x[0]^2";
    const definition = { variables, minimize, subjectTo: ["k[0] + k[1] + x[1] <= 1.5"] };
    const reduced = await solve(new Problem(definition), { relativeGap: GAP });
    expectOptimum(await inFullSpace(definition, "tangents"), reduced.objective as number);
  });

  test("HiGHS is never handed a Hessian with whole numbers, which it refuses", async () => {
    const variables = [{ ...box, integer: true, upper: 3 }];
    const models: boolean[] = [];
    const watching = lying(backend, (claim, model) => {
      models.push(model.quadratic !== null && model.isInteger.includes(true));
      return claim;
    });
    const problem = new Problem({ variables, minimize: "(x[0] - 1.4)^2 + (x[1] + x[2] - 0.3)^2 + x[2]^2" });
    const result = await solveInFullSpace(problem, watching, { formulation: { quadratic: "hessian" } });
    expectOptimum(result, 0.16 + 0.09);
    expect(models).not.toContain(true);
  });
});

describe("convexity elsewhere", () => {
  test("of rows: a disc and an ellipse", async () => {
    const rows = ["x[0]^2 + x[1]^2 <= 1", "x[2]^2 + x[0]*x[2] + x[0]^2 <= 1"];
    const definition = { variables: [box], minimize: "x[0] + 2*x[1] - x[2]", subjectTo: rows };
    const reduced = await solve(new Problem(definition), { relativeGap: GAP });
    const result = await inFullSpace(definition, "tangents");
    expectOptimum(result, reduced.objective as number);
    expect(result).toMatchObject({ promise: "bounded", milp: { integers: 0 } });
  });

  test("of other functions, minimized or maximized", async () => {
    for (const definition of [
      { variables: [box], minimize: "exp(x[0]) + exp(x[1] - 2*x[0]) - 0.5*x[1]" },
      { variables: [box], maximize: "log(x[0] + 3) + sqrt(x[1] + 2) - 0.3*x[0] - 0.4*x[1]" },
    ]) {
      const reduced = await solve(new Problem(definition), { relativeGap: GAP });
      const result = await inFullSpace(definition, "tangents");
      expect(result).toMatchObject({ status: "optimal", promise: "bounded", milp: { integers: 0 } });
      expect(result.objective).toBeCloseTo(reduced.objective as number, 4);
    }
  });

  test("of the square of a network's output, and of one square where another one is not", async () => {
    const net = randomNetwork({ inputs: 3, widths: [6], functions: ["relu"] }, generator(4));
    for (const minimize of ["(net(x)[0] - 0.7)^2 + 0.1*x[0]^2", "x[0]^2 - 0.5*x[1]^2"]) {
      const definition = { models: { net }, variables: [box], minimize };
      const reduced = await solve(new Problem(definition), { relativeGap: GAP });
      const result = await inFullSpace(definition, "tangents");
      expectOptimum(result, reduced.objective as number);
    }
  });
});

test("a quadratic program that HiGHS gets wrong or gives up is left to tangents", async () => {
  const definition = { variables: [box], minimize: "(x[0] - 0.3)^2 + 2*x[1]^2 + (x[2] - x[0])^2" };
  for (const lie of ["nothing", "numbers"] as const) {
    const liar = lying(backend, (claim, model) => {
      if (model.quadratic === null) return claim;
      if (lie === "nothing") return { ...claim, status: "failed", point: null, rowDuals: null };
      return { ...claim, point: claim.point?.fill(Number.NaN) ?? null, rowDuals: claim.rowDuals?.fill(1e9) ?? null };
    });
    const result = await solveInFullSpace(new Problem(definition), liar, { formulation: { quadratic: "hessian" } });
    expect(result).toMatchObject({ status: "optimal", promise: "bounded" });
    expect(result.objective).toBeCloseTo(0, 6);
  }
});
