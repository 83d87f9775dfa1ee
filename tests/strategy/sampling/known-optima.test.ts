import { afterAll, expect, test } from "vitest";
import { ThreadBackend } from "../../../src/fullspace/thread-backend.js";
import { Random } from "../../../src/numeric/random.js";
import { instance } from "../../../src/strategy/program/parametric-program.js";
import { ProgramBuilder } from "../../../src/strategy/program/program-builder.js";
import { loadProgram } from "../../../src/strategy/program/program-file.js";
import { drawNumber } from "../../../src/strategy/sampling/exploration.js";
import { KnownOptima } from "../../../src/strategy/sampling/known-optima.js";
import { ParametricSolver } from "../../../src/strategy/solver/parametric-solver.js";
import { strategyKey } from "../../../src/strategy/strategy.js";
import { randomProgram } from "../random-programs.js";

const backend = new ThreadBackend();
afterAll(() => backend.close());

/** Sites to open and customers to serve: whole numbers, parameters in sides of rows only. */
function sites() {
  const random = new Random(5);
  const builder = new ProgramBuilder("sites");
  const d = builder.addParameters("d", { kind: "ball", center: [2, 2, 2], radius: 0.5 });
  const y = [0, 1, 2, 3].map((i) => builder.addVariable(`y${i}`, 0, 1, { isInteger: true }));
  const x = y.map((_, i) => [0, 1, 2].map((j) => builder.addVariable(`x${i}${j}`, 0, 9)));
  y.forEach((open, i) => {
    builder.addRow(`supply ${i}`, [...x[i].map((c) => [c, 1] as const), [open, -4]], Number.NEGATIVE_INFINITY, 0);
    builder.addToObjective([[open, random.between(1, 3)], ...x[i].map((c) => [c, random.uniform()] as const)]);
  });
  for (const j of [0, 1, 2]) {
    builder.addRow(
      `demand ${j}`,
      x.map((row) => [row[j], 1] as const),
      { constant: 0, terms: [[d + j, 1]] },
      99,
    );
  }
  return builder.build();
}

test.each([
  ["linear", loadProgram("instances/strategy/inventory.json"), 40],
  ["quadratic", randomProgram(new Random(2), { isQuadratic: true }), 40],
  ["parameters in the matrix", randomProgram(new Random(3), { inMatrix: true }), 40],
  ["mixed-integer", sites(), 25],
])("what is recognized is what the solver finds: %s", async (_, program, draws) => {
  const solver = new ParametricSolver(program, backend);
  const known = new KnownOptima(program, solver.relaxations, backend);
  let recognized = 0;
  for (let k = 0; k < draws; k++) {
    const data = instance(program, drawNumber(program, 1, k));
    const { strategy } = await solver.label(data);
    if (strategy === null) throw new Error("no optimum");
    const found = known.find(data);
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
  expect(KnownOptima.suits(sites())).toBe(true);
});
