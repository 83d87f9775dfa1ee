import { readFileSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { InputError } from "../../../src/problem/input-error.js";
import { learnerNamed } from "../../../src/strategy/learners/table.js";
import {
  drawNumber,
  EXPLORATION_DEFAULTS,
  explore,
  newExploration,
} from "../../../src/strategy/model-problems/exploration.js";
import { ModelQuery } from "../../../src/strategy/model-problems/model-query.js";
import { MODEL_TRAINING_DEFAULTS, trainedOn } from "../../../src/strategy/model-problems/model-strategies.js";
import { loadParametricProblem } from "../../../src/strategy/model-problems/problem-file.js";
import {
  holdsModelStrategies,
  loadStrategies,
  saveStrategies,
} from "../../../src/strategy/model-problems/strategies-file.js";
import { temporaryFolder } from "../../cli/folder.js";

const folder = temporaryFolder();
const instance = folder.write(
  "problem.json",
  JSON.stringify({
    surety: 1,
    name: "test",
    models: { net: { file: resolve("models/network/peaks-tanh.onnx") } },
    parameters: [{ name: "price", size: 2, ball: { center: 0, radius: 1 } }],
    variables: [{ name: "x", size: 2, lower: -3, upper: 3 }],
    minimize: "net(x) + dot(price, x)",
  }),
);
const path = join(folder.path, "strategies.json");
let text = "";

beforeAll(async () => {
  const problem = loadParametricProblem(instance);
  const exploration = newExploration(3);
  await explore(problem, exploration, { ...EXPLORATION_DEFAULTS, mostDraws: 8, relativeGap: 1e-3 });
  const trained = trainedOn(problem, exploration, [learnerNamed("oct"), learnerNamed("boosted-trees")], {
    ...MODEL_TRAINING_DEFAULTS,
    relativeGap: 1e-3,
    anchors: 3,
    isQuick: true,
    cover: { mostLeaves: 40, mostParts: 10, timeLimit: 5 },
  });
  saveStrategies(path, instance, trained);
  text = readFileSync(path, "utf8");
}, 60_000);

test("what is read back answers like what was written", () => {
  const { strategies, problemPath } = loadStrategies(path);
  expect(relative(folder.path, problemPath)).toBe("problem.json");
  const copy = join(folder.path, "copy.json");
  saveStrategies(copy, problemPath, strategies);
  expect(readFileSync(copy, "utf8")).toBe(text);
  expect(holdsModelStrategies(path)).toBe(true);
  expect(holdsModelStrategies(instance)).toBe(false);
  const theta = drawNumber(strategies.problem, 3, 99);
  const answers = strategies.classifiers.map(({ classifier }) => new ModelQuery(strategies, classifier).first(theta));
  expect(answers[0].boxes).toBeGreaterThan(10);
  expect(answers[0].bound).toBeLessThanOrEqual(answers[0].objective);
});

/** The stored content with one place of it changed. */
function changed(keys: readonly (string | number)[], value: unknown): string {
  const content = JSON.parse(text);
  let place = content;
  for (const key of keys.slice(0, -1)) place = place[key];
  place[keys[keys.length - 1]] = value;
  return folder.write("changed.json", JSON.stringify(content));
}

describe("damage is found", () => {
  test.each([
    [["fingerprint"], "0", /learned for another problem than what is in problem.json now; sample anew/],
    [["problem"], "gone.json", /gone.json: there is no such file/],
    [["problem"], 3, /not a file of strategies/],
    [["exploration", "draws"], [[1, 2]], /draws\[0\]: expected 2 variables and a value/],
    [["exploration", "draws", 0], [1, 2, "x"], /draws\[0\]: element 2 is "x", not a number/],
    [["exploration"], null, /damaged/],
    [["basins", 0], [99], /basins\[0\]: element 0 is 99/],
    [["basins", 0], [], /basins\[0\]: expected numbers of draws/],
    [["basins"], [], /classifiers: oct knows \d+ strategies, not all/],
    [["covers"], [], /covers: 0 for \d+ strategies/],
    [["covers", 0, "anchors"], [[1]], /1 parameters given where there are 2/],
    [["covers", 0, "anchors", 0], [null, 1], /element 0 is null, not a number/],
    [["covers", 0, "anchors"], 7, /damaged/],
    [["covers", 0, "tree"], [0, 1], /tree: .* is no split/],
    [["covers", 0, "tree"], [-1, -1], /1 numbers too many/],
    [["covers", 0, "tree"], [0.5, 1, 0, -1, -1], /tree: \[0.5,1,0\] is no split/],
  ] as const)("%j = %j", (keys, value, message) => {
    expect(() => loadStrategies(changed(keys, value))).toThrow(message);
    expect(() => loadStrategies(changed(keys, value))).toThrow(InputError);
  });

  test.each([
    ["a tree of another problem", [5, 0, 0, -1, -1]],
    ["a split outside the box", [0, 7, 0, -1, -1]],
    ["a split outside its part", [0, 0, 0, -1, 0, -1, 0, -1, -1]],
  ])("%s", (_, tree) => {
    const { strategies } = loadStrategies(changed(["covers", 0, "tree"], tree));
    expect(() => new ModelQuery(strategies, strategies.classifiers[0].classifier)).toThrow(
      /cover of strategy 1: .*train again/,
    );
  });

  test("text that is cut off, and files that are none", () => {
    writeFileSync(join(folder.path, "cut.json"), text.slice(0, text.length / 2));
    expect(() => loadStrategies(join(folder.path, "cut.json"))).toThrow(InputError);
    expect(() => loadStrategies(join(folder.path, "gone.json"))).toThrow(/there is no such file/);
    expect(() => saveStrategies(join(folder.path, "no", "s.json"), instance, loadStrategies(path).strategies)).toThrow(
      /cannot be written/,
    );
  });
});

test("a wrong tree that is a cover all the same gives no wrong bound", () => {
  const { strategies } = loadStrategies(changed(["covers", 0, "tree"], [1, 2.5, 1, -1, 0, 1, 0, -1, -1]));
  const query = new ModelQuery(strategies, strategies.classifiers[0].classifier);
  const first = query.first(drawNumber(strategies.problem, 3, 99));
  expect(first.verdict).toBe("open");
  expect(first.bound).toBeLessThan(first.objective);
});
