import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { run } from "../../src/cli/program.js";
import { node, simpleModel } from "../onnx/model-writing.js";
import { instanceText, PEAKS, temporaryFolder } from "./folder.js";
import { printed } from "./printed.js";

const folder = temporaryFolder();
const instance = folder.write("peaks.json", instanceText());

describe("surety solve", () => {
  test("prints a table", async () => {
    const terminal = printed();
    expect(await run(["solve", instance], terminal)).toBe(0);
    expect(terminal.out).toMatch(/^test: optimal, bounded\n {2}minimum +-6\.52\d+\n {2}lower bound +-6\.52\d+\n/);
    expect(terminal.err).toBe("");
  });

  test("--json prints exactly one object on standard output", async () => {
    const terminal = printed();
    expect(await run(["solve", instance, "--json", "--gap", "1e-3", "--seed", "5"], terminal)).toBe(0);
    const result = JSON.parse(terminal.out);
    expect(terminal.out.trimEnd()).not.toContain("\n");
    expect(result).toMatchObject({
      surety: 1,
      instance: "test",
      status: "optimal",
      options: { relativeGap: 1e-3, seed: 5 },
    });
    expect(terminal.err).toBe("");
  });

  test.each([
    ["--bounds", "forward"],
    ["--branching", "widest"],
    ["--absolute-gap", "0.5"],
    ["--time-limit", "60"],
  ])("%s %s", async (...option) => {
    const terminal = printed();
    expect(await run(["solve", instance, "--json", ...option], terminal)).toBe(0);
    expect(Object.values(JSON.parse(terminal.out).options).map(String)).toContain(option[1]);
  });

  test("a limit reached is exit code 4, and the bound is printed", async () => {
    const terminal = printed();
    expect(await run(["solve", instance, "--node-limit", "3"], terminal)).toBe(4);
    expect(terminal.out).toMatch(/^test: node-limit, bounded\n/);
    expect(terminal.out).toMatch(/lower bound +-\d/);
  });

  test("--log csv writes the progress to standard error, --log FILE to the file", async () => {
    const terminal = printed();
    expect(await run(["solve", instance, "--log", "csv"], terminal)).toBe(0);
    expect(terminal.err).toMatch(/^seconds,nodes,open,bound,incumbent\n(?:[-\d.e]+,\d+,\d+,[-\d.e]*,[-\d.e]*\n)+$/);
    const log = `${folder.path}/log.csv`;
    expect(await run(["solve", instance, "--log", log], printed())).toBe(0);
    expect(readFileSync(log, "utf8")).toMatch(/^seconds,nodes,open,bound,incumbent\n[-\d.e]+,/);
    expect(await run(["solve", instance, "--log", `${folder.path}/no/log.csv`], printed())).toBe(2);
  });

  test("a terminal gets a live line, which is cleared", async () => {
    const terminal = printed(true);
    expect(await run(["solve", instance], terminal)).toBe(0);
    expect(terminal.err).toMatch(/nodes .*bound/);
    expect(terminal.err.endsWith("\r\x1b[K")).toBe(true);
    expect(terminal.err.split("\r\x1b[K").every((line) => line.length < 80)).toBe(true);
  });
});

describe("surety info", () => {
  test("says what a model is", async () => {
    const terminal = printed();
    expect(await run(["info", PEAKS], terminal)).toBe(0);
    for (const label of [
      "family",
      "inputs",
      "outputs",
      "layers",
      "operators",
      "parameters",
      "opset",
      "can be bounded",
    ]) {
      expect(terminal.out).toMatch(new RegExp(`^  ${label} `, "m"));
    }
  });

  test("--json", async () => {
    const terminal = printed();
    expect(await run(["info", PEAKS, "--json"], terminal)).toBe(0);
    const summary = JSON.parse(terminal.out);
    expect(summary).toMatchObject({ surety: 1, family: "network", canBeBounded: true, reason: null });
    expect(summary.recognised).toMatchObject({ inputs: 2, outputs: 1 });
    expect(summary.parameters).toBeGreaterThan(10);
  });

  test.each([
    ["models/gaussian-process/branin-m52-8.gp.json", /family +gaussian-process/, /of 2 numbers to 3/],
    ["models/tree-ensemble/xgboost-regression.json", /layers +.*tree-ensemble/, /can be bounded +yes/],
    ["models/tree-ensemble/lightgbm-regression.txt", /layers +.*tree-ensemble/, /can be bounded +yes/],
  ])("%s, which is not ONNX", async (file, first, second) => {
    const terminal = printed();
    expect(await run(["info", file], terminal)).toBe(0);
    expect(terminal.out).toMatch(first);
    expect(terminal.out).toMatch(second);
    expect(terminal.out).not.toMatch(/opset/);
  });

  test("a model that cannot be bounded: why not", async () => {
    const file = folder.write("lstm.onnx", simpleModel([1, 2], [node("LSTM", ["x"], ["y"])]));
    const terminal = printed();
    expect(await run(["info", file], terminal)).toBe(0);
    expect(terminal.out).toMatch(/can be bounded +no: .*LSTM/);
    expect(terminal.out).toMatch(/family +not recognised/);
  });
});

describe("usage errors are exit code 1, help and version 0", () => {
  test.each([
    [["solve"], /missing required argument/],
    [["solve", "a", "b"], /too many arguments/],
    [["solve", instance, "--gap", "small"], /Expected a number of at least 0/],
    [["solve", instance, "--gap", "-1"], /Expected a number of at least 0/],
    [["solve", instance, "--node-limit", "0"], /Expected a whole number of at least 1/],
    [["solve", instance, "--bounds", "best"], /Allowed choices are interval, mccormick/],
    [["solve", instance, "--fast"], /unknown option/],
    [["prove", instance], /unknown command/],
    [[], /Usage: surety/],
  ])("%j", async (args, message) => {
    const terminal = printed();
    expect(await run(args, terminal)).toBe(1);
    expect(terminal.err).toMatch(message);
    expect(terminal.out).toBe("");
  });

  test("help and version", async () => {
    for (const args of [["--help"], ["solve", "--help"], ["--version"]]) {
      const terminal = printed();
      expect(await run(args, terminal)).toBe(0);
      expect(terminal.out).not.toBe("");
    }
  });
});
