import { existsSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { loadProgram } from "../../../src/strategy/program/program-file.js";
import { EXPLORATION_DEFAULTS, explore, newExploration } from "../../../src/strategy/sampling/exploration.js";
import { labellers } from "../../../src/strategy/sampling/thread-labeller.js";
import { strategyKey } from "../../../src/strategy/strategy.js";

/** Threads run compiled code. */
const compiled = pathToFileURL("dist/strategy/sampling/labelling-thread.js");
const isBuilt = existsSync("dist/strategy/sampling/labelling-thread.js");

test.skipIf(!isBuilt)("threads find what one thread finds, for every class of programs (needs a build)", async () => {
  for (const name of ["inventory", "tracking"]) {
    const program = loadProgram(`instances/strategy/${name}.json`);
    const options = { ...EXPLORATION_DEFAULTS, threshold: 0, batch: 30, mostDraws: 30 };
    const found = [];
    for (const count of [1, 2]) {
      const workers = labellers(program, count, compiled);
      const exploration = newExploration(1);
      await explore(workers, exploration, options);
      await Promise.all(workers.map((worker) => worker.close()));
      found.push({ labels: exploration.labels, keys: exploration.strategies.map(strategyKey) });
    }
    expect(found[1]).toEqual(found[0]);
  }
});

test("uncompiled, labellers share the thread", async () => {
  const program = loadProgram("instances/strategy/inventory.json");
  const workers = labellers(program, 2);
  const labels = await workers[0].label(1, [0, 1], Number.POSITIVE_INFINITY);
  expect(labels).toHaveLength(2);
  expect(await workers[1].label(1, [0, 1], 0)).toHaveLength(0);
  await Promise.all(workers.map((worker) => worker.close()));
});
