import { afterAll, describe, expect, test } from "vitest";
import { ThreadBackend } from "../../../src/fullspace/thread-backend.js";
import { Random } from "../../../src/numeric/random.js";
import { instance } from "../../../src/strategy/program/parametric-program.js";
import { drawParameters } from "../../../src/strategy/program/sampling.js";
import { Cover, type CoverLeaf } from "../../../src/strategy/proof/cover.js";
import { COVER_DEFAULTS, coverAt } from "../../../src/strategy/proof/cover-making.js";
import { ElasticProgram } from "../../../src/strategy/proof/elastic-program.js";
import { LagrangianBound } from "../../../src/strategy/proof/lagrangian-bound.js";
import { ParametricSolver } from "../../../src/strategy/solver/parametric-solver.js";
import { randomProgram } from "../random-programs.js";

const backend = new ThreadBackend();
afterAll(() => backend.close());

describe.each([{ integers: 3 }, { integers: 3, inMatrix: true }, { integers: 3, isQuadratic: true }])(
  "%j",
  (options) => {
    test.each([1, 2])(
      "a cover bounds the optimum anywhere, and tightly near where it was made, seed %i",
      async (seed) => {
        const random = new Random(seed);
        const program = randomProgram(random, options);
        const solver = new ParametricSolver(program, backend);
        const center = new Float64Array(2);
        const cover = await coverAt(program, center, new Float64Array(3), solver.relaxations, backend);
        expect(cover).not.toBeNull();
        for (let k = 0; k < 6; k++) {
          const theta = k === 0 ? center : drawParameters(program.blocks, random);
          const data = instance(program, theta);
          const { objective } = await solver.solve(data);
          const bound = cover?.at(data, Number.POSITIVE_INFINITY) ?? Number.NaN;
          // The solver's point may violate rows by its tolerance.
          expect(bound).toBeLessThanOrEqual(objective + 1e-5 * (1 + Math.abs(objective)));
          if (k === 0) expect(bound).toBeGreaterThan(objective - 1e-6 * (1 + Math.abs(objective)));
        }
      },
    );
  },
);

test.each([1, 2, 3])("whole optima get a box of their own where that is asked for, seed %i", async (seed) => {
  const random = new Random(seed);
  const program = randomProgram(random, { integers: 3 });
  const solver = new ParametricSolver(program, backend);
  const center = new Float64Array(2);
  const { point } = await solver.solve(instance(program, center));
  const options = { ...COVER_DEFAULTS, separates: true };
  const cover = await coverAt(program, center, new Float64Array(3), solver.relaxations, backend, options);
  if (cover === null) throw new Error("no cover");
  const whole = [...program.isInteger.keys()].filter((j) => program.isInteger[j] === 1);
  const alone = cover.leaves.filter((_, k) => {
    const { lower, upper } = cover.box(k);
    return whole.every((j) => lower[j] === upper[j] && Math.abs(lower[j] - point[j]) < 1e-6);
  });
  expect(alone).toHaveLength(1);
  for (let k = 0; k < 6; k++) {
    const data = instance(program, drawParameters(program.blocks, random));
    const { objective } = await solver.solve(data);
    expect(cover.at(data, Number.POSITIVE_INFINITY)).toBeLessThanOrEqual(objective + 1e-5 * (1 + Math.abs(objective)));
  }
});

test("boxes that leave whole numbers out are refused", () => {
  const program = randomProgram(new Random(1), { integers: 2 });
  const leaf = (...changes: [number, number, number][]): CoverLeaf => ({
    changes,
    duals: [{ multipliers: new Float64Array(program.rowNames.length), anchor: null }],
    tight: null,
  });
  const quarters = [leaf([0, 0, 1], [1, 0, 2]), leaf([0, 0, 1], [1, 3, 3]), leaf([0, 2, 3])];
  expect(() => new Cover(program, quarters)).not.toThrow();
  for (const without of [0, 1, 2]) {
    expect(
      () =>
        new Cover(
          program,
          quarters.filter((_, k) => k !== without),
        ),
    ).toThrow(/do not cover/);
  }
  expect(() => new Cover(program, [])).toThrow(/do not cover/);
});

test("an empty box has a bound as high as is asked for; a box with points has none", async () => {
  const program = randomProgram(new Random(1), {});
  const data = instance(program, new Float64Array(2));
  const elastic = new ElasticProgram(program, backend);
  expect(await elastic.emptiness(data, program.lower, program.upper, 100)).toBeNull();
  // The floor row asks for a sum of 1.2 of the first three.
  const upper = program.upper.map(() => 0.1);
  const dual = await elastic.emptiness(data, program.lower, upper, 100);
  if (dual === null) throw new Error("not found empty");
  expect(new LagrangianBound(program).at(data, dual, program.lower, upper)).toBeGreaterThan(100);
});
