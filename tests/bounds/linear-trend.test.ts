import { expect, test } from "vitest";
import { withLinearTrend } from "../../src/bounds/linear-trend.js";
import { Problem, solve } from "../../src/index.js";
import { Random } from "../../src/numeric/random.js";
import { GaussianProcess } from "../../src/predictors/gaussian-process/gaussian-process.js";
import { high } from "../predictors/gaussian-process/bound/exact-sum.js";
import { boxOf, exactMean, pointIn, randomDefinition } from "../predictors/gaussian-process/exact-mean.js";

const SEEDS = Array.from({ length: 30 }, (_, k) => k + 1);
const slopes = (inputs: number, random: Random) =>
  Float64Array.from({ length: inputs }, () => 10 ** random.between(-8, 8) * random.normal());

test("the mean with the trend differs from mean and linear function by at most the error", () => {
  for (const seed of SEEDS) {
    const random = new Random(seed);
    const definition = randomDefinition(seed);
    const box = boxOf(definition, 2, random);
    const factor = random.normal();
    const linear = slopes(definition.inputs, random);
    const trend = withLinearTrend(definition, factor, linear, box);
    if (trend === null) throw new Error("the box is bounded");
    for (let k = 0; k < 10; k++) {
      const x = k === 0 ? box.lower : k === 1 ? box.upper : pointIn(box, random);
      let expected = high(factor).mul(exactMean(definition, x));
      linear.forEach((slope, j) => {
        expected = expected.add(high(slope).mul(high(x[j])));
      });
      const difference = high(factor).mul(exactMean(trend.definition, x)).sub(expected).abs();
      expect(difference.lte(high(trend.error)), `seed ${seed}: ${difference} > ${trend.error}`).toBe(true);
    }
  }
});

test("no trend changes nothing", () => {
  const definition = randomDefinition(1);
  const box = boxOf(definition, 1, new Random(1));
  expect(withLinearTrend(definition, 2, new Float64Array(definition.inputs), box)).toEqual({ definition, error: 0 });
});

test("is null over a box without end", () => {
  const definition = randomDefinition(1);
  const box = boxOf(definition, 1, new Random(1));
  box.upper[0] = Number.POSITIVE_INFINITY;
  expect(withLinearTrend(definition, 2, new Float64Array(definition.inputs).fill(1), box)).toBeNull();
});

test("a mean plus a linear cost is closed in few nodes, and no point is better than the bound", async () => {
  for (const seed of [2, 4, 7, 9]) {
    const definition = randomDefinition(seed);
    const { lower, upper } = boxOf(definition, 2, new Random(seed));
    const variables = Array.from(lower, (low, j) => ({ name: `x${j}`, lower: low, upper: upper[j] }));
    const names = variables.map(({ name }) => name);
    const objective = `2 * gp(${names.join(", ")}) - 0.7 * x0 + ${names.map((name, j) => `${j + 1} * ${name}`).join(" + ")}`;
    const problem = new Problem({
      models: { gp: new GaussianProcess(definition, false) },
      variables,
      minimize: objective,
    });
    const result = await solve(problem, { relativeGap: 1e-4 });
    expect(result.status).toBe("optimal");
    expect(result.nodes).toBeLessThan(300);
    const random = new Random(seed);
    for (let k = 0; k < 20; k++) {
      const x = pointIn({ lower, upper }, random);
      let value = exactMean(definition, x)
        .mul(2)
        .sub(high(0.7).mul(high(x[0])));
      x.forEach((entry, j) => {
        value = value.add(high(entry).mul(j + 1));
      });
      expect(value.gte(high(result.bound)), `seed ${seed}: ${value} < ${result.bound}`).toBe(true);
    }
  }
});
