import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { run } from "../../src/cli/program.js";
import { instanceText, temporaryFolder } from "./folder.js";
import { printed } from "./printed.js";

const folder = temporaryFolder();
const relu = resolve("models/network/peaks-relu.onnx");
// A small box around the optimum: few neurons can switch in it.
const variables = [{ name: "x", size: 2, lower: [-1, -2.5], upper: [1, -0.5] }];
const instance = folder.write("relu.json", instanceText({ models: { net: { file: relu } }, variables }));

describe("surety solve --engine", () => {
  test("highs: claimed, with the size of the program", async () => {
    const terminal = printed();
    expect(await run(["solve", instance, "--engine", "highs", "--json", "--relu", "ideal"], terminal)).toBe(0);
    const result = JSON.parse(terminal.out);
    expect(result).toMatchObject({ engine: "highs", status: "optimal", promise: "claimed", sense: "minimize" });
    expect(result.milp).toMatchObject({ formulation: { relu: "ideal", elementBounds: "backward" }, rounds: 1 });
    expect(result.milp.integers).toBeGreaterThan(0);
    expect(result.objective).toBeCloseTo(-6.91296, 3);
  });

  test("highs, as a table", async () => {
    const terminal = printed();
    expect(await run(["solve", instance, "--engine", "highs"], terminal)).toBe(0);
    expect(terminal.out).toMatch(/^test: optimal, claimed\n/);
    expect(terminal.out).toMatch(/method +engine highs, relu big-m, .*\n.* rows, .* columns, .* integer; 1 rounds/);
  });

  test("auto: one of the two answers", async () => {
    const terminal = printed();
    expect(await run(["solve", instance, "--engine", "auto", "--json"], terminal)).toBe(0);
    expect(JSON.parse(terminal.out).objective).toBeCloseTo(-6.91296, 2);
  });

  test("a time limit of nothing: exit code 4, with a bound", async () => {
    const terminal = printed();
    expect(await run(["solve", instance, "--engine", "highs", "--json", "--time-limit", "0"], terminal)).toBe(4);
    const result = JSON.parse(terminal.out);
    expect(result).toMatchObject({ status: "time-limit", promise: "bounded" });
    expect(result.bound).toBeLessThan(-6.9);
  });

  test("what cannot be written is said", async () => {
    const file = folder.write("log.json", instanceText({ minimize: "x[0]^2 - log(x[0] + 3)" }));
    const terminal = printed();
    expect(await run(["solve", file, "--engine", "highs"], terminal)).toBe(2);
    expect(terminal.err).toMatch(/log.json: .* no finite bounds .* use --engine reduced\n$/);
  });

  test("unknown formulations are refused", async () => {
    expect(await run(["solve", instance, "--relu", "magic"], printed())).toBe(1);
  });
});

describe("surety encode", () => {
  test.each([
    ["mps", /^NAME test FREE\nROWS\n N objective\n/],
    ["lp", /^Minimize\n objective:\n/],
  ])("writes .%s", async (ending, start) => {
    const target = join(folder.path, `out.${ending}`);
    const terminal = printed();
    expect(await run(["encode", instance, "-o", target, "--element-bounds", "interval"], terminal)).toBe(0);
    expect(terminal.out).toBe("");
    expect(terminal.err).toMatch(/out\.\w+: \d+ rows, \d+ columns, \d+ integer, \d+ entries; exact up to rounding\n$/);
    expect(readFileSync(target, "utf8")).toMatch(start);
  });

  test("writes a convex quadratic objective exactly", async () => {
    const quadratic = folder.write(
      "quadratic.json",
      instanceText({ models: {}, minimize: "x[0]^2 - x[0]*x[1] + x[1]^2", subjectTo: ["x[0] + x[1] >= 1"] }),
    );
    const target = join(folder.path, "quadratic.mps");
    const terminal = printed();
    expect(await run(["encode", quadratic, "-o", target], terminal)).toBe(0);
    expect(terminal.err).toMatch(/, a quadratic objective of 3 entries; exact up to rounding\n$/);
    expect(readFileSync(target, "utf8")).toContain("QUADOBJ\n x_0 x_0 2\n x_0 x_1 -1\n x_1 x_1 2\nENDATA\n");
    expect(await run(["encode", quadratic, "-o", target, "--quadratic", "tangents"], terminal)).toBe(0);
    expect(terminal.err).toMatch(/a relaxation: 2 smooth functions enclosed within \d/);
  });

  test("says how far a relaxation is off", async () => {
    const smooth = folder.write("tanh.json", instanceText());
    const terminal = printed();
    expect(await run(["encode", smooth, "-o", join(folder.path, "tanh.mps"), "--pieces", "16"], terminal)).toBe(0);
    expect(terminal.err).toMatch(/a relaxation: \d+ smooth functions enclosed within 0\.\d+\n$/);
  });

  test.each(["out.txt", "no-such-folder/out.mps"])("refuses %s", async (name) => {
    const terminal = printed();
    expect(await run(["encode", instance, "-o", join(folder.path, name)], terminal)).toBe(2);
    expect(terminal.err).toContain("--output");
  });
});

test("surety bounds prints the bounds of every element", async () => {
  const terminal = printed();
  expect(await run(["bounds", instance, "--method", "lp"], terminal)).toBe(0);
  const { method, promise, layers } = JSON.parse(terminal.out);
  expect([method, promise]).toEqual(["lp", "bounded"]);
  expect(layers[0]).toEqual({ kind: "input", lower: [-1, -2.5], upper: [1, -0.5] });
  const activations = layers.find((layer: { kind: string }) => layer.kind === "relu");
  expect(activations.lower.every((value: number) => value >= 0)).toBe(true);
});

test("surety doctor says what works and what HiGHS is wrong about", async () => {
  const terminal = printed();
  expect(await run(["doctor"], terminal)).toBe(0);
  expect(terminal.out).toMatch(/node +\d+\.\d+\.\d+, recent enough\n/);
  expect(terminal.out).toMatch(/ONNX files +a stored model is read, evaluated and bounded as it should be\n/);
  expect(terminal.out).toMatch(/HiGHS on r3043 +right\n/);
  expect(terminal.out).toMatch(/HiGHS on r3274 +WRONG: the optimum is 0, it says 1/);
  const json = printed();
  await run(["doctor", "--json"], json);
  expect(JSON.parse(json.out).highs).toHaveLength(6);
});

test("surety compare refuses bad files and names before it runs anything", async () => {
  const misspelt = printed();
  expect(await run(["compare", instance, "--engines", "reduced,higs"], misspelt)).toBe(2);
  expect(misspelt.err).toContain('--engines "higs": unknown; known are reduced, highs, external, auto');
  const terminal = printed();
  expect(await run(["compare", instance, join(folder.path, "none.json")], terminal)).toBe(2);
  expect(terminal.err).toContain("there is no such file");
});
