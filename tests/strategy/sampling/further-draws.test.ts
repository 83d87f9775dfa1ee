import { afterAll, expect, test } from "vitest";
import { ThreadBackend } from "../../../src/fullspace/thread-backend.js";
import { Random } from "../../../src/numeric/random.js";
import { ReducedSystem } from "../../../src/strategy/online/reduced-system.js";
import { instance, objectiveAt } from "../../../src/strategy/program/parametric-program.js";
import { LocalLabeller } from "../../../src/strategy/sampling/draw-labelling.js";
import { EXPLORATION_DEFAULTS, explore, newExploration } from "../../../src/strategy/sampling/exploration.js";
import { furtherDraws } from "../../../src/strategy/sampling/further-draws.js";
import { ParametricSolver } from "../../../src/strategy/solver/parametric-solver.js";
import { randomProgram } from "../random-programs.js";
import { sites } from "../sites.js";

const backend = new ThreadBackend();
afterAll(() => backend.close());

test("where the strategies are known, those that label draws themselves are optimal nearly always", async () => {
  const program = sites(new Random(3), 6, 5);
  const exploration = newExploration(1);
  const options = { ...EXPLORATION_DEFAULTS, batch: 120, mostDraws: 120 };
  await explore([new LocalLabeller(program, backend)], exploration, options);
  const { strategies } = exploration;
  expect(strategies.length).toBeGreaterThan(2);
  const { inputs, labels } = furtherDraws(program, strategies, 1, { count: 40, timeLimit: 60 });
  expect(inputs.length).toBeGreaterThan(30);
  expect(inputs).toHaveLength(labels.length);
  const solver = new ParametricSolver(program, backend);
  let optimal = 0;
  for (let k = 0; k < inputs.length; k++) {
    const data = instance(program, inputs[k]);
    const system = new ReducedSystem(program, strategies[labels[k]]);
    system.recover(data);
    const { objective } = await solver.solve(data);
    const own = objectiveAt(program, data, system.point);
    expect(own).toBeGreaterThan(objective - 1e-6);
    if (own <= objective + 1e-4 * (1 + Math.abs(objective))) optimal++;
  }
  expect(optimal / inputs.length).toBeGreaterThan(0.9);
  expect(furtherDraws(program, strategies, 1, { count: 40, timeLimit: 0 }).inputs).toHaveLength(0);
});

test("where parameters are not in sides of rows only, there are none", () => {
  const program = randomProgram(new Random(1));
  expect(furtherDraws(program, [], 1, { count: 10, timeLimit: 60 }).inputs).toHaveLength(0);
});
