import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { run } from "../../src/cli/program.js";
import { loadPredictor } from "../../src/predictors/loading.js";
import { temporaryFolder } from "./folder.js";
import { printed } from "./printed.js";

const folder = temporaryFolder();
const PROGRAM = "instances/strategy/tracking.json";
const MODEL = join(folder.path, "model.json");

async function strategy(...args: string[]) {
  const terminal = printed();
  const exitCode = await run(["strategy", ...args], terminal);
  return { exitCode, ...terminal };
}

test("sample, train, show, export, query and bench", async () => {
  const sampling = ["sample", PROGRAM, "-o", MODEL, "--batch", "40", "--threads", "1", "--threshold", "0"];
  const first = await strategy(...sampling, "--draws", "40");
  expect(first.err).toMatch(/40 draws, \d+ strategies/);
  const second = await strategy(...sampling, "--draws", "80");
  expect(second.out).toMatch(/draws\s+80/);
  expect((await strategy("query", MODEL, "--theta", "1,1")).err).toMatch(/not trained yet; run: surety strategy train/);

  const training = await strategy("train", MODEL, "--quick");
  expect(training.exitCode).toBe(0);
  expect(training.out).toMatch(/network\s+\d+\.\d % of held-out draws/);
  expect((await strategy("show", MODEL)).out).toMatch(/if target\[[01]\] < [\s\S]*whole: on\[0\] = [01]/);
  const picture = join(folder.path, "tree.svg");
  expect((await strategy("show", MODEL, "--picture", picture)).exitCode).toBe(0);
  expect(readFileSync(picture, "utf8")).toMatch(/^<svg [\s\S]*target\[[01]\] &lt; [\s\S]*<\/svg>\n$/);
  expect((await strategy("show", MODEL, "--learner", "network", "--picture", picture)).err).toMatch(/makes no tree/);
  expect((await strategy("show", MODEL, "--picture", join(folder.path, "no", "t.svg"))).err).toMatch(/ENOENT/);
  expect((await strategy("show", MODEL, "--learner", "network")).out).toMatch(/strategy 1\n {2}whole:/);

  const onnx = join(folder.path, "network.onnx");
  expect((await strategy("export", MODEL, "-o", onnx)).exitCode).toBe(0);
  expect(loadPredictor(onnx)).toMatchObject({ inputs: 2 });
  expect((await strategy("export", MODEL, "-o", join(folder.path, "no", "n.onnx"))).err).toMatch(/ENOENT/);

  const { out } = await strategy("query", MODEL, "--theta", "1.5, 1.4", "--json");
  const answer = JSON.parse(out);
  expect(answer).toMatchObject({ surety: 1, status: "proved", point: { "on[0]": 1, "on[1]": 1 } });
  expect(answer.bound).toBeLessThanOrEqual(answer.objective + 1e-9);
  const text = await strategy("query", MODEL, "--theta", folder.write("theta.json", "[1.5, 1.4]"));
  expect(text.out).toMatch(/status\s+proved[\s\S]*predict .* us, recover .* us, prove .* us/);

  const outside = await strategy("query", MODEL, "--theta", "2.9,0.1", "--gap", "0");
  expect(outside.err).toMatch(/target\[0\] = 2.9 is outside \[0, 2\]/);
  expect(outside.exitCode).toBe(0);

  const bench = JSON.parse((await strategy("bench", MODEL, "--draws", "10", "--json")).out);
  expect(bench.proved + bench.withinGap + bench.fallback).toBeCloseTo(1, 12);
});

test.each([
  [["sample", "absent.json", "-o", MODEL], 2, /absent\.json: there is no such file/],
  [["sample", "instances/strategy/knapsack.json", "-o", MODEL], 2, /belongs to another program/],
  [["train", "absent.json"], 2, /absent\.json: there is no such file/],
  [["train", MODEL, "--learners", "oct,forest"], 2, /there is no learner "forest"/],
  [["query", MODEL, "--theta", "1"], 2, /--theta: 1 given where 2 numbers are expected/],
  [["query", MODEL, "--theta", "1,NaN"], 2, /number 2 is NaN/],
  [["query", MODEL, "--theta", "absent.json"], 2, /absent.json cannot be read \(ENOENT\)/],
  [["query", MODEL], 1, /required option '--theta/],
])("%j is refused", async (args, code, message) => {
  const { exitCode, err } = await strategy(...args);
  expect(err).toMatch(message);
  expect(exitCode).toBe(code);
});

test("parameters without a feasible point are infeasible", async () => {
  const program = folder.write(
    "infeasible.json",
    JSON.stringify({
      surety: 1,
      parameters: [{ name: "p", box: { lower: 0, upper: 1 } }],
      variables: [{ name: "x", lower: 0, upper: 2 }],
      minimize: "x",
      subjectTo: ["x >= p"],
    }),
  );
  const model = join(folder.path, "infeasible-model.json");
  await strategy("sample", program, "-o", model, "--draws", "5", "--threads", "1");
  await strategy("train", model, "--quick");
  const { out, exitCode } = await strategy("query", model, "--theta", "3");
  expect(out).toMatch(/infeasible/);
  expect(exitCode).toBe(5);
});
