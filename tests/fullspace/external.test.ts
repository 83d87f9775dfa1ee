import { afterAll, describe, expect, test } from "vitest";
import { claimFrom, ExternalBackend, externalSolver } from "../../src/fullspace/external.js";
import { externalSolvers } from "../../src/fullspace/external-solvers.js";
import { MilpModel } from "../../src/fullspace/milp-model.js";
import { mpsText } from "../../src/fullspace/mps.js";
import { solveInFullSpace } from "../../src/fullspace/solve.js";
import { ThreadBackend } from "../../src/fullspace/thread-backend.js";
import { InputError, Problem, solve } from "../../src/index.js";
import { generator, randomNetwork } from "../predictors/network/random-networks.js";

const thread = new ThreadBackend();
afterAll(() => thread.close());

/** minimize 2 x[0] - y + 10. */
function model(): MilpModel {
  const small = new MilpModel("small");
  const x = small.addColumn(-5, 5, { name: "x[0]" });
  const y = small.addColumn(0, 9, { name: "y", isInteger: true });
  small.objective = { columns: [x, y], coefficients: [2, -1], constant: 10 };
  return small;
}

describe("what solvers print is read", () => {
  const gap = 1e-3;
  test.each([
    [
      "highs",
      "  Status            Optimal\n  Dual bound        2.5\n  Nodes             97",
      "# Columns 2\nx_0 -1.5\ny 4\n# Rows 0\n# Dual solution values\n# Columns 2\nx_0 8\n",
      2.5,
      97,
    ],
    [
      "scip",
      "SCIP Status        : problem is solved [optimal solution found]\nSolving Nodes      : 5\nDual Bound         : 2.50000000000000e+00 ",
      "solution status: optimal solution found\nobjective value: 3\nx_0   -1.5 \t(obj:2)\ny   4 \t(obj:-1)",
      2.5,
      5,
    ],
    [
      "cbc",
      "Result - Optimal solution found\n\nObjective value:  3\nEnumerated nodes:   34",
      "Optimal - objective value 3\n      0 x_0            -1.5       0\n      1 y      4     0",
      3 - 0.003,
      34,
    ],
    [
      "gurobi",
      "Explored 12 nodes (3 simplex iterations)\nOptimal solution found (tolerance 1.00e-04)\nBest objective 3.000000000000e+00, best bound 2.500000000000e+00, gap 7%",
      "# Objective value = 3\nx_0 -1.5\ny 4",
      2.5,
      12,
    ],
    [
      "glpsol",
      "INTEGER OPTIMAL SOLUTION FOUND",
      "c Problem: small\ns mip 1 2 o 3\ni 1 0\nj 1 -1.5\nj 2 4\ne o f",
      3 - 0.003,
      0,
    ],
  ] as const)("%s", (name, printed, solution, bound, nodes) => {
    const claim = claimFrom(externalSolvers[name], model(), printed, solution, gap);
    expect(claim.status).toBe("optimal");
    expect(Array.from(claim.point as Float64Array)).toEqual([-1.5, 4]);
    expect(claim.objective).toBe(3);
    expect(claim.bound).toBeCloseTo(bound, 9);
    expect(claim.nodes).toBe(nodes);
  });

  test("infeasible, stopped by a limit, and nothing that makes sense", () => {
    const say = (printed: string) => claimFrom(externalSolvers["highs"], model(), printed, "", gap);
    expect(say("Status            Infeasible")).toMatchObject({ status: "infeasible", point: null });
    expect(say("Status            Time limit reached\nDual bound 2")).toMatchObject({
      status: "time-limit",
      bound: 2,
    });
    expect(say("Segmentation fault")).toMatchObject({ status: "failed", point: null, bound: Number.NEGATIVE_INFINITY });
  });
});

const net = randomNetwork({ inputs: 2, widths: [6, 5], functions: ["relu"] }, generator(3));
const problem = new Problem({
  models: { net },
  variables: [{ name: "x", size: 2, lower: -1, upper: 1 }],
  maximize: "net(x)[0] + 3",
});

test("an objective's constant is the cost of a column, whatever the others are called", () => {
  const clash = model();
  clash.addColumn(0, 1, { name: "constant" });
  clash.addColumn(0, 1, { name: "3y" });
  const text = mpsText(clash, "column");
  expect(text).toContain(" constant_ objective 10\n");
  expect(text).toContain(" FX bnd constant_ 1\n");
  expect(text).not.toContain(" rhs objective");
  const { point } = claimFrom(externalSolvers["highs"], clash, "Status Optimal", "constant 1\nc_3 0.5\nconstant_ 7", 0);
  expect(Array.from(point as Float64Array)).toEqual([0, 0, 1, 0.5]);
});

test("a program that is not there, or prints nothing, fails softly", async () => {
  for (const program of ["surety-has-no-such-solver", "true"]) {
    const backend = new ExternalBackend({ ...externalSolvers["highs"], program }, thread);
    const result = await solveInFullSpace(problem, backend, { timeLimit: 20 });
    expect(result.engine).toBe("external");
    expect(result.status).toBe("precision-limit");
    expect(result.promise).toBe("bounded");
  }
  expect(() => externalSolver("no-solver")).toThrow(InputError);
});

describe("solvers on the path agree with the search", () => {
  for (const name of Object.keys(externalSolvers)) {
    const isThere = (() => {
      try {
        return externalSolver(name) !== undefined;
      } catch {
        return false;
      }
    })();
    test.skipIf(!isThere)(`${name} (skipped where it is not on the path)`, async () => {
      const reduced = await solve(problem, { relativeGap: 1e-4 });
      const backend = new ExternalBackend(externalSolver(name), thread);
      const result = await solveInFullSpace(problem, backend, { relativeGap: 1e-4, timeLimit: 20 });
      expect(result).toMatchObject({ status: "optimal", promise: "claimed" });
      const gap = Math.abs((result.objective as number) - (reduced.objective as number));
      expect(gap).toBeLessThan(2e-4 * Math.abs(reduced.objective as number));
    });

    test.skipIf(!isThere)(`${name} reads names of one letter (skipped where it is not on the path)`, async () => {
      const variables = ["x", "y"].map((variable) => ({ name: variable, lower: 0, upper: 5, integer: true }));
      const short = new Problem({ variables, maximize: "2*x + 3*y", subjectTo: ["2*x + 2*y <= 7", "x - y >= 0"] });
      const backend = new ExternalBackend(externalSolver(name), thread);
      const result = await solveInFullSpace(short, backend, { timeLimit: 20 });
      expect(result).toMatchObject({ status: "optimal", promise: "claimed", objective: 7 });
    });
  }
});
