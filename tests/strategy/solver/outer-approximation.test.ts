import { afterAll, expect, test } from "vitest";
import { ThreadBackend } from "../../../src/fullspace/thread-backend.js";
import { Random } from "../../../src/numeric/random.js";
import { instance, objectiveAt, type ParametricProgram } from "../../../src/strategy/program/parametric-program.js";
import { ProgramBuilder } from "../../../src/strategy/program/program-builder.js";
import { drawParameters } from "../../../src/strategy/program/sampling.js";
import { BRANCHING_DEFAULTS, BranchAndBound } from "../../../src/strategy/solver/branch-and-bound.js";
import { OuterApproximation } from "../../../src/strategy/solver/outer-approximation.js";
import { QuadraticSolver } from "../../../src/strategy/solver/quadratic-solver.js";
import { randomProgram } from "../random-programs.js";

const backend = new ThreadBackend();
afterAll(() => backend.close());

/** Four switched engines that together meet a demand, and a part of several variables. */
function switched(): ParametricProgram {
  const builder = new ProgramBuilder("switched");
  const demand = builder.addParameters("demand", { kind: "box", lower: [1], upper: [3] }, true);
  const power = [0, 1, 2, 3].map((k) => {
    const z = builder.addVariable(`on${k}`, 0, 1, { isInteger: true });
    const x = builder.addVariable(`power${k}`, 0, 2);
    builder.addRow(
      `switch ${k}`,
      [
        [x, 1],
        [z, -2],
      ],
      Number.NEGATIVE_INFINITY,
      0,
    );
    builder.addToObjective([[z, 0.4 + 0.1 * k]]);
    builder.addProduct(x, x, 0.3 + 0.2 * k);
    return x;
  });
  const miss = builder.addVariable("miss", -5, 5);
  builder.addRow(
    "balance",
    [...power.map((x) => [x, 1] as const), [miss, 1]],
    { constant: 0, terms: [[demand, 1]] },
    9,
  );
  builder.addProduct(miss, miss, 1);
  builder.addProduct(miss, power[0], 0.2);
  return builder.build();
}

test.each([
  ["switched engines", switched()],
  ["random", randomProgram(new Random(4), { integers: 3, isQuadratic: true })],
])("meets branch and bound, draw after draw: %s", async (_, program) => {
  const random = new Random(9);
  const outer = new OuterApproximation(program, backend, new QuadraticSolver(program));
  const search = new BranchAndBound(program, new QuadraticSolver(program));
  let rounds = 0;
  for (let k = 0; k < 5; k++) {
    const data = instance(program, drawParameters(program.blocks, random));
    const found = await outer.solve(data, 60);
    const { objective } = await search.solve(data, BRANCHING_DEFAULTS);
    expect(found.status).toBe("optimal");
    expect(objectiveAt(program, data, found.point as Float64Array)).toBeCloseTo(objective, 5);
    rounds = found.rounds;
  }
  // Tangents of earlier draws hold at later ones.
  expect(rounds).toBeLessThanOrEqual(4);
});

test("contradicting rows are infeasible", async () => {
  const program = switched();
  const data = instance(program, Float64Array.of(2));
  data.rowLower[4] = 30;
  data.rowUpper[4] = 40;
  const outer = new OuterApproximation(program, backend, new QuadraticSolver(program));
  expect((await outer.solve(data, 60)).status).toBe("infeasible");
});

test("a time limit is kept", async () => {
  const program = switched();
  const outer = new OuterApproximation(program, backend, new QuadraticSolver(program));
  expect((await outer.solve(instance(program, Float64Array.of(2)), 0)).status).toBe("time-limit");
});
