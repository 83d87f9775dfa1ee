import { expect, test } from "vitest";
import { Random } from "../../../src/numeric/random.js";
import { GaussianProcess } from "../../../src/predictors/gaussian-process/gaussian-process.js";
import { high } from "./bound/exact-sum.js";
import { boxOf, exactMean, pointIn, randomDefinition } from "./exact-mean.js";

const MEAN = Float64Array.of(1, 0, 0);

test("minorants and ranges of the mean hold exactly, whatever the scaling of inputs and outputs", () => {
  const random = new Random(1);
  for (let seed = 0; seed < 20; seed++) {
    const definition = randomDefinition(seed);
    // Reflected coordinates: the factor's sign is the file's business, not the bounds'.
    if (seed % 4 === 3) definition.inputFactor[0] = -definition.inputFactor[0];
    const process = new GaussianProcess(definition, false);
    const out = { constant: 0, linear: new Float64Array(definition.inputs) };
    const lower = new Float64Array(3);
    const upper = new Float64Array(3);
    for (const width of [3, 0.3, 1e-3, 1e-9, 0]) {
      const box = boxOf(definition, width, random);
      const anchor = random.uniform() < 0.5 ? null : pointIn(box, random);
      const weight = random.uniform() < 0.5 ? 1 : -2.3 * random.uniform();
      process.rangeOver(box, lower, upper);
      process.minorantOver(box, Float64Array.of(weight, 0, 0), anchor, out);
      for (let k = 0; k < 4; k++) {
        const x = pointIn(box, random);
        const truth = exactMean(definition, x);
        expect(truth.gte(high(lower[0])) && truth.lte(high(upper[0])), `range, seed ${seed}, width ${width}`).toBe(
          true,
        );
        let line = high(out.constant);
        for (let j = 0; j < x.length; j++) line = line.add(high(out.linear[j]).mul(high(x[j])));
        expect(line.lte(truth.mul(high(weight))), `minorant, seed ${seed}, width ${width}`).toBe(true);
      }
    }
  }
});

test("minorants of the mean touch it at the anchor to second order, for every kernel", () => {
  for (let seed = 10; seed < 20; seed++) {
    const definition = randomDefinition(seed);
    const process = new GaussianProcess(definition, false);
    const { inputs, inputFactor, inputOffset } = definition;
    const gapOf = (h: number) => {
      // Away from the training points, where Matern kernels are rough.
      const middle = Float64Array.from({ length: inputs }, (_, j) => (4 + 0.3 * j) / inputFactor[j] + inputOffset[j]);
      const lower = middle.map((x, j) => x - h / inputFactor[j]);
      const upper = middle.map((x, j) => x + h / inputFactor[j]);
      const anchor = middle.map((x, j) => x + (0.3 * h) / inputFactor[j]);
      const out = { constant: 0, linear: new Float64Array(inputs) };
      process.minorantOver({ lower, upper }, MEAN, anchor, out);
      const y = new Float64Array(3);
      process.evaluate(anchor, y);
      return y[0] - out.linear.reduce((sum, slope, j) => sum + slope * anchor[j], out.constant);
    };
    const coarse = gapOf(0.1);
    expect(coarse).toBeGreaterThanOrEqual(-1e-9);
    expect(gapOf(0.0125)).toBeLessThan(coarse / 30 + 1e-9 * (1 + Math.abs(definition.outputOffset)));
  }
});

test("deviation and variance: values of the posterior lie in their ranges and above their minorants", () => {
  const random = new Random(4);
  for (let seed = 0; seed < 15; seed++) {
    const definition = randomDefinition(seed);
    const process = new GaussianProcess(definition);
    const out = { constant: 0, linear: new Float64Array(definition.inputs) };
    const lower = new Float64Array(3);
    const upper = new Float64Array(3);
    const y = new Float64Array(3);
    const slack = 1e-7 * (definition.outputScale * definition.outputScale + Math.abs(definition.outputOffset) + 1);
    for (const width of [2, 0.1]) {
      const box = boxOf(definition, width, random);
      const weights = Float64Array.from({ length: 3 }, () => random.normal());
      if (seed % 3 === 0) weights[1] = 0;
      process.rangeOver(box, lower, upper);
      process.minorantOver(box, weights, null, out);
      for (let k = 0; k < 6; k++) {
        const x = pointIn(box, random);
        process.evaluate(x, y);
        for (let m = 0; m < 3; m++) {
          expect(y[m]).toBeGreaterThanOrEqual(lower[m] - slack);
          expect(y[m]).toBeLessThanOrEqual(upper[m] + slack);
        }
        const value = weights[0] * y[0] + weights[1] * y[1] + weights[2] * y[2];
        const line = out.linear.reduce((sum, slope, j) => sum + slope * x[j], out.constant);
        expect(line).toBeLessThanOrEqual(value + 10 * slack);
      }
    }
  }
});

test("a mean that is not read has a coarser range, which holds exactly; deviations have the same as ever", () => {
  const random = new Random(5);
  for (let seed = 0; seed < 10; seed++) {
    const definition = randomDefinition(seed);
    const process = new GaussianProcess(definition);
    const part = process.restrictedTo([false, false, true]);
    expect(part).not.toBe(process);
    expect(part.restrictedTo?.([false, true, true])).toBe(part);
    const lower = new Float64Array(3);
    const upper = new Float64Array(3);
    const own = { lower: new Float64Array(3), upper: new Float64Array(3) };
    for (const width of [3, 0.3, 1e-3]) {
      const box = boxOf(definition, width, random);
      process.rangeOver(box, lower, upper);
      part.rangeOver(box, own.lower, own.upper);
      expect(Array.from(own.lower.subarray(1))).toEqual(Array.from(lower.subarray(1)));
      expect(Array.from(own.upper.subarray(1))).toEqual(Array.from(upper.subarray(1)));
      for (let k = 0; k < 4; k++) {
        const truth = exactMean(definition, pointIn(box, random));
        expect(truth.gte(high(own.lower[0])) && truth.lte(high(own.upper[0])), `seed ${seed}, width ${width}`).toBe(
          true,
        );
      }
    }
  }
});

test("the gradient of any combination of outputs is that of differences", () => {
  const definition = randomDefinition(6);
  const process = new GaussianProcess(definition);
  const weights = Float64Array.of(0.7, -0.4, 1.1);
  const x = definition.inputOffset.map((offset, j) => offset + 0.37 / definition.inputFactor[j]);
  const gradient = new Float64Array(definition.inputs);
  process.gradient(x, weights, gradient);
  const value = (at: Float64Array) => {
    const y = new Float64Array(3);
    process.evaluate(at, y);
    return y.reduce((sum, part, m) => sum + weights[m] * part, 0);
  };
  for (let j = 0; j < x.length; j++) {
    const ahead = x.slice();
    const behind = x.slice();
    ahead[j] += 1e-5;
    behind[j] -= 1e-5;
    expect(gradient[j]).toBeCloseTo((value(ahead) - value(behind)) / 2e-5, 4);
  }
});

test("without a noise variance there is a mean only", () => {
  const process = new GaussianProcess({ ...randomDefinition(3), noiseVariance: null });
  const y = new Float64Array(3);
  process.evaluate(new Float64Array(process.inputs), y);
  expect(Number.isFinite(y[process.named.plain])).toBe(true);
  expect(Object.keys(process.named.indices)).toEqual(["mean"]);
  expect(y[2]).toBeNaN();
  const out = { constant: 0, linear: new Float64Array(process.inputs) };
  const box = { lower: new Float64Array(process.inputs), upper: new Float64Array(process.inputs).fill(1) };
  process.minorantOver(box, Float64Array.of(0, 0, 1), null, out);
  expect(out.constant).toBe(Number.NEGATIVE_INFINITY);
});
