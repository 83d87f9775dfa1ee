import { afterAll, expect, test } from "vitest";
import { ThreadBackend } from "../../../src/fullspace/thread-backend.js";
import { Random } from "../../../src/numeric/random.js";
import { instance, objectiveAt, type ParametricProgram } from "../../../src/strategy/program/parametric-program.js";
import { ProgramBuilder } from "../../../src/strategy/program/program-builder.js";
import { loadProgram } from "../../../src/strategy/program/program-file.js";
import { drawParameters } from "../../../src/strategy/program/sampling.js";
import { BranchingProof } from "../../../src/strategy/proof/branching-proof.js";
import { Cover } from "../../../src/strategy/proof/cover.js";
import { coverAt } from "../../../src/strategy/proof/cover-making.js";
import { tangentProgram, tangentsAt } from "../../../src/strategy/proof/tangent-program.js";
import { ParametricSolver } from "../../../src/strategy/solver/parametric-solver.js";
import { TableauSolver } from "../../../src/strategy/solver/tableau-solver.js";

const backend = new ThreadBackend();
afterAll(() => backend.close());

/** Engines that are switched and a target that is missed, both at the cost of squares. */
function switched(): ParametricProgram {
  const builder = new ProgramBuilder("switched");
  const demand = builder.addParameters("demand", { kind: "box", lower: [1], upper: [3] }, true);
  const x = [0, 1, 2].map((k) => {
    const z = builder.addVariable(`on${k}`, 0, 1, { isInteger: true });
    const power = builder.addVariable(`power${k}`, 0, 2);
    builder.addRow(
      `switch ${k}`,
      [
        [power, 1],
        [z, -2],
      ],
      Number.NEGATIVE_INFINITY,
      0,
    );
    builder.addToObjective([[z, 0.4 + 0.1 * k]]);
    builder.addProduct(power, power, 0.3 + 0.2 * k);
    return power;
  });
  const miss = builder.addVariable("miss", -5, 5);
  const sides = { constant: 0, terms: [[demand, 1]] } as const;
  builder.addRow("balance", [...x.map((column) => [column, 1] as const), [miss, 1]], sides, sides);
  builder.addProduct(miss, miss, 1);
  return builder.build();
}

const program = switched();
const random = new Random(4);

test("no point of the quadratic program costs less than the linear one says, in exact arithmetic of tangents", () => {
  const tangents = tangentsAt(program, [new Float64Array(7).fill(1)]);
  if (tangents === null) throw new Error("no tangents");
  const linear = tangentProgram(program, tangents);
  expect(linear.quadratic).toBeNull();
  for (let k = 0; k < 100; k++) {
    const point = program.lower.map((low, j) => random.between(low, program.upper[j]));
    for (const j of [0, 2, 4]) {
      point[j] = random.below(2);
      point[j + 1] *= point[j];
    }
    const data = instance(linear, Float64Array.of(2));
    const squares = tangents.map(({ variable }, t) => {
      // The least height that all tangents allow.
      let height = 0;
      for (let r = program.rowNames.length; r < linear.rowNames.length; r++) {
        const [first, last] = [linear.starts[r], linear.starts[r + 1]];
        if (linear.indices[first] !== program.lower.length + t) continue;
        let needed = data.rowLower[r];
        for (let e = first + 1; e < last; e++) needed -= data.values[e] * point[linear.indices[e]];
        height = Math.max(height, needed);
      }
      return [height, objectiveOf(point, variable)] as const;
    });
    for (const [height, square] of squares) expect(height).toBeLessThanOrEqual(square + 1e-14 * square);
  }
});

function objectiveOf(point: Float64Array, variable: number): number {
  const alone = new Float64Array(point.length);
  alone[variable] = point[variable];
  const data = instance(program, Float64Array.of(2));
  return objectiveAt({ ...program }, { ...data, linear: new Float64Array(point.length) }, alone);
}

test("covers and searches over it bound the quadratic program closely", async () => {
  const solver = new ParametricSolver(program, backend);
  const draws = Array.from({ length: 8 }, () => drawParameters(program.blocks, random));
  const optima = [];
  for (const theta of draws) optima.push((await solver.solve(instance(program, theta))).point);
  const tangents = tangentsAt(program, optima);
  if (tangents === null) throw new Error("no tangents");
  const linear = tangentProgram(program, tangents);
  const integers = optima[0].filter((_, j) => program.isInteger[j] === 1);
  const cover = await coverAt(linear, draws[0], integers, new TableauSolver(linear), backend);
  expect(cover).toBeInstanceOf(Cover);
  const search = new BranchingProof(linear);
  for (const [k, theta] of draws.entries()) {
    const objective = objectiveAt(program, instance(program, theta), optima[k]);
    const data = instance(linear, theta);
    const stored = cover?.at(data, objective) ?? Number.NaN;
    expect(stored).toBeLessThanOrEqual(objective);
    search.begin(data, objective, 1e-4);
    const searched = cover?.at(data, objective, search) ?? Number.NaN;
    expect(searched).toBeLessThanOrEqual(objective);
    expect(searched).toBeGreaterThanOrEqual(stored);
    expect(searched).toBeGreaterThan(objective - 0.01);
    expect(search.at(data, objective, 1e-4)).toBeGreaterThan(objective - 0.01);
  }
});

test("products of different variables, and linear objectives, have no such program", () => {
  expect(tangentsAt(loadProgram("instances/strategy/tracking.json"), [])).toBeNull();
  const knapsack = loadProgram("instances/strategy/knapsack.json");
  expect(tangentsAt(knapsack, [])).toBeNull();
  expect(() => tangentProgram(knapsack, [])).toThrow(RangeError);
});
