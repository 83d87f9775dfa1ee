import { expect, test } from "vitest";
import { univariateFunction } from "../../../src/functions/table.js";
import { denseMatrix } from "../../../src/numeric/matrix.js";
import { Random } from "../../../src/numeric/random.js";
import { NetworkBuilder } from "../../../src/predictors/network/builder.js";
import type { Network } from "../../../src/predictors/network/network.js";
import { withPowerSums } from "../../../src/predictors/network/power-folding.js";
import { Problem } from "../../../src/problem/problem.js";
import { solve } from "../../../src/search/solve.js";

interface Shape {
  readonly count: number;
  readonly exponent: number;
  /** The powers are an output, too. */
  readonly isRead?: boolean;
}

/** 3 + sum of weights times powers of affine functions of two inputs. */
function powers({ count, exponent, isRead = false }: Shape): Network {
  const random = new Random(count);
  const numbers = (n: number) => Float64Array.from({ length: n }, () => random.normal());
  const builder = new NetworkBuilder(2);
  const x = builder.inputTensor();
  const inner = builder.affine([count], [{ x, matrix: denseMatrix(count, 2, numbers(2 * count)) }], {
    bias: numbers(count),
  });
  const power = builder.apply(univariateFunction("power", { exponent }), inner);
  const outer = builder.affine([1], [{ x: power, matrix: denseMatrix(1, count, numbers(count)) }], {
    bias: Float64Array.of(3),
  });
  if (!isRead) return builder.build(outer);
  return builder.build({ ...outer, shape: [2], elements: Int32Array.of(outer.elements[0], power.elements[0]) });
}

const kinds = (network: Network) => network.layers.map(({ kind }) => kind);

test("many powers become one model between input and bias, with the same values", () => {
  const before = powers({ count: 40, exponent: 3 });
  const after = withPowerSums(before);
  expect(kinds(after)).toEqual(["input", "model", "affine"]);
  const [a, b] = [new Float64Array(1), new Float64Array(1)];
  before.evaluate(Float64Array.of(0.3, -1.2), a);
  after.evaluate(Float64Array.of(0.3, -1.2), b);
  expect(b[0]).toBeCloseTo(a[0], 9);
});

test("powers stay where others read them, where they are few, and where exponents are not whole or too high", () => {
  for (const shape of [
    { count: 40, exponent: 3, isRead: true },
    { count: 5, exponent: 3 },
    { count: 40, exponent: 6 },
    { count: 40, exponent: 2.5 },
    { count: 40, exponent: -1 },
  ]) {
    const network = powers(shape);
    expect(withPowerSums(network)).toBe(network);
  }
});

test("a search over cubes that cancel ends at the optimum of a grid", async () => {
  const model = powers({ count: 40, exponent: 3 });
  const variables = [{ name: "x", size: 2, lower: -2, upper: 2 }];
  const result = await solve(new Problem({ models: { model }, variables, minimize: "model(x)" }), {
    relativeGap: 1e-4,
  });
  let least = Number.POSITIVE_INFINITY;
  const y = new Float64Array(1);
  for (let i = 0; i <= 200; i++) {
    for (let j = 0; j <= 200; j++) {
      model.evaluate(Float64Array.of(-2 + i / 50, -2 + j / 50), y);
      least = Math.min(least, y[0]);
    }
  }
  expect(result.status).toBe("optimal");
  expect(result.objective).toBeLessThanOrEqual(least + 1e-6);
  expect(result.bound).toBeGreaterThan(least - 2e-3 * Math.abs(least));
  expect(result.nodes).toBeLessThan(60);
});
