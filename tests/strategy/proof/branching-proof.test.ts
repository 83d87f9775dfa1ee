import { afterAll, describe, expect, test } from "vitest";
import { ThreadBackend } from "../../../src/fullspace/thread-backend.js";
import { Random } from "../../../src/numeric/random.js";
import { PointQuality } from "../../../src/strategy/online/point-quality.js";
import {
  activities,
  instance,
  objectiveAt,
  type ParametricProgram,
} from "../../../src/strategy/program/parametric-program.js";
import { ProgramBuilder } from "../../../src/strategy/program/program-builder.js";
import { loadProgram } from "../../../src/strategy/program/program-file.js";
import { drawParameters } from "../../../src/strategy/program/sampling.js";
import { BranchingProof } from "../../../src/strategy/proof/branching-proof.js";
import { ParametricSolver } from "../../../src/strategy/solver/parametric-solver.js";
import { randomProgram } from "../random-programs.js";

const backend = new ThreadBackend();
afterAll(() => backend.close());

const programs = [
  ["random", randomProgram(new Random(5), { integers: 4 })],
  ["random, parameters in the matrix", randomProgram(new Random(6), { integers: 4, inMatrix: true })],
  ["knapsack", loadProgram("instances/strategy/knapsack.json")],
  ["suppliers", loadProgram("instances/strategy/suppliers.json")],
] as const;

describe.each(programs)("%s", (_, program) => {
  test("bounds the optimum, proves it, and finds it where the start is worse or missing", async () => {
    const random = new Random(3);
    const solver = new ParametricSolver(program, backend);
    const proof = new BranchingProof(program);
    const quality = new PointQuality(program);
    for (let k = 0; k < 8; k++) {
      const data = instance(program, drawParameters(program.blocks, random));
      const { objective } = await solver.solve(data);
      const slack = 1e-6 * (1 + Math.abs(objective));
      for (const start of [objective, objective + 0.5, Number.NaN]) {
        const bound = proof.at(data, start, 1e-6);
        expect(bound).toBeLessThanOrEqual(objective + 2 * slack);
        expect(bound).toBeGreaterThan(objective - 3 * slack);
        if (start !== objective) {
          expect(proof.isBetter).toBe(true);
          quality.measure(data, proof.point);
          expect(quality.isFeasible).toBe(true);
          expect(quality.objective).toBeLessThan(objective + 2 * slack);
        }
      }
    }
  });
});

/** Whole numbers in a box under two rows; all data are multiples of 1/64, so that float64 is exact. */
function exactProgram(random: Random): ParametricProgram {
  const builder = new ProgramBuilder("exact");
  const sixtyFourth = (low: number, high: number): number => Math.round(64 * random.between(low, high)) / 64;
  const u = builder.addParameters("u", { kind: "box", lower: [0], upper: [3] });
  const x = [0, 1, 2, 3].map((j) => builder.addVariable(`x${j}`, 0, 3, { isInteger: true }));
  for (let r = 0; r < 2; r++) {
    builder.addRow(
      `row ${r}`,
      x.map((column) => [column, sixtyFourth(-1, 3)] as const),
      -20,
      sixtyFourth(2, 9),
    );
  }
  builder.addRow("most", [[x[0], 1]], Number.NEGATIVE_INFINITY, { constant: 0, terms: [[u, 1]] });
  builder.addToObjective(x.map((column) => [column, sixtyFourth(-3, 1)] as const));
  return builder.build();
}

test.each([1, 2, 3, 4, 5, 6])("no bound is above the least of all points, seed %i", (seed) => {
  const random = new Random(seed);
  const program = exactProgram(random);
  const proof = new BranchingProof(program);
  const activity = new Float64Array(3);
  for (let k = 0; k < 10; k++) {
    const data = instance(program, Float64Array.of(Math.round(64 * random.between(0, 3)) / 64));
    let least = Number.POSITIVE_INFINITY;
    for (let code = 0; code < 256; code++) {
      const x = Float64Array.from([0, 1, 2, 3], (j) => Math.floor(code / 4 ** j) % 4);
      activities(program, data, x, activity);
      if (!activity.every((v, r) => v >= data.rowLower[r] && v <= data.rowUpper[r])) continue;
      least = Math.min(least, objectiveAt(program, data, x));
    }
    for (const start of [least, Number.NaN, least + 1]) {
      const bound = proof.at(data, start, 0);
      expect(bound).toBeLessThanOrEqual(least);
      expect(bound).toBeGreaterThan(least - 1e-6);
    }
  }
});

test("bounds that contradict each other prove that there is nothing", () => {
  const program = exactProgram(new Random(1));
  expect(new BranchingProof(program).at(instance(program, Float64Array.of(-1)), Number.NaN, 1e-4)).toBe(
    Number.POSITIVE_INFINITY,
  );
});

test("rows that contradict each other leave no point below any objective", () => {
  const program = randomProgram(new Random(3), { integers: 2 });
  const data = instance(program, new Float64Array(2));
  data.rowLower[data.rowLower.length - 1] = 20;
  data.rowUpper[data.rowUpper.length - 1] = 30;
  const proof = new BranchingProof(program);
  const bound = proof.at(data, Number.NaN, 1e-4);
  expect(proof.isBetter).toBe(false);
  const most = program.upper.reduce((sum, high, j) => sum + Math.max(0, data.linear[j] * high), data.constant[0]);
  expect(bound).toBeGreaterThan(most);
});

test("a quadratic objective is refused", () => {
  expect(() => new BranchingProof(randomProgram(new Random(1), { isQuadratic: true, integers: 1 }))).toThrow(
    RangeError,
  );
});
