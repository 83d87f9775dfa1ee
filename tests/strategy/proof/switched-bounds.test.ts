import { afterAll, describe, expect, test } from "vitest";
import { ThreadBackend } from "../../../src/fullspace/thread-backend.js";
import { Random } from "../../../src/numeric/random.js";
import { instance, type ParametricProgram } from "../../../src/strategy/program/parametric-program.js";
import { ProgramBuilder } from "../../../src/strategy/program/program-builder.js";
import { drawParameters } from "../../../src/strategy/program/sampling.js";
import { Cover } from "../../../src/strategy/proof/cover.js";
import { COVER_DEFAULTS, coverAt } from "../../../src/strategy/proof/cover-making.js";
import { raised } from "../../../src/strategy/proof/cover-raising.js";
import { cuttingBounds, strengthened, switchedBounds } from "../../../src/strategy/proof/switched-bounds.js";
import { LinearSolver } from "../../../src/strategy/solver/linear-solver.js";
import { ParametricSolver } from "../../../src/strategy/solver/parametric-solver.js";
import { sites } from "../sites.js";

const backend = new ThreadBackend();
afterAll(() => backend.close());

async function optimum(program: ParametricProgram, theta: Float64Array): Promise<number> {
  const { status, objective } = await new ParametricSolver(program, backend).solve(instance(program, theta));
  expect(status).toBe("optimal");
  return objective;
}

describe.each([1, 2, 3, 4])("sites, seed %i", (seed) => {
  const random = new Random(seed);
  const program = sites(random, 6, 5);

  test("all switched bounds as rows leave the optimum where it is, and raise the relaxation", async () => {
    const bounds = switchedBounds(program);
    expect(bounds).toHaveLength(30);
    const stronger = strengthened(program, bounds).program;
    for (let k = 0; k < 4; k++) {
      const theta = drawParameters(program.blocks, random);
      const value = await optimum(program, theta);
      expect(await optimum(stronger, theta)).toBeCloseTo(value, 6);
      const relaxed = async (one: ParametricProgram): Promise<number> => {
        const { status, point } = await new LinearSolver(one, backend).solve(
          instance(one, theta),
          one.lower,
          one.upper,
        );
        expect(status).toBe("optimal");
        return point.reduce((sum, x, j) => sum + one.linear.base[j] * x, 0);
      };
      expect(await relaxed(stronger)).toBeGreaterThan(await relaxed(program));
    }
  });

  test("a cover of the strengthened program bounds the plain one, and is raised to what is true at other parameters", async () => {
    const center = drawParameters(program.blocks, random);
    const bounds = await cuttingBounds(program, center, backend);
    expect(bounds.length).toBeGreaterThan(0);
    expect(bounds.length).toBeLessThan(30);
    const { program: stronger, guarded } = strengthened(program, bounds);
    expect(new Set(guarded).size).toBe(guarded.length);
    const solver = new LinearSolver(stronger, backend);
    const solved = await new ParametricSolver(program, backend).solve(instance(program, center));
    const hint = solved.point.slice(0, 6);
    const cover = await coverAt(stronger, center, hint, solver, backend, COVER_DEFAULTS, guarded);
    if (cover === null) throw new Error("no cover");
    for (let k = 0; k < 8; k++) {
      const theta = drawParameters(program.blocks, random);
      const value = await optimum(program, theta);
      expect(cover.at(instance(program, theta), Infinity)).toBeLessThanOrEqual(value + 1e-6);
      const enough = value - 1e-6 * (1 + Math.abs(value));
      const result = await raised(stronger, cover, instance(stronger, theta), enough, solver, backend, 10);
      expect(result.better).toBeNull();
      expect(result.bound).toBeGreaterThanOrEqual(enough);
      expect(result.bound).toBeLessThanOrEqual(value + 1e-6);
      // What was added serves again, from the plain program's data as well.
      expect(cover.at(instance(program, theta), enough)).toBeGreaterThanOrEqual(enough);
    }
    expect(() => new Cover(stronger, cover.leaves, guarded)).not.toThrow();
    // More is asked for than is true: the optimum itself is what is better.
    const higher = await raised(stronger, cover, instance(stronger, center), solved.objective + 1, solver, backend, 10);
    expect(higher.better).not.toBeNull();
    // A negative demand: the rows that were added would be wrong.
    const outside = center.with(guarded[0] - 6, -1);
    expect(cover.at(instance(program, outside), Infinity)).toBe(-Infinity);
    await solver.dispose();
  });
});

test("variables that a smaller value of harms elsewhere, or that earn something, have no switched bounds", () => {
  expect(switchedBounds(sites(new Random(1), 3, 2, 99))).toHaveLength(0);
  const make = (cost: number, other: readonly [number, number, number] | null, isWhole = false): number => {
    const builder = new ProgramBuilder("one");
    const d = builder.addParameters("d", { kind: "box", lower: [1], upper: [2] });
    const z = builder.addVariable("z", 0, 1, { isInteger: true });
    const x = builder.addVariable("x", 0, 9, { isInteger: isWhole });
    builder.addRow("demand", [[x, 1]], { constant: 0, terms: [[d, 1]] }, Infinity);
    builder.addRow(
      "switch",
      [
        [x, 1],
        [z, -5],
      ],
      -Infinity,
      0,
    );
    if (other !== null) builder.addRow("other", [[x, other[0]]], other[1], other[2]);
    builder.addToObjective([
      [x, cost],
      [z, 1],
    ]);
    return switchedBounds(builder.build()).length;
  };
  expect(make(1, null)).toBe(1);
  expect(make(0, [1, -Infinity, 4])).toBe(1);
  expect(make(-0.1, null)).toBe(0);
  expect(make(1, null, true)).toBe(0);
  expect(make(1, [1, 0.5, Infinity])).toBe(0);
  expect(make(1, [-1, -Infinity, -0.5])).toBe(0);
});
