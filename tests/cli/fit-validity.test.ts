import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { run } from "../../src/cli/program.js";
import { generator } from "../predictors/network/random-networks.js";
import { temporaryFolder } from "./folder.js";
import { printed } from "./printed.js";

const folder = temporaryFolder();
const DOMAIN = join(folder.path, "domain.json");

function csv(name: string, rows: readonly (readonly (number | string)[])[], header = "a,b"): string {
  return folder.write(name, `${header}\n${rows.map((row) => row.join(",")).join("\n")}\n`);
}

const random = generator(5);
const square = Array.from({ length: 120 }, () => [6 * random() - 3, 6 * random() - 3]);
const ring = square.filter(([a, b]) => Math.hypot(a, b) > 1.8);
const SQUARE = csv("square.csv", square);
const RING = csv("ring.csv", ring);

async function fitted(...args: string[]) {
  const terminal = printed();
  const exitCode = await run(["fit-validity", ...args], terminal);
  return { exitCode, ...terminal };
}

describe("kinds", () => {
  test.each([
    ["box"],
    ["convex-hull"],
    ["clustered-hull", "--clusters", "3"],
    ["ellipsoid", "--robust"],
    ["pca", "--components", "1"],
    ["distance", "--norm", "l1", "--neighbours", "3"],
    ["kde"],
    ["one-class-svm"],
    ["one-class-svm", "--kernel", "linear"],
    ["gaussian-mixture", "--clusters", "2", "--seed", "1"],
  ])("%s %s %s %s %s", async (...options) => {
    const [kind, ...more] = options.filter((option) => option !== undefined);
    const { exitCode, out, err } = await fitted(
      SQUARE,
      "--kind",
      kind,
      "--coverage",
      "0.9",
      ...more,
      "-o",
      DOMAIN,
      "--json",
    );
    expect(err).toBe("");
    expect(exitCode).toBe(0);
    const summary = JSON.parse(out);
    expect(summary).toMatchObject({ surety: 1, kind, columns: ["a", "b"], points: 120, reason: null });
    expect(summary.pointsInside).toBeGreaterThanOrEqual(kind === "box" ? 90 : 107);
    expect(summary.boxShare).toBeGreaterThan(0.3);
    expect(JSON.parse(readFileSync(DOMAIN, "utf8"))).toMatchObject({ "surety-validity": 1, kind, data: "square.csv" });
  });
});

describe("kinds that ask models", () => {
  const tanh = "net=models/network/peaks-tanh.onnx";
  const gp = "gp=models/gaussian-process/peaks-se-50.gp.json";

  test.each([
    ["gp-variance", gp],
    ["isolation-forest", tanh],
    ["ensemble-agreement", tanh, "--model", "other=models/network/peaks-relu.onnx"],
  ])("%s", async (kind, ...models) => {
    const options = ["--kind", kind, "--coverage", "0.9", "--model", ...models, "-o", DOMAIN, "--json"];
    const { exitCode, out, err } = await fitted(SQUARE, ...options);
    expect(err).toBe("");
    expect(exitCode).toBe(0);
    // Of the process's deviation it is the places between the data that count.
    expect(JSON.parse(out).pointsInside).toBeGreaterThanOrEqual(kind === "gp-variance" ? 90 : 108);
    expect(JSON.parse(out).pointsInside).toBeLessThan(120);
    expect(JSON.parse(readFileSync(DOMAIN, "utf8"))).toMatchObject({ "surety-validity": 1, kind, data: "square.csv" });
  });

  test("leaf-support: every row of the data lies in leaves that hold it", async () => {
    const data = folder.write(
      "five.csv",
      `a,b,c,d,e\n${Array.from({ length: 30 }, () => Array.from({ length: 5 }, random).join(",")).join("\n")}\n`,
    );
    const forest = "forest=models/tree-ensemble/friedman-forest.onnx";
    const { out } = await fitted(data, "--kind", "leaf-support", "--model", forest, "-o", DOMAIN, "--json");
    expect(JSON.parse(out)).toMatchObject({ points: 30, pointsInside: 30 });
    expect(JSON.parse(readFileSync(DOMAIN, "utf8")).parameters.least).toBe(1);
  });

  test.each([
    [["gp-variance"], 2, /square\.csv: a gp-variance is fitted with one model .*, here are 0/],
    [["ensemble-agreement", "--model", tanh], 2, /fitted with at least 2 models .*, here are 1/],
    [["kde", "--model", tanh], 2, /a kde is fitted with no model, here are 1/],
    [
      ["gp-variance", "--model", tanh],
      2,
      /"net" is of the family \S+; a standard deviation is had by Gaussian processes/,
    ],
    [["isolation-forest", "--model", tanh, "--model-output", "3"], 2, /"net" has 1 outputs; output 3 is none of them/],
    [["isolation-forest", "--model", tanh, "--columns", "a"], 2, /"net" has 2 inputs, the data have 1 columns/],
    [["isolation-forest", "--model", "models/network/peaks-tanh.onnx"], 1, /Expected a name and a file/],
    [["isolation-forest", "--model", tanh, "--model", tanh], 1, /There are two models named net/],
    [["isolation-forest", "--model", "net=none.onnx"], 2, /none\.onnx/],
    [["ensemble-agreement", "--model", tanh, "--model", "again=models/network/peaks-tanh.onnx"], 2, /do not differ/],
  ])("%j is refused", async (options, code, message) => {
    const { exitCode, err } = await fitted(SQUARE, "--kind", ...options, "-o", DOMAIN);
    expect(err).toMatch(message);
    expect(exitCode).toBe(code);
  });
});

describe("auto", () => {
  test.each([
    [SQUARE, "convex-hull", /no holes were found/],
    [RING, "one-class-svm", /the data have holes: \d/],
  ])("%s", async (file, kind, reason) => {
    const { out } = await fitted(file, "--kind", "auto", "-o", DOMAIN);
    expect(out).toMatch(new RegExp(`kind +${kind}`));
    expect(out).toMatch(reason);
  });
});

test("a picture is an SVG file with every point", async () => {
  const picture = join(folder.path, "domain.svg");
  expect((await fitted(RING, "-o", DOMAIN, "--picture", picture)).exitCode).toBe(0);
  const text = readFileSync(picture, "utf8");
  expect(text).toMatch(/^<svg xmlns=/);
  expect(text.match(/<circle/g)).toHaveLength(ring.length);
  expect(text).toContain(">a</text>");
});

test("a fitted domain is used by an instance, and the answer says where it lies", async () => {
  expect((await fitted(RING, "--kind", "one-class-svm", "--coverage", "0.95", "-o", DOMAIN)).exitCode).toBe(0);
  const instance = folder.write(
    "instance.json",
    JSON.stringify({
      surety: 1,
      variables: [{ name: "x", size: 2, lower: -3, upper: 3 }],
      minimize: "x[0]^2 + x[1]^2",
      validity: [{ kind: "one-class-svm", of: "x", file: "domain.json" }],
    }),
  );
  const terminal = printed();
  expect(await run(["solve", instance, "--gap", "1e-3", "--json"], terminal)).toBe(0);
  const result = JSON.parse(terminal.out);
  expect(result.objective).toBeGreaterThan(1);
  expect(result.data).toEqual([
    {
      of: "validity[0]",
      kind: "one-class-svm",
      inside: true,
      active: true,
      nearest: expect.any(Number),
      nearestRow: expect.any(Number),
      spacing: expect.any(Number),
      hullDistance: 0,
      insideHull: true,
    },
  ]);
});

describe("bad input", () => {
  const bad = {
    missing: csv("missing.csv", [
      [1, 2],
      [3, ""],
      [4, 5],
    ]),
    text: csv("text.csv", [
      [1, 2],
      ["high", 3],
    ]),
    single: csv("single.csv", [[1, 2]]),
    ragged: csv("ragged.csv", [
      [1, 2],
      [3, 4, 5],
    ]),
    constant: csv("constant.csv", [
      [1, 7],
      [2, 7],
      [3, 7],
      [5, 7],
      [4, 7],
    ]),
  };
  test.each([
    ["a missing value", [bad.missing], /missing\.csv: line 3, column "b": the entry is empty/],
    ["a text", [bad.text], /text\.csv: line 3, column "a": "high" is not a finite number/],
    ["a single row", [bad.single], /single\.csv: a single row of data describes no domain/],
    ["a line of another length", [bad.ragged], /ragged\.csv: line 3 has 3 entries/],
    ["no such file", [join(folder.path, "none.csv")], /there is no such file/],
    ["no such column", [SQUARE, "--columns", "a,c"], /there is no column "c"; the columns are "a", "b"/],
    [
      "too many clusters",
      [bad.constant, "--kind", "clustered-hull", "--clusters", "6"],
      /constant\.csv: clusters: 6, of 5/,
    ],
    ["a norm that is none", [SQUARE, "--kind", "distance", "--norm", "l3"], /norm: "l3" is unknown/],
    ["no coverage", [SQUARE, "--coverage", "0"], /--coverage: 0 is not above 0/],
    ["too much coverage", [SQUARE, "--coverage", "1.5"], /--coverage: 1\.5 is not above 0/],
    [
      "a picture of one column",
      [SQUARE, "--columns", "a", "--picture", "p.svg"],
      /a picture has two columns, the domain has 1/,
    ],
  ])("%s", async (_, args, message) => {
    const { exitCode, err } = await fitted(...args, "-o", DOMAIN);
    expect(exitCode).toBe(2);
    expect(err).toMatch(message);
    expect(err).not.toMatch(/\n\s+at /);
  });

  test.each([
    "box",
    "convex-hull",
    "clustered-hull",
    "ellipsoid",
    "pca",
    "distance",
    "kde",
    "one-class-svm",
    "gaussian-mixture",
    "auto",
  ])("a constant column is described by %s", async (kind) => {
    const { exitCode, out, err } = await fitted(
      bad.constant,
      "--kind",
      kind,
      "-o",
      DOMAIN,
      "--clusters",
      "2",
      "--json",
    );
    expect(err).toBe("");
    expect(exitCode).toBe(0);
    expect(JSON.parse(out).pointsInside).toBe(5);
  });
});
