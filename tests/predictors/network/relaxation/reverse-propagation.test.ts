import { describe, expect, test } from "vitest";
import { boundingMethods } from "../../../../src/bounds/table.js";
import { box, copyBox } from "../../../../src/numeric/box.js";
import { NetworkBuilder } from "../../../../src/predictors/network/builder.js";
import type { Network } from "../../../../src/predictors/network/network.js";
import { Relaxation } from "../../../../src/predictors/network/relaxation/relaxation.js";
import { ReversePropagation } from "../../../../src/predictors/network/relaxation/reverse-propagation.js";
import { compiled } from "../../../../src/problem/compilation.js";
import { Problem } from "../../../../src/problem/problem.js";
import { exactLayers, exactly, exactPoint } from "../exact.js";
import { generator, randomNetwork } from "../random-networks.js";

const FORMULAS = [
  "x*y + 3*z - x",
  "x*y*z + y^2",
  "(x + 2*y)/(1.5 + z^2)",
  "exp(x - y) - z",
  "log(x + y + z) + x^3",
  "sqrt(x + 1)*y - abs(z)",
  "min(x*y, z + 0.1) + max(x, 0.3 - z)",
  "1/(x + 2.7) - y^4 + tanh(z)",
  "sin(2*x) + cos(y)*z",
  "(x - y)^2 + (y - z)^2",
  "x^1.5*y - 0.2*z",
  "x + y + z",
];

function networkOf(formulas: readonly string[], models = {}): Network {
  const variables = ["x", "y", "z"].map((name) => ({ name, lower: -3, upper: 3 }));
  const problem = new Problem({
    variables,
    models,
    minimize: formulas[0],
    subjectTo: formulas.map((f) => `${f} <= 1e9`),
  });
  return compiled(
    problem.constraints.map((row) => row.expression),
    3,
  );
}

/** Half-open limits around the exact value, or as tight as float64 allows. */
function limitsAround(value: ReturnType<typeof exactly>, kind: number): [number, number] {
  const near = Number(value);
  const margin = Math.abs(near) * 2 ** -52 + 2 ** -1000;
  const low = value.gte(exactly(near)) ? near : near - margin;
  const high = value.lte(exactly(near)) ? near : near + margin;
  if (kind === 0) return [low, high];
  if (kind === 1) return [Number.NEGATIVE_INFINITY, high];
  return kind === 2 ? [low, Number.POSITIVE_INFINITY] : [low - 0.1, high + 0.1];
}

function check(
  network: Network,
  random: () => number,
  tally: { points: number; cuts: number },
  hasModel = false,
): void {
  const propagation = new ReversePropagation(network.layers);
  const relaxation = hasModel ? new Relaxation(network, boundingMethods.auto.sweep) : null;
  for (let trial = 0; trial < 40; trial++) {
    const ends = Array.from({ length: 3 }, () => [6 * random() - 3, 6 * random() - 3].sort((a, b) => a - b));
    const whole = box(
      ends.map(([low]) => low),
      ends.map(([, high]) => high),
    );
    const x = ends.map(([low, high]) => low + random() * (high - low));
    const outputs = exactLayers(network, exactPoint(x))[network.layers.length - 1];
    if (!outputs.every((y) => y.isFinite())) continue;
    outputs.forEach((y, k) => {
      propagation.limit(k, ...limitsAround(y, Math.floor(4 * random())));
    });
    const cut = copyBox(whole);
    relaxation?.sweep(whole);
    const shrinkage = propagation.run(cut, relaxation?.state ?? null);
    expect(shrinkage).toBeLessThan(Number.POSITIVE_INFINITY);
    x.forEach((value, i) => {
      expect(cut.lower[i] <= value && value <= cut.upper[i]).toBe(true);
      expect(cut.lower[i] >= whole.lower[i] && cut.upper[i] <= whole.upper[i]).toBe(true);
    });
    tally.points++;
    if (shrinkage > 0.01) tally.cuts++;
  }
}

describe("no point within the limits is cut off, in exact arithmetic", () => {
  test.each(FORMULAS)("%s", (formula) => {
    const tally = { points: 0, cuts: 0 };
    check(networkOf([formula]), generator(formula.length), tally);
    expect(tally.points).toBeGreaterThan(15);
    expect(tally.cuts).toBeGreaterThan(0);
  });

  test("all formulas at once", () => {
    const tally = { points: 0, cuts: 0 };
    check(networkOf(FORMULAS), generator(5), tally);
    expect(tally.points).toBeGreaterThan(5);
    expect(tally.cuts).toBe(tally.points);
  });

  test("formulas around a model, whose outputs come from a sweep", () => {
    const random = generator(17);
    const net = randomNetwork({ inputs: 3, widths: [5, 5], functions: ["tanh"] }, random);
    const tally = { points: 0, cuts: 0 };
    check(networkOf(["net(x, y, z)*x + y", "z - net(x, y, z)"], { net }), random, tally, true);
    expect(tally.points).toBeGreaterThan(30);
    expect(tally.cuts).toBeGreaterThan(0);
  });
});

function run(formulas: readonly string[], limits: readonly [number, number][], lower: number[], upper: number[]) {
  const propagation = new ReversePropagation(networkOf(formulas).layers);
  limits.forEach((limit, k) => {
    propagation.limit(k, ...limit);
  });
  const cut = box(lower, upper);
  const shrinkage = propagation.run(cut, null);
  return { shrinkage, lower: Array.from(cut.lower), upper: Array.from(cut.upper) };
}

test("a balance of positive parts bounds each of them", () => {
  const { upper } = run(["x + 2*y + 4*z"], [[4, 4]], [0, 0, 0], [10, 10, 10]);
  [4, 2, 1].forEach((end, i) => {
    expect(upper[i]).toBeCloseTo(end, 12);
  });
});

test("a logarithm and a root cut the box at the edge of their domain", () => {
  const { lower } = run(["log(x) + sqrt(y - 1) + z"], [[-1e9, 1e9]], [-3, -3, -3], [3, 3, 3]);
  expect(lower[0]).toBeGreaterThanOrEqual(0);
  expect(lower[1]).toBeCloseTo(1, 12);
  expect(lower[2]).toBe(-3);
});

test("formulas that are defined nowhere, or whose limits contradict each other, leave nothing", () => {
  expect(run(["log(x - 5)"], [[-1e9, 1e9]], [0, 0, 0], [1, 1, 1]).shrinkage).toBe(Number.POSITIVE_INFINITY);
  const limits: [number, number][] = [
    [3, 9],
    [-9, 2],
  ];
  expect(run(["x*y", "x*y*z"], limits, [0, 0, 2], [3, 3, 3]).shrinkage).toBe(Number.POSITIVE_INFINITY);
});

test("an output that is an input is limited directly", () => {
  const builder = new NetworkBuilder(3);
  const propagation = new ReversePropagation(builder.build(builder.inputTensor()).layers);
  propagation.limit(0, 0, 1);
  const cut = box([-5, -5, -5], [5, 5, 5]);
  expect(propagation.run(cut, null)).toBeCloseTo(0.9, 12);
  expect([Array.from(cut.lower), Array.from(cut.upper)]).toEqual([
    [0, -5, -5],
    [1, 5, 5],
  ]);
});

test("beside a model of unknown output nothing is narrowed, beside a known one it is", () => {
  const net = randomNetwork({ inputs: 3, widths: [4], functions: ["tanh"] }, generator(3));
  const network = networkOf(["3*x + net(x, y, z)"], { net });
  const propagation = new ReversePropagation(network.layers);
  propagation.limit(0, 20, 30);
  const whole = box([-1, -1, -1], [9, 1, 1]);
  const cut = copyBox(whole);
  expect(propagation.run(cut, null)).toBe(0);
  const relaxation = new Relaxation(network, boundingMethods.auto.sweep);
  relaxation.sweep(whole);
  expect(propagation.run(cut, relaxation.state)).toBeGreaterThan(0.3);
  expect([cut.lower[1], cut.upper[1]]).toEqual([-1, 1]);
});

test("through a trained model nothing is carried back", () => {
  const net = randomNetwork({ inputs: 3, widths: [4], functions: ["tanh"] }, generator(3));
  const propagation = new ReversePropagation(net.layers);
  propagation.limit(0, -1e-9, 1e-9);
  const cut = box([-1, -1, -1], [1, 1, 1]);
  expect(propagation.run(cut, null)).toBe(0);
});

test("ends of integer inputs are rounded inward, and what has no whole number left is empty", () => {
  const { layers } = networkOf(["x + y"]);
  const propagation = new ReversePropagation(layers, Uint8Array.of(1, 0, 1));
  propagation.limit(0, 1.2, 2.1);
  const cut = box([-3, 0.4, -0.5], [3, 0.5, 2.5]);
  propagation.run(cut, null);
  expect([Array.from(cut.lower), Array.from(cut.upper)]).toEqual([
    [1, 0.4, 0],
    [1, 0.5, 2],
  ]);
  propagation.limit(0, 1.6, 1.8);
  expect(propagation.run(box([-3, 0.4, -0.5], [3, 0.5, 2.5]), null)).toBe(Number.POSITIVE_INFINITY);
});
