import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { Problem, solve } from "../../../src/index.js";
import { loadPredictor } from "../../../src/predictors/loading.js";

const models = join(import.meta.dirname, "../../../models/support-vector");
const names = readdirSync(models)
  .filter((file) => file.endsWith(".points.json"))
  .map((file) => file.replace(".points.json", ""));

const folder = mkdtempSync(join(tmpdir(), "surety-svm-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function loaded(content: object) {
  const file = join(folder, "model.json");
  writeFileSync(file, JSON.stringify({ "surety-svm": 1, ...content }));
  return loadPredictor(file);
}

describe("machines that scikit-learn trained", () => {
  test.each(names)("%s agrees with scikit-learn, and is inside its own ranges", (name) => {
    const model = loadPredictor(join(models, `${name}.json`));
    const { X, scores } = JSON.parse(readFileSync(join(models, `${name}.points.json`), "utf8"));
    const scale = Math.max(...scores.flat().map(Math.abs));
    const y = new Float64Array(model.outputs);
    const [lower, upper] = [new Float64Array(y.length), new Float64Array(y.length)];
    X.forEach((row: number[], r: number) => {
      const x = Float64Array.from(row);
      model.evaluate(x, y);
      expect(y.length).toBe(scores[r].length);
      y.forEach((value, o) => {
        expect(Math.abs(value - scores[r][o])).toBeLessThan(1e-12 * scale);
      });
      model.rangeOver({ lower: x, upper: x }, lower, upper);
      y.forEach((value, o) => {
        expect(lower[o]).toBeLessThanOrEqual(value);
        expect(upper[o]).toBeGreaterThanOrEqual(value);
      });
    });
    expect(X.length).toBe(20);
  });

  test("a regression is minimized, and a one-class machine keeps it where data were", async () => {
    const net = loadPredictor(join(models, "peaks-rbf.json"));
    const ring = loadPredictor(join(models, "ring-rbf.json"));
    const problem = new Problem({
      models: { net, ring },
      variables: [{ name: "x", size: 2, lower: -3, upper: 3 }],
      minimize: "net(x)",
      subjectTo: ["ring(x) >= 0"],
    });
    const { status, objective, x } = await solve(problem, { relativeGap: 1e-3, timeLimit: 20 });
    expect(status).toBe("optimal");
    const y = new Float64Array(1);
    const at = Float64Array.from((x as { x: number[] }).x);
    net.evaluate(at, y);
    expect(y[0]).toBe(objective);
    ring.evaluate(at, y);
    expect(y[0]).toBeGreaterThan(-1e-6);
  });
});

const KERNEL = { type: "rbf", gamma: 0.5 };
const REGRESSION = {
  type: "epsilon-svr",
  kernel: KERNEL,
  supportVectors: [
    [0, 0],
    [1, 1],
  ],
  coefficients: [[1, -2]],
  intercepts: [0.5],
};
const CLASSES = { ...REGRESSION, type: "c-svc", supportsPerClass: [1, 1] };

test("outputs are scaled, and the probability of two classes is the sigmoid of their score", () => {
  const scaled = loaded({ ...REGRESSION, output: { offset: 3, scale: 2 } });
  const x = Float64Array.of(0.3, -0.2);
  const score = Math.exp(-0.5 * (0.09 + 0.04)) - 2 * Math.exp(-0.5 * (0.49 + 1.44)) + 0.5;
  const y = new Float64Array(2);
  scaled.evaluate(x, y);
  expect(y[0]).toBeCloseTo(3 + 2 * score, 12);
  const classifier = loaded({ ...CLASSES, probability: { a: -1.5, b: 0.25 } });
  classifier.evaluate(x, y);
  expect(classifier.outputs).toBe(2);
  expect(y[0]).toBeCloseTo(score, 12);
  expect(y[1]).toBeCloseTo(1 / (1 + Math.exp(-1.5 * score + 0.25)), 12);
});

test.each<[string, object, (product: number) => number]>([
  ["linear", { type: "linear" }, (p) => p],
  ["polynomial", { type: "polynomial", gamma: 0.7, coef0: 0.2, degree: 2 }, (p) => (0.7 * p + 0.2) ** 2],
  ["polynomial of degree 1", { type: "polynomial", gamma: 0.7, degree: 1 }, (p) => 0.7 * p],
  ["sigmoid", { type: "sigmoid", gamma: 0.7, coef0: 0.2 }, (p) => Math.tanh(0.7 * p + 0.2)],
])("the %s kernel", (_, kernel, k) => {
  const model = loaded({ ...REGRESSION, kernel });
  const y = new Float64Array(1);
  model.evaluate(Float64Array.of(0.3, -0.2), y);
  expect(y[0]).toBeCloseTo(k(0) - 2 * k(0.1) + 0.5, 12);
});

describe("refused", () => {
  const without = (key: string, from: object) => Object.fromEntries(Object.entries(from).filter(([k]) => k !== key));
  const cases: [string, object, RegExp][] = [
    ["another version", { ...REGRESSION, "surety-svm": 2 }, /write "surety-svm": 1/],
    ["an unknown type", { ...REGRESSION, type: "svr" }, /type: /],
    ["an unknown kernel", { ...REGRESSION, kernel: { type: "laplacian" } }, /linear, rbf, polynomial or sigmoid/],
    ["gamma of a linear kernel", { ...REGRESSION, kernel: { type: "linear", gamma: 1 } }, /gamma/],
    ["a gamma that is not positive", { ...REGRESSION, kernel: { type: "rbf", gamma: 0 } }, /kernel\.gamma/],
    ["a broken degree", { ...REGRESSION, kernel: { type: "polynomial", gamma: 1, degree: 2.5 } }, /kernel\.degree/],
    ["no support vectors", { ...REGRESSION, supportVectors: [] }, /supportVectors/],
    ["a ragged matrix", { ...REGRESSION, supportVectors: [[1, 2], [3]] }, /supportVectors\[1\]: 1 numbers.* 2 inputs/],
    ["too few coefficients", { ...REGRESSION, coefficients: [[1]] }, /coefficients\[0\]: 1 numbers.* 2 support/],
    [
      "two rows of a regression",
      {
        ...REGRESSION,
        coefficients: [
          [1, 2],
          [3, 4],
        ],
      },
      /2 rows, but epsilon-svr has one/,
    ],
    ["a scale of zero", { ...REGRESSION, inputs: { scale: [1, 0] } }, /inputs\.scale\[1\]: 0 is not positive/],
    ["classes of a regression", { ...REGRESSION, supportsPerClass: [1, 1] }, /has no classes/],
    ["classes without numbers", without("supportsPerClass", CLASSES), /supportsPerClass: missing/],
    ["classes that do not add up", { ...CLASSES, supportsPerClass: [1, 2] }, /3 in all.* 2 support vectors/],
    ["intercepts for other classes", { ...CLASSES, intercepts: [1, 2] }, /2 classes have 1 pairs/],
    ["a probability of a regression", { ...REGRESSION, probability: { a: 1, b: 0 } }, /has none/],
    ["an unknown key", { ...REGRESSION, nu: 0.5 }, /nu/],
  ];
  test.each(cases)("%s", (_, content, message) => {
    expect(() => loaded(content)).toThrow(message);
  });
});
