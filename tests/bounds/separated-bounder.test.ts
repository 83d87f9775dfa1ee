import { expect, test } from "vitest";
import { ConstrainedBounder } from "../../src/bounds/constrained-bounder.js";
import type { Rows } from "../../src/bounds/rows.js";
import { SeparatedBounder } from "../../src/bounds/separated-bounder.js";
import { boundingMethods } from "../../src/bounds/table.js";
import { copyBox } from "../../src/numeric/box.js";
import { Random } from "../../src/numeric/random.js";
import { HullDistance } from "../../src/predictors/convex-hull/hull-distance.js";
import type { Network } from "../../src/predictors/network/network.js";
import { withOutputs } from "../../src/predictors/network/output-choice.js";
import { compiled } from "../../src/problem/compilation.js";
import { Problem } from "../../src/problem/problem.js";
import { exactly, exactPoint, exactValue } from "../predictors/network/exact.js";

const random = new Random(6);
const data = Array.from({ length: 30 }, () =>
  Float64Array.from({ length: 3 }, () => Math.round(64 * random.between(-1, 1)) / 64),
);
const root = { lower: Float64Array.of(-2, -2, -2), upper: Float64Array.of(2, 2, 2) };
const rows: Rows = {
  lower: Float64Array.of(Number.NEGATIVE_INFINITY, -0.5),
  upper: Float64Array.of(1e-6, Number.POSITIVE_INFINITY),
};

function exampleNetwork(): Network {
  const hull = new HullDistance(3, Float64Array.from(data.flatMap((x) => [...x])));
  const problem = new Problem({
    models: { hull },
    variables: [{ name: "x", size: 3, lower: -2, upper: 2 }],
    minimize: "tanh(3*x[0] - x[1]) + tanh(2*x[2] + x[1]) * tanh(x[0])",
    subjectTo: ["hull(x[0], x[1], x[2]) <= 0", "x[0] + tanh(x[1] + x[2]) >= -0.5"],
  });
  return compiled([problem.objective, ...problem.constraints.map(({ expression }) => expression)], 3);
}

const network = exampleNetwork();

test("no feasible point is lost or better than the bound, in exact arithmetic", () => {
  const bounder = new SeparatedBounder(network, boundingMethods.auto, rows);
  bounder.bound(copyBox(root), Number.POSITIVE_INFINITY);
  const objective = withOutputs(network, [0]);
  const row = withOutputs(network, [2]);
  const inside = data
    .flatMap((x, i) => [x, x.map((value, j) => 0.5 * value + 0.5 * data[(i + 7) % data.length][j])])
    .filter((x) => exactValue(row, exactPoint(x)).gte(-0.5))
    .map((x) => ({ x, value: exactValue(objective, exactPoint(x)) }));
  expect(inside.length).toBeGreaterThan(30);
  let held = 0;
  let cut = 0;
  for (let trial = 0; trial < 120; trial++) {
    const { x, value } = inside[trial % inside.length];
    const width = 10 ** random.between(-1.5, 0.3);
    const box = {
      lower: x.map((at, j) => Math.max(root.lower[j], at - width * random.between(0, 1))),
      upper: x.map((at, j) => Math.min(root.upper[j], at + width * random.between(0, 1))),
    };
    const cutoff = trial % 3 === 0 ? Number.POSITIVE_INFINITY : Number(value) + (trial % 3 === 1 ? 0.05 : -0.05);
    const left = copyBox(box);
    const lower = bounder.bound(left, cutoff);
    for (const point of inside) {
      if (!isIn(box.lower, box.upper, point.x)) continue;
      held++;
      const isKept = isIn(left.lower, left.upper, point.x);
      if (!isKept) cut++;
      const proved = isKept ? Math.min(lower, lower === Number.POSITIVE_INFINITY ? cutoff : lower) : cutoff;
      expect(point.value.gte(exactly(proved))).toBe(true);
    }
  }
  expect(held).toBeGreaterThan(200);
  expect(cut).toBeGreaterThan(0);
});

test("bounds with planes of a hull are better than without in most boxes", () => {
  const separated = new SeparatedBounder(network, boundingMethods.auto, rows);
  const plain = new ConstrainedBounder(network, boundingMethods.auto, rows);
  separated.bound(copyBox(root), Number.POSITIVE_INFINITY);
  let better = 0;
  let worse = 0;
  for (let trial = 0; trial < 60; trial++) {
    const middle = data[trial % data.length];
    const box = { lower: middle.map((at) => at - 0.4), upper: middle.map((at) => at + 0.3) };
    const ours = separated.bound(copyBox(box), 10);
    const theirs = plain.bound(copyBox(box), 10);
    if (ours > theirs + 1e-9) better++;
    if (ours < theirs - 1e-9) worse++;
  }
  expect(better).toBeGreaterThan(2 * worse);
});

test("without convex rows of models bounds are what they are without planes", () => {
  const others: Rows = { lower: Float64Array.of(-0.5), upper: Float64Array.of(Number.POSITIVE_INFINITY) };
  const part = withOutputs(network, [0, 2]);
  const separated = new SeparatedBounder(part, boundingMethods.auto, others);
  const plain = new ConstrainedBounder(part, boundingMethods.auto, others);
  separated.bound(copyBox(root), Number.POSITIVE_INFINITY);
  plain.bound(copyBox(root), Number.POSITIVE_INFINITY);
  for (const middle of data) {
    const box = { lower: middle.map((at) => at - 0.5), upper: middle.map((at) => at + 0.25) };
    expect(separated.bound(copyBox(box), 0)).toBe(plain.bound(copyBox(box), 0));
  }
});

test("what is known of a part stays true after a box around it, over which other rows are left", () => {
  const points = Float64Array.from({ length: 90 }, () => random.between(-1, 0.2));
  const whole = { lower: Float64Array.of(-2, -2, -2), upper: Float64Array.of(2, 2, 2) };
  // No point of it violates the convex row, so that there are no planes for it; over the whole box there are.
  const part = { lower: Float64Array.of(-0.6, -0.6, -0.6), upper: Float64Array.of(-0.3, -0.3, -0.3) };
  const limits: Rows = {
    lower: new Float64Array(2).fill(Number.NEGATIVE_INFINITY),
    upper: Float64Array.of(16, 2),
  };
  let held = 0;
  for (let trial = 0; trial < 20; trial++) {
    const number = () => random.normal().toFixed(3);
    const kink = () => `max(0, ${number()}*x[0] + ${number()}*x[1] + ${number()}*x[2] + ${number()})`;
    const problem = new Problem({
      models: { hull: new HullDistance(3, points) },
      variables: [{ name: "x", size: 3, lower: -2, upper: 2 }],
      minimize: `${number()}*${kink()} + ${number()}*${kink()}`,
      subjectTo: ["hull(x[0], x[1], x[2]) + abs(5*x[0] - 3*x[1] + 9) <= 16", `abs(${kink()}) <= 2`],
    });
    const formulas = [problem.objective, ...problem.constraints.map(({ expression }) => expression)];
    const own = compiled(formulas, 3);
    const bounder = new SeparatedBounder(own, boundingMethods.auto, limits);
    bounder.bound(copyBox(part), Number.POSITIVE_INFINITY);
    const known = bounder.knowledge();
    bounder.bound(copyBox(whole), Number.POSITIVE_INFINITY);
    const box = copyBox(part);
    const lower = bounder.bound(box, Number.POSITIVE_INFINITY, known);
    const y = new Float64Array(3);
    for (let k = 0; k < 100; k++) {
      const x = part.lower.map((low, j) => random.between(low, part.upper[j]));
      own.evaluate(x, y);
      if (y[1] > 15.9 || y[2] > 1.9) continue;
      held++;
      expect(isIn(box.lower, box.upper, x)).toBe(true);
      expect(y[0]).toBeGreaterThan(lower - 1e-9);
    }
  }
  expect(held).toBeGreaterThan(200);
});

function isIn(lower: Float64Array, upper: Float64Array, x: Float64Array): boolean {
  return x.every((value, j) => lower[j] <= value && value <= upper[j]);
}
