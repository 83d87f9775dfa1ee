import { describe, expect, test } from "vitest";
import { expansionMean } from "../../src/bounds/expansion-mean.js";
import { Problem, solve } from "../../src/index.js";
import type { Box } from "../../src/numeric/box.js";
import { denseMatrix, diagonalMatrix, sparseMatrix } from "../../src/numeric/matrix.js";
import { Random } from "../../src/numeric/random.js";
import { UNIT_ROUNDOFF } from "../../src/numeric/rounding.js";
import { NetworkBuilder } from "../../src/predictors/network/builder.js";
import { KernelExpansion } from "../../src/predictors/support-vector/kernel-expansion.js";
import { exactKernel, High, high } from "../predictors/gaussian-process/bound/exact-sum.js";
import { exactMean } from "../predictors/gaussian-process/exact-mean.js";

const UNITS = 4;
const numbers = (count: number, random: Random, size = 1) =>
  Float64Array.from({ length: count }, () => size * random.normal());

/** weight * (sum_i w_i exp(-|factor x + shift - z_i|^2 / 2)) + bias, coefficients within UNITS roundings. */
function randomExpansion(seed: number) {
  const random = new Random(seed);
  const inputs = 1 + random.below(4);
  const count = 2 + random.below(20);
  const factors = numbers(inputs, random);
  const shifts = numbers(inputs, random, 5);
  const points = numbers(inputs * count, random);
  const weights = numbers(count, random, 10);
  const [weight, bias] = numbers(2, random);
  const builder = new NetworkBuilder(inputs);
  const scaling = { bias: shifts, biasMagnitude: shifts.map(Math.abs), roundingUnits: UNITS };
  const z = builder.affine([inputs], [{ x: builder.inputTensor(), matrix: diagonalMatrix(factors) }], scaling);
  const y = builder.embedModel(new KernelExpansion(inputs, points, weights), z);
  const output = { bias: Float64Array.of(bias), biasMagnitude: Float64Array.of(Math.abs(bias)), roundingUnits: UNITS };
  const matrix = denseMatrix(1, 1, Float64Array.of(weight));
  const network = builder.build(builder.affine([1], [{ x: y, matrix }], output));
  const box: Box = { lower: new Float64Array(inputs).fill(-3), upper: new Float64Array(inputs).fill(4) };
  return { random, inputs, count, factors, shifts, points, weights, weight, bias, network, box };
}

/** The value of the network whose coefficients are off by `units` roundings each, 45 digits. */
function exactValue(e: ReturnType<typeof randomExpansion>, x: Float64Array, offs: readonly number[]) {
  const moved = (value: number, k: number) => high(value).mul(new High(1).add(new High(offs[k]).mul(UNIT_ROUNDOFF)));
  let sum = new High(0);
  for (let i = 0; i < e.count; i++) {
    let t = new High(0);
    for (let j = 0; j < e.inputs; j++) {
      const z = moved(e.factors[j], 2 * j)
        .mul(high(x[j]))
        .add(moved(e.shifts[j], 2 * j + 1));
      t = t.add(z.sub(high(e.points[i * e.inputs + j])).pow(2));
    }
    sum = sum.add(high(e.weights[i]).mul(exactKernel(definitionKernel(e), t)));
  }
  return moved(e.weight, 2 * e.inputs)
    .mul(sum)
    .add(moved(e.bias, 2 * e.inputs + 1));
}

function definitionKernel(e: ReturnType<typeof randomExpansion>) {
  return meanOf(e).definition.kernel;
}

function meanOf({ network, box }: Pick<ReturnType<typeof randomExpansion>, "network" | "box">) {
  const mean = expansionMean(network, box);
  if (mean === null) throw new Error("not recognised");
  return mean;
}

test("differs from the network by at most the error, however its coefficients were rounded", () => {
  for (let seed = 1; seed <= 40; seed++) {
    const e = randomExpansion(seed);
    const mean = meanOf(e);
    for (let k = 0; k < 10; k++) {
      const x = Float64Array.from({ length: e.inputs }, (_, j) => e.random.between(e.box.lower[j], e.box.upper[j]));
      if (k < 2) x.fill(k === 0 ? e.box.lower[0] : e.box.upper[0]);
      const offs = Array.from({ length: 2 * e.inputs + 2 }, () => UNITS * (2 * e.random.below(2) - 1));
      const value = high(mean.factor).mul(exactMean(mean.definition, x)).add(high(mean.constant));
      const difference = value.sub(exactValue(e, x, offs)).abs();
      expect(difference.lte(high(mean.error)), `seed ${seed}: ${difference} > ${mean.error}`).toBe(true);
    }
  }
});

test("the error is of the size of roundings", () => {
  const e = randomExpansion(3);
  const total = e.weights.reduce((sum, weight) => sum + Math.abs(weight), 0);
  expect(meanOf(e).error).toBeLessThan(1e-12 * total);
});

describe("is null for", () => {
  const expansion = new KernelExpansion(2, Float64Array.of(0, 1, 1, 0), Float64Array.of(1, -2));
  const box: Box = { lower: Float64Array.of(-1, -1), upper: Float64Array.of(1, 1) };
  const built = (rows: readonly (readonly (readonly [number, number])[])[], within = box) => {
    const builder = new NetworkBuilder(2);
    const scaled = builder.affine([2], [{ x: builder.inputTensor(), matrix: sparseMatrix(2, rows) }]);
    const y = builder.embedModel(expansion, scaled);
    const matrix = denseMatrix(1, 1, Float64Array.of(3));
    return expansionMean(builder.build(builder.affine([1], [{ x: y, matrix }])), within);
  };

  test("inputs that are mixed, left out or exchanged", () => {
    expect(built([[[0, 2]], [[1, -1]]])).not.toBeNull();
    expect(built([[[0, 2]], [[0, 1], [1, -1]]])).toBeNull(); // biome-ignore format: a matrix
    expect(built([[[1, 2]], [[0, -1]]])).toBeNull();
    expect(built([[[0, 2]], []])).toBeNull();
  });

  test("a box without end, over which roundings are not bounded", () => {
    const whole = { lower: Float64Array.of(-1, Number.NEGATIVE_INFINITY), upper: box.upper };
    expect(built([[[0, 2]], [[1, -1]]], whole)).toBeNull();
  });
});

test("a problem that is such an expansion is closed in few nodes", async () => {
  const { network } = randomExpansion(5);
  const variables = [{ name: "x", size: network.inputs, lower: -3, upper: 4 }];
  for (const sense of ["minimize", "maximize"]) {
    const problem = new Problem({ models: { m: network }, variables, [sense]: "m(x)" });
    const result = await solve(problem, { relativeGap: 1e-4 });
    expect(result.status).toBe("optimal");
    expect(result.nodes).toBeLessThan(500);
    const random = new Random(1);
    const y = new Float64Array(1);
    for (let k = 0; k < 2000; k++) {
      const x = Float64Array.from({ length: network.inputs }, () => random.between(-3, 4));
      network.evaluate(x, y);
      if (sense === "minimize") expect(y[0]).toBeGreaterThanOrEqual(result.bound);
      else expect(y[0]).toBeLessThanOrEqual(result.bound);
    }
  }
});
