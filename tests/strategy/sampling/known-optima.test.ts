import { afterAll, expect, test } from "vitest";
import { ThreadBackend } from "../../../src/fullspace/thread-backend.js";
import { Random } from "../../../src/numeric/random.js";
import { instance } from "../../../src/strategy/program/parametric-program.js";
import { loadProgram } from "../../../src/strategy/program/program-file.js";
import { drawNumber } from "../../../src/strategy/sampling/exploration.js";
import { KnownOptima } from "../../../src/strategy/sampling/known-optima.js";
import { ParametricSolver } from "../../../src/strategy/solver/parametric-solver.js";
import { strategyKey } from "../../../src/strategy/strategy.js";
import { randomProgram } from "../random-programs.js";
import { sites } from "../sites.js";

const backend = new ThreadBackend();
afterAll(() => backend.close());

test.each([
  ["linear", loadProgram("instances/strategy/inventory.json"), 40],
  ["quadratic", randomProgram(new Random(2), { isQuadratic: true }), 40],
  ["parameters in the matrix", randomProgram(new Random(3), { inMatrix: true }), 40],
  ["mixed-integer", sites(new Random(5), 4, 3, 99), 25],
  ["mixed-integer, strengthened", sites(new Random(5), 7, 6), 30],
])("what is recognized is what the solver finds: %s", async (_, program, draws) => {
  const solver = new ParametricSolver(program, backend);
  const known = new KnownOptima(program, solver.relaxations, backend);
  let recognized = 0;
  for (let k = 0; k < draws; k++) {
    const data = instance(program, drawNumber(program, 1, k));
    const { strategy } = await solver.label(data);
    if (strategy === null) throw new Error("no optimum");
    const found = known.find(data) ?? (await known.settle(data, (integers) => solver.labelWith(data, integers)));
    if (found === null) await known.learn(strategy, data.theta);
    else {
      recognized++;
      expect(strategyKey(found)).toBe(strategyKey(strategy));
    }
  }
  expect(recognized).toBeGreaterThan(draws / 2);
});

test("whole numbers whose proof would go stale are left to the solver", () => {
  expect(KnownOptima.suits(randomProgram(new Random(1), { integers: 2, inMatrix: true }))).toBe(false);
  expect(KnownOptima.suits(sites(new Random(5), 4, 3))).toBe(true);
});
