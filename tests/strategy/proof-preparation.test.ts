import { afterAll, expect, test } from "vitest";
import { ThreadBackend } from "../../src/fullspace/thread-backend.js";
import { Random } from "../../src/numeric/random.js";
import { instance, objectiveAt, type ParametricProgram } from "../../src/strategy/program/parametric-program.js";
import { drawParameters } from "../../src/strategy/program/sampling.js";
import { coveredProgram, preparedProofs, raisedTo } from "../../src/strategy/proof-preparation.js";
import { LinearSolver } from "../../src/strategy/solver/linear-solver.js";
import { ParametricSolver } from "../../src/strategy/solver/parametric-solver.js";
import { type Strategy, strategyKey } from "../../src/strategy/strategy.js";
import { engines } from "./engines.js";
import { sites } from "./sites.js";

const backend = new ThreadBackend();
afterAll(() => backend.close());

test.each<[string, number, ParametricProgram]>([
  ["a quadratic objective", 3, engines()],
  ["a linear one", 15, sites(new Random(3), 6, 5)],
])("covers that are raised to draws bound others from below, and closely: %s", async (_, least, program) => {
  const random = new Random(7);
  const solver = new ParametricSolver(program, backend);
  const inputs = Array.from({ length: 15 }, () => drawParameters(program.blocks, random));
  const strategies: Strategy[] = [];
  const labels: number[] = [];
  for (const theta of inputs) {
    const { strategy } = await solver.label(instance(program, theta));
    if (strategy === null) throw new Error("no strategy");
    const known = strategies.findIndex((one) => strategyKey(one) === strategyKey(strategy));
    labels.push(known >= 0 ? known : strategies.push(strategy) - 1);
  }
  const proofs = await preparedProofs(program, { strategies, inputs, labels: Int32Array.from(labels) }, backend);
  const [cover] = proofs.covers;
  if (cover === null) throw new Error("no cover");
  let proved = 0;
  for (let k = 0; k < 20; k++) {
    const data = instance(program, drawParameters(program.blocks, random));
    const { point } = await solver.solve(data);
    const objective = objectiveAt(program, data, point);
    for (const one of new Set(proofs.covers)) {
      const bound = one?.at(data, Number.POSITIVE_INFINITY) ?? Number.NEGATIVE_INFINITY;
      expect(bound).toBeLessThanOrEqual(objective + 1e-9 * (1 + Math.abs(objective)));
    }
    const bounds = proofs.covers.map((one) => one?.at(data, Number.POSITIVE_INFINITY) ?? Number.NEGATIVE_INFINITY);
    if (Math.max(...bounds) >= objective - 1e-4 * Math.abs(objective)) proved++;
  }
  expect(proved).toBeGreaterThanOrEqual(least);
  const theta = drawParameters(program.blocks, random);
  const { objective } = await solver.solve(instance(program, theta));
  const { program: covered } = coveredProgram(program, proofs);
  const boxes = new LinearSolver(covered, backend);
  const raise = () => raisedTo(program, covered, cover, theta, objective, boxes, backend, 20);
  await raise();
  expect(await raise()).toBe(false);
  expect(cover.at(instance(program, theta), objective)).toBeGreaterThanOrEqual(objective - 1e-4 * Math.abs(objective));
});
