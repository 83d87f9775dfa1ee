import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  loadGaussianProcessJson,
  readGaussianProcessJson,
} from "../../../src/predictors/gaussian-process/gaussian-process-file.js";
import { Posterior } from "../../../src/predictors/gaussian-process/posterior.js";

const SMALL = {
  "surety-gp": 1,
  kernel: "matern52",
  lengthScales: [0.4, 0.7],
  signalVariance: 1.7,
  noiseVariance: 1e-4,
  X: [
    [0.1, 0.2],
    [0.5, 0.9],
    [0.8, 0.3],
  ],
  y: [1.3, -0.2, 0.4],
};

function read(changes: object, without: string[] = []) {
  const entries = Object.entries({ ...SMALL, ...changes }).filter(([key]) => !without.includes(key));
  return readGaussianProcessJson(JSON.stringify(Object.fromEntries(entries)));
}

test("weights are computed: the mean meets the observations up to the noise", () => {
  const { definition, notes } = read({});
  const posterior = new Posterior(definition);
  SMALL.X.forEach((x, i) => {
    expect(Math.abs(posterior.mean(Float64Array.from(x)) - SMALL.y[i])).toBeLessThan(1e-3);
    expect(posterior.variance(Float64Array.from(x))).toBeLessThan(1.01e-4);
  });
  expect(posterior.variance(Float64Array.of(40, 40))).toBe(1.7);
  expect(notes).toEqual([]);
});

test("weights in the file are used, and checked against the observations", () => {
  const { definition } = read({});
  const weights = Array.from(definition.weights, (w) => w / 1.7);
  expect(Array.from(read({ weights }).definition.weights)).toEqual(weights.map((w) => 1.7 * w));
  expect(() => read({ weights: Array.from(definition.weights) })).toThrow(/weights: they miss y by .* leave them out/);
  const mean = read({ weights }, ["y", "noiseVariance"]);
  expect(mean.notes).toEqual(["no noiseVariance in the file: there is a mean, but no variance"]);
  expect(() => new Posterior(mean.definition).variance(Float64Array.of(0, 0))).toThrow(/has a mean only/);
  expect(read({ weights: weights.map((w) => w * 1.001) }).notes[0]).toMatch(/miss y by up to/);
});

test("scalings of inputs and output, and a linear mean, are those of the format", () => {
  const plain = new Posterior(read({ mean: { constant: 0.3, linear: [2, -1] } }).definition);
  const scaled = new Posterior(
    read({
      mean: { constant: 0.3, linear: [2, -1] },
      inputs: { offset: [10, 20], scale: [3, 5] },
      output: { offset: 7, scale: 2 },
    }).definition,
  );
  const z = [0.3, 0.6];
  const x = Float64Array.of(10 + 3 * z[0], 20 + 5 * z[1]);
  expect(scaled.mean(x)).toBeCloseTo(7 + 2 * plain.mean(Float64Array.from(z)), 12);
  expect(scaled.variance(x)).toBeCloseTo(4 * plain.variance(Float64Array.from(z)), 12);
  expect(read({ lengthScales: 0.4, mean: 1 }).definition.meanConstant).toBe(1);
});

test.each([
  [{ kernel: "linear" }, /kernel: /],
  [{ kernel: "rational-quadratic" }, /alpha: missing/],
  [{ alpha: 2 }, /alpha: only the rational-quadratic/],
  [{ lengthScales: [0.4] }, /lengthScales: 1 numbers, but there are 2 inputs/],
  [{ lengthScales: [0.4, -1] }, /lengthScales/],
  [{ X: [[1, 2], [3], [4, 5]] }, /X\[1\]: 1 numbers, but X\[0\] has 2/],
  [{ y: [1, 2] }, /y: 2 numbers, but there are 3 rows of X/],
  [{ noise: 1 }, /noise: unknown; known are surety-gp/],
  [{ "surety-gp": 2 }, /write "surety-gp": 1/],
  [{ mean: "zero" }, /mean: expected a number or/],
  [{ inputs: { scale: [0, 1] } }, /inputs.scale\[0\]: 0, but a scale is positive/],
])("%o is refused", (changes, message) => {
  expect(() => read(changes)).toThrow(message);
});

test("everything that is wrong is said at once", () => {
  expect(() => read({ y: [1], lengthScales: [1, 2, 3] }, ["noiseVariance"])).toThrow(
    /lengthScales: 3 .*; y: 1 .*; noiseVariance: missing/,
  );
});

test("a singular covariance matrix is refused, with the two points", () => {
  const X = [
    [0, 0],
    [1, 1],
    [0, 0],
  ];
  expect(() => read({ X, noiseVariance: 0 })).toThrow(
    /not positive definite in float64 at point 2 \(its nearest, point 0, is 0.00 length scales away\) .* raise the noise variance/,
  );
});

test("files that are not there or not JSON are refused with their name", () => {
  const folder = mkdtempSync(join(tmpdir(), "surety-gp-"));
  try {
    expect(() => loadGaussianProcessJson(join(folder, "a.gp.json"))).toThrow(/a\.gp\.json: no such file/);
    expect(() => loadGaussianProcessJson(folder)).toThrow(/a folder, not a file/);
    writeFileSync(join(folder, "b.gp.json"), '{ "surety-gp": 1, ');
    expect(() => loadGaussianProcessJson(join(folder, "b.gp.json"))).toThrow(/b\.gp\.json: not valid JSON/);
    writeFileSync(join(folder, "c.gp.json"), `\ufeff${JSON.stringify(SMALL)}`);
    expect(loadGaussianProcessJson(join(folder, "c.gp.json")).definition.count).toBe(3);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
