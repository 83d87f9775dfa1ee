import { afterAll, describe, expect, test } from "vitest";
import { ThreadBackend } from "../../../src/fullspace/thread-backend.js";
import { Random } from "../../../src/numeric/random.js";
import { ReducedSystem } from "../../../src/strategy/online/reduced-system.js";
import {
  activities,
  instance,
  objectiveAt,
  type ParametricProgram,
  type ProgramData,
} from "../../../src/strategy/program/parametric-program.js";
import { drawParameters } from "../../../src/strategy/program/sampling.js";
import { ParametricSolver } from "../../../src/strategy/solver/parametric-solver.js";
import { randomProgram } from "../random-programs.js";

const backend = new ThreadBackend();
afterAll(() => backend.close());

function violation(program: ParametricProgram, data: ProgramData, x: Float64Array): number {
  const values = new Float64Array(data.rowLower.length);
  activities(program, data, x, values);
  const rows = values.map((v, r) => Math.max(data.rowLower[r] - v, v - data.rowUpper[r], 0));
  return Math.max(...rows, ...x.map((value, j) => Math.max(program.lower[j] - value, value - program.upper[j])));
}

/** The best of all whole numbers, each with its continuous part solved. */
async function enumerated(program: ParametricProgram, data: ProgramData): Promise<number> {
  const integers = program.lower.length === 0 ? [] : [...program.isInteger.keys()].filter((j) => program.isInteger[j]);
  const solver = new ParametricSolver(program, backend);
  let best = Number.POSITIVE_INFINITY;
  for (let code = 0; code < 4 ** integers.length; code++) {
    const lower = program.lower.slice();
    integers.forEach((j, k) => {
      lower[j] = Math.floor(code / 4 ** k) % 4;
    });
    const upper = program.upper.map((high, j) => (program.isInteger[j] === 1 ? lower[j] : high));
    const { status, point } = await solver.relaxations.solve(data, lower, upper);
    if (status === "optimal") best = Math.min(best, objectiveAt(program, data, point));
  }
  return best;
}

describe.each([
  ["MILP", { integers: 2 }],
  ["MILP with parameters in the matrix", { integers: 2, inMatrix: true }],
  ["MIQP", { integers: 2, isQuadratic: true }],
])("%s", (_, options) => {
  test.each([1, 2, 3])("meets enumeration, seed %i", async (seed) => {
    const random = new Random(seed);
    const program = randomProgram(random, options);
    const solver = new ParametricSolver(program, backend);
    for (let k = 0; k < 2; k++) {
      const data = instance(program, drawParameters(program.blocks, random));
      const { status, point, objective } = await solver.solve(data);
      expect(status).toBe("optimal");
      expect(violation(program, data, point)).toBeLessThan(1e-6);
      expect(objective).toBeCloseTo(await enumerated(program, data), 6);
    }
  });
});

test.each([{}, { isQuadratic: true }, { integers: 2 }, { integers: 2, isQuadratic: true }])(
  "the strategy, ties broken, recovers the optimum: %j",
  async (options) => {
    const random = new Random(7);
    const program = randomProgram(random, options);
    const solver = new ParametricSolver(program, backend);
    const data = instance(program, drawParameters(program.blocks, random));
    const plain = await solver.solve(data);
    const { strategy } = await solver.label(data);
    if (strategy === null) throw new Error("no strategy");
    expect(strategy.integers.length).toBe(options.integers ?? 0);
    const system = new ReducedSystem(program, strategy);
    system.recover(data);
    expect(objectiveAt(program, data, system.point)).toBeCloseTo(plain.objective, 6);
    expect(violation(program, data, system.point)).toBeLessThan(1e-9);
  },
);

test("contradicting rows are infeasible, with and without integers", async () => {
  for (const options of [{}, { integers: 2 }, { isQuadratic: true }, { integers: 2, isQuadratic: true }]) {
    const program = randomProgram(new Random(3), options);
    const data = instance(program, new Float64Array(2));
    data.rowLower[data.rowLower.length - 1] = 20;
    data.rowUpper[data.rowLower.length - 1] = 30;
    const { status } = await new ParametricSolver(program, backend).label(data);
    expect(status).toBe("infeasible");
  }
});
