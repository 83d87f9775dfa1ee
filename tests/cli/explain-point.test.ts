import { resolve } from "node:path";
import { expect, test } from "vitest";
import { run } from "../../src/cli/program.js";
import { PEAKS } from "./folder.js";
import { printed } from "./printed.js";

const FOLDER = resolve("models/tree-ensemble");

async function explained(file: string, ...options: string[]) {
  const terminal = printed();
  const exitCode = await run(["explain-point", file, ...options], terminal);
  return { exitCode, ...terminal };
}

test("a boosted model: prediction, stretches of every feature, leaves", async () => {
  const { exitCode, out, err } = await explained(`${FOLDER}/friedman-boosted.onnx`, "--at", "0.5,0.5,-0.5,0.5,0.5");
  expect([exitCode, err]).toEqual([0, ""]);
  const lines = out.split("\n");
  expect(lines[1]).toMatch(/^ {2}prediction {2}[0-9.]+$/);
  expect(lines[2]).toMatch(/^ {2}ensemble: 100 trees give [0-9.]+$/);
  expect(lines[3]).toMatch(/^ {2}feature {2}value {2}no leaf changes for +prediction stays for +then$/);
  expect(lines[6]).toMatch(/^ {2}2 +-0.5 +\(-infinity, [0-9.]+\]/);
  expect(lines[9]).toBe("  the 20 leaves with the largest values:");
  expect(lines[10]).toMatch(/^ {2}tree \d+: -?[0-9.]+ where [-0-9. <]*x\d/);
});

test("as JSON, of a file that XGBoost saved", async () => {
  const { exitCode, out } = await explained(`${FOLDER}/xgboost-binary.json`, "--at", "-0.1,0,0.2,3", "--json");
  expect(exitCode).toBe(0);
  const { surety, at, prediction, ensembles } = JSON.parse(out);
  expect([surety, at]).toEqual([1, [-0.1, 0, 0.2, 3]]);
  expect(ensembles).toHaveLength(1);
  expect(ensembles[0].leaves).toHaveLength(12);
  expect(ensembles[0].readsInputs).toBe(true);
  expect(prediction[0]).toBeCloseTo(1 / (1 + Math.exp(-ensembles[0].outputs[0])), 12);
  for (const { value, cell, same } of ensembles[0].features) {
    expect(value).toBeGreaterThan(cell.above ?? -Infinity);
    expect(value).toBeLessThanOrEqual(cell.upTo ?? Infinity);
    expect(same.upTo ?? Infinity).toBeGreaterThanOrEqual(cell.upTo ?? Infinity);
  }
});

test("a scaler in front: the trees are explained in the model's own inputs", async () => {
  const { exitCode, out } = await explained(`${FOLDER}/friedman-scaled.onnx`, "--at", "0.5,0.5,0.5,0.5,0.5");
  expect(exitCode).toBe(0);
  expect(out).not.toContain("of features that the model computes from its inputs");
});

test.each<[string, string, string[], number, RegExp]>([
  [
    "too few coordinates",
    `${FOLDER}/friedman-tree.onnx`,
    ["--at", "1,2"],
    2,
    /2 coordinates, but the model has 5 inputs/,
  ],
  ["no trees", PEAKS, ["--at", "1,2"], 2, /no trees in this model/],
  ["no numbers", `${FOLDER}/friedman-tree.onnx`, ["--at", "a,b"], 1, /Expected numbers/],
  ["no point", `${FOLDER}/friedman-tree.onnx`, [], 1, /--at/],
  ["no file", "missing.txt", ["--at", "1"], 2, /missing.txt: no such file/],
])("%s", async (_what, file, options, code, message) => {
  const { exitCode, out, err } = await explained(file, ...options);
  expect([exitCode, out]).toEqual([code, ""]);
  expect(err).toMatch(message);
});
