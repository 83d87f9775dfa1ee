import { describe, expect, test } from "vitest";
import { Evaluation } from "../../../src/predictors/network/evaluation.js";
import type { Network } from "../../../src/predictors/network/network.js";
import { Exact, type Exact as ExactNumber, exactLayers, exactPoint, exactValue } from "./exact.js";
import type { NetworkShape } from "./random-networks.js";
import { generator, randomNetwork } from "./random-networks.js";

const shapes: Record<string, NetworkShape> = {
  "tanh 2-5-5": { inputs: 2, widths: [5, 5], functions: ["tanh"] },
  "softplus, SiLU, exponential": { inputs: 3, widths: [4, 4, 3], functions: ["softplus", "silu", "exp"], outputs: 3 },
  "squares, absolute values and ReLU": {
    inputs: 2,
    widths: [4, 6, 3],
    functions: ["square", "absolute-value", "relu"],
  },
  branched: { inputs: 4, widths: [4, 4], functions: ["sigmoid", "tanh"], outputs: 2, isBranched: true },
};

/** Far above the cancellation of 50 digits, so small that a kink lies between with probability 1e-15 only. */
const STEP = new Exact("1e-18");

function difference(network: Network, x: readonly ExactNumber[], weights: Float64Array, i: number): number {
  const at = (step: ExactNumber) =>
    exactValue(
      network,
      x.map((value, k) => (k === i ? value.plus(step) : value)),
      weights,
    );
  return at(STEP).minus(at(STEP.neg())).div(STEP.times(2)).toNumber();
}

describe.each(Object.entries(shapes))("%s", (_name, shape) => {
  const random = generator(shape.inputs * 13 + shape.widths.length);
  const network = randomNetwork(shape, random);
  const evaluation = new Evaluation(network.layers);
  const points = Array.from({ length: 20 }, () => Float64Array.from({ length: shape.inputs }, () => 4 * random() - 2));

  test("values agree with exact arithmetic to a few units of the largest element", () => {
    for (const x of points) {
      const layers = exactLayers(network, exactPoint(x));
      const scale = Math.max(1, ...layers.flat().map((value) => Math.abs(value.toNumber())));
      const values = Array.from(evaluation.run(x));
      layers[layers.length - 1].forEach((value, k) => {
        expect(Math.abs(values[k] - value.toNumber())).toBeLessThan(1e-13 * scale);
      });
    }
  });

  test("gradients agree with central differences", () => {
    const weights = Float64Array.from({ length: network.outputs }, () => 2 * random() - 1);
    const gradient = new Float64Array(shape.inputs);
    for (const x of points) {
      evaluation.run(x);
      evaluation.gradient(weights, gradient);
      const expected = Array.from(x, (_, i) => difference(network, exactPoint(x), weights, i));
      const scale = Math.max(1, ...expected.map(Math.abs));
      for (let i = 0; i < x.length; i++) expect(Math.abs(gradient[i] - expected[i])).toBeLessThan(1e-11 * scale);
    }
  });

  test("the workspace keeps nothing from one point to the next", () => {
    const weights = new Float64Array(network.outputs).fill(1);
    const fresh = new Evaluation(network.layers);
    const [used, unused] = [new Float64Array(shape.inputs), new Float64Array(shape.inputs)];
    evaluation.run(points[3]);
    evaluation.gradient(weights, used);
    const again = Array.from(evaluation.run(points[0]));
    evaluation.gradient(weights, used);
    expect(Array.from(fresh.run(points[0]))).toEqual(again);
    fresh.gradient(weights, unused);
    expect(unused).toEqual(used);
  });
});

test("the gradient of a weight that is zero does not meet what is undefined there", () => {
  const random = generator(5);
  const network = randomNetwork({ inputs: 1, widths: [2], functions: ["reciprocal"], outputs: 1 }, random);
  const gradient = new Float64Array(1);
  network.gradient(Float64Array.of(0.3), Float64Array.of(0), gradient);
  expect(gradient[0]).toBe(0);
});
