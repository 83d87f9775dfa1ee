import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { hasModels, loadParametricProblem } from "../../../src/strategy/model-problems/problem-file.js";
import { temporaryFolder } from "../../cli/folder.js";

const folder = temporaryFolder();
const plain = {
  surety: 1,
  name: "test",
  models: { net: { file: resolve("models/network/peaks-relu.onnx") } },
  parameters: [{ name: "p", box: { lower: 0, upper: 1 } }],
  variables: [{ name: "x", size: 2, lower: -3, upper: 3 }],
  minimize: "net(x) + p * x[0]",
};

const written = (changes: object, name = "problem.json"): string =>
  folder.write(name, JSON.stringify({ ...plain, ...changes }));

describe.each([
  ["blend-prices", 2, 2],
  ["reactor-demand", 3, 4],
  ["surface-prices", 4, 4],
  ["plant-costs", 5, 5],
  ["experiment-prices", 3, 3],
])("instances/strategy/%s.json", (name, variables, parameters) => {
  const path = `instances/strategy/${name}.json`;

  test("is a problem with models inside", () => {
    expect(hasModels(path)).toBe(true);
    expect(loadParametricProblem(path)).toMatchObject({ size: variables, parameterCount: parameters });
  });
});

test("programs without models are told apart, and so is what is no file", () => {
  expect(hasModels("instances/strategy/knapsack.json")).toBe(false);
  expect(hasModels("nowhere.json")).toBe(false);
  expect(hasModels(folder.write("broken.json", "{"))).toBe(false);
});

test("the fingerprint depends on the file and on the weights", () => {
  const first = loadParametricProblem(written({}));
  expect(loadParametricProblem(written({})).fingerprint).toBe(first.fingerprint);
  expect(loadParametricProblem(written({ minimize: "net(x) + 2*p * x[0]" })).fingerprint).not.toBe(first.fingerprint);
});

test.each([
  [{ parameters: [] }, /problem.json: parameters\.: /],
  [{ parameters: undefined }, /problem.json: parameters\.: /],
  [{ parameters: [{ name: "p" }] }, /parameters\[0\]: give either "ball" or "box"/],
  [{ parameters: [{ name: "p", box: { lower: 2, upper: 1 } }] }, /parameters\[0\]: box: lower 2 is above upper 1/],
  [{ parameters: [{ name: "x", box: { lower: 0, upper: 1 } }] }, /parameters: x is a variable already/],
  [{ minimize: "net(x) + q" }, /unknown variable "q"/],
  [{ models: { net: { file: "gone.onnx" } } }, /models\.net: .*gone\.onnx/],
  [{ extra: 1 }, /extra: unknown key/],
])("%j is refused", (changes, message) => {
  expect(() => loadParametricProblem(written(changes))).toThrow(message);
});
