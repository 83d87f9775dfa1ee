import { afterAll, expect, test } from "vitest";
import type { MilpBackend } from "../../../src/fullspace/backend.js";
import { failedClaim } from "../../../src/fullspace/backend.js";
import { ThreadBackend } from "../../../src/fullspace/thread-backend.js";
import { Random } from "../../../src/numeric/random.js";
import { loadProgram } from "../../../src/strategy/program/program-file.js";
import { LocalLabeller } from "../../../src/strategy/sampling/draw-labelling.js";
import { EXPLORATION_DEFAULTS, explore, newExploration } from "../../../src/strategy/sampling/exploration.js";
import { PRUNING_DEFAULTS, pruned } from "../../../src/strategy/sampling/pruning.js";
import { strategyKey } from "../../../src/strategy/strategy.js";
import { randomProgram } from "../random-programs.js";

const backends = [new ThreadBackend(), new ThreadBackend()];
afterAll(() => Promise.all(backends.map((backend) => backend.close())));
const program = loadProgram("instances/strategy/inventory.json");
const labellers = backends.map((backend) => new LocalLabeller(program, backend));
const options = { ...EXPLORATION_DEFAULTS, batch: 20, threshold: 0, mostDraws: 60 };

test("sampling in parts, with any number of solvers, finds what sampling at once finds", async () => {
  const atOnce = newExploration(3);
  const progress = await explore(labellers.slice(0, 1), atOnce, { ...options, batch: 60 });
  const inParts = newExploration(3);
  await explore(labellers, inParts, { ...options, mostDraws: 20 });
  const reports: number[] = [];
  await explore(labellers, inParts, { ...options, listener: ({ draws }) => reports.push(draws) });
  expect(inParts.labels).toEqual(atOnce.labels);
  expect(inParts.strategies.map(strategyKey)).toEqual(atOnce.strategies.map(strategyKey));
  expect(progress).toMatchObject({ draws: 60, strategies: atOnce.strategies.length, withoutOptimum: 0, failed: 0 });
  expect(reports.at(-1)).toBe(60);
  expect(inParts.seconds).toBeGreaterThan(0);

  const all = pruned(program, atOnce, { ...PRUNING_DEFAULTS, keptShare: 1, loss: 0 });
  const few = pruned(program, atOnce, { ...PRUNING_DEFAULTS, keptShare: 0.5, loss: 10 });
  expect(all.pruned).toBe(0);
  expect(few.strategies.length).toBeLessThan(all.strategies.length);
  expect(few.labels).toHaveLength(60);
  expect(Math.max(...few.labels)).toBe(few.strategies.length - 1);
});

test("sampling stops at the threshold, when told to, and where nothing has an optimum", async () => {
  const one = newExploration(1);
  await explore(labellers, one, { ...options, batch: 10, threshold: 1 });
  expect(one.labels).toHaveLength(10);
  const none = newExploration(1);
  await explore(labellers, none, { ...options, signal: AbortSignal.abort() });
  expect(none.labels).toHaveLength(0);
  const impossible = { ...program, upper: program.upper.map(() => 0) };
  await expect(
    explore([new LocalLabeller(impossible, backends[0])], newExploration(1), { ...options, mostDraws: 5 }),
  ).rejects.toThrow(/none of 5 draws of the parameters has an optimum/);
});

test("draws at which the solver fails are counted apart, and do not end the sampling", async () => {
  const [backend] = backends;
  // Too large to be solved without the backend.
  const large = randomProgram(new Random(1), { variables: 60, rows: 40 });
  let calls = 0;
  const failing: MilpBackend = {
    name: "failing",
    takesQuadratics: false,
    close: async () => undefined,
    open: async (model) => {
      const session = await backend.open(model);
      const run: typeof session.run = async (options) =>
        calls++ % 2 === 0 ? failedClaim("test") : session.run(options);
      return { run, dispose: () => session.dispose() };
    },
  };
  const progress = await explore([new LocalLabeller(large, failing)], newExploration(1), {
    ...options,
    mostDraws: 10,
  });
  expect(progress).toMatchObject({ draws: 10, withoutOptimum: 0 });
  expect(progress.failed).toBeGreaterThan(0);
  expect(progress.failed).toBeLessThan(10);
});
