import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { ThreadBackend } from "../../src/fullspace/thread-backend.js";
import { Random } from "../../src/numeric/random.js";
import { evaluated } from "../../src/strategy/evaluation.js";
import { loadModel, saveModel } from "../../src/strategy/file/model-file.js";
import { learnerNamed } from "../../src/strategy/learners/table.js";
import type { TreeClassifier } from "../../src/strategy/learners/tree.js";
import { StrategyQuery } from "../../src/strategy/online/strategy-query.js";
import type { ParametricProgram } from "../../src/strategy/program/parametric-program.js";
import { loadProgram } from "../../src/strategy/program/program-file.js";
import { rulesText } from "../../src/strategy/rules.js";
import { LocalLabeller } from "../../src/strategy/sampling/draw-labelling.js";
import { drawNumber, EXPLORATION_DEFAULTS, explore, newExploration } from "../../src/strategy/sampling/exploration.js";
import { TRAINING_DEFAULTS, trained } from "../../src/strategy/training.js";
import { sites } from "./sites.js";

const backend = new ThreadBackend();
const folder = mkdtempSync(join(tmpdir(), "surety-strategy-"));
afterAll(async () => {
  await backend.close();
  rmSync(folder, { recursive: true });
});

function programOf(name: string): ParametricProgram {
  return name === "sites" ? sites(new Random(3), 7, 6) : loadProgram(`instances/strategy/${name}.json`);
}

test.each([
  ["tracking", 60, 0.85],
  ["knapsack", 20, 0.3],
  ["inventory", 60, 0.8],
  ["sites", 60, 0.8],
])("%s: sampled, trained, answered, saved and read back", async (name, draws, leastProved) => {
  const program = programOf(name);
  const exploration = newExploration(1);
  await explore([new LocalLabeller(program, backend)], exploration, {
    ...EXPLORATION_DEFAULTS,
    batch: draws,
    mostDraws: draws,
  });
  const options = { ...TRAINING_DEFAULTS, isQuick: true, mostCovers: 4 };
  const model = await trained(program, exploration, [learnerNamed("oct")], backend, options);
  const { classifier } = model.classifiers[0];
  const [result] = await evaluated(model, [classifier], backend, 10);
  expect(result.proved).toBeGreaterThanOrEqual(leastProved);
  expect(result.proved + result.withinGap + result.fallback).toBeCloseTo(1, 12);
  expect(result.maxProvedSuboptimality).toBeLessThan(1.1e-4);
  expect(result.accuracy).toBeGreaterThan(0.6);

  const rules = rulesText(program, model.strategies, (classifier as TreeClassifier).root);
  expect(rules).toMatch(/^(if .+ [<>] |strategy 1)/);

  const path = join(folder, `${name}.json`);
  saveModel(path, model);
  const again = loadModel(path);
  const query = (one: typeof model) =>
    new StrategyQuery(one.program, one.strategies, one.classifiers[0].classifier, one.covers);
  for (let k = 0; k < 5; k++) {
    const theta = drawNumber(program, 99, k);
    const { seconds: _, ...before } = query(model).answer(theta);
    const { seconds: __, ...after } = query(again).answer(theta);
    expect(after).toEqual(before);
  }
  expect(again.exploration.labels).toEqual(exploration.labels);
  expect(again.switched).toEqual(model.switched);
  expect(model.switched.length > 0).toBe(name === "sites");
  // Strategies with the same whole numbers share a cover, in the file as well.
  const shared = again.covers.map((cover) => again.covers.indexOf(cover));
  expect(shared).toEqual(model.covers.map((cover) => model.covers.indexOf(cover)));
});

test("bounds that do not follow from the program are refused", () => {
  const program = programOf("sites");
  const path = join(folder, "switched.json");
  const empty = { exploration: newExploration(1), strategies: [], classifiers: [], covers: [], tangents: null };
  saveModel(path, { ...empty, program, switched: [{ variable: 7, binary: 1, row: 7 }] });
  expect(() => loadModel(path)).toThrow(/switched: 7 1 7 is no bound of the program/);
});

test.each([
  ["{}", /not a file of strategies/],
  ["[1, 2]", /not a file of strategies/],
  ['{"surety-strategies": 1}', /damaged/],
  ['{"surety-strategies": 1, "program": {"variableNames": 3}}', /program.variableNames: expected a list of names/],
  ["{", /line 1/],
])("a file that holds %s is refused", (text, message) => {
  const path = join(folder, "broken.json");
  writeFileSync(path, text);
  expect(() => loadModel(path)).toThrow(message);
});

test("files that cannot be read or written", async () => {
  expect(() => loadModel(join(folder, "absent.json"))).toThrow(/there is no such file/);
  const program = loadProgram("instances/strategy/tracking.json");
  const model = {
    program,
    exploration: newExploration(1),
    strategies: [],
    classifiers: [],
    covers: [],
    tangents: null,
    switched: [],
  };
  expect(() => saveModel(join(folder, "no", "m.json"), model)).toThrow(/cannot be written \(ENOENT\)/);
});
