import { describe, expect, test } from "vitest";
import { NetworkBuilder } from "../../../../src/predictors/network/builder.js";
import type { Network } from "../../../../src/predictors/network/network.js";
import { normalisedRanges } from "../../../../src/predictors/network/relaxation/normalised-range.js";
import { Relaxation } from "../../../../src/predictors/network/relaxation/relaxation.js";
import { exactLayers, exactly, exactPoint } from "../exact.js";
import { type NormalisedShape, normalised } from "../normalised-networks.js";
import { generator } from "../random-networks.js";

const SWEEP = { forward: "shallow", tangents: "middle", isTightened: true, hasRows: true } as const;

function networkOf(shape: NormalisedShape, random: () => number, outputs = 2): Network {
  const builder = new NetworkBuilder(shape.inputs);
  return builder.build(normalised(builder, builder.inputTensor(), shape, outputs, random));
}

const shapes: NormalisedShape[] = [
  { inputs: 3, width: 6, activation: "softplus" },
  { inputs: 2, width: 5, activation: "tanh", isClipped: true },
  { inputs: 8, width: 4, activation: "relu", isClipped: true },
  { inputs: 4, width: 3, activation: "sin" },
];

describe.each(shapes)("$activation behind $width normalised elements", (shape) => {
  const random = generator(shape.width * 31 + shape.inputs);

  test("no value anywhere is outside, in exact arithmetic", () => {
    for (let trial = 0; trial < 6; trial++) {
      const network = networkOf(shape, random);
      const ranges = normalisedRanges(network.layers);
      expect(ranges).toHaveLength(1);
      const [{ layer, lower, upper }] = ranges;
      for (let k = 0; k < 60; k++) {
        const size = 10 ** Math.floor(5 * random() - 2);
        const x = Float64Array.from({ length: shape.inputs }, () => size * (2 * random() - 1));
        const values = exactLayers(network, exactPoint(x))[layer];
        values.forEach((value, j) => {
          expect(value.gte(exactly(lower[j])) && value.lte(exactly(upper[j]))).toBe(true);
        });
      }
    }
  });

  test("enclosures over wide boxes are within it", () => {
    const network = networkOf(shape, random);
    const [{ layer, lower, upper }] = normalisedRanges(network.layers);
    const box = {
      lower: new Float64Array(shape.inputs).fill(-100),
      upper: new Float64Array(shape.inputs).fill(100),
    };
    const relaxation = new Relaxation(network, SWEEP);
    relaxation.sweep(box);
    const { state } = relaxation;
    lower.forEach((low, j) => {
      expect(state.lower[layer][j]).toBeGreaterThanOrEqual(low);
      expect(state.upper[layer][j]).toBeLessThanOrEqual(upper[j]);
    });
  });
});

test("the largest value of one linear function of a normalised vector is its length times the ball's radius", () => {
  // ReLU of elements that are all above zero is linear.
  const builder = new NetworkBuilder(2);
  const random = generator(5);
  const shape: NormalisedShape = { inputs: 2, width: 4, activation: "relu" };
  const network = builder.build(normalised(builder, builder.inputTensor(), shape, 1, random));
  const linear = network.layers.map((layer, k) =>
    k === network.layers.length - 3 && layer.kind === "affine"
      ? { ...layer, bias: new Float64Array(4).fill(100) }
      : layer,
  );
  const [{ lower, upper }] = normalisedRanges(linear);
  const last = linear[linear.length - 1];
  const scaled = linear[linear.length - 3];
  if (last.kind !== "affine" || scaled.kind !== "affine") throw new Error("both are affine");
  const weights = last.terms[0].matrix.kind === "dense" ? last.terms[0].matrix.data : new Float64Array(4);
  const slopes = scaled.terms[0].matrix.kind === "sparse" ? scaled.terms[0].matrix.values : new Float64Array(4);
  const centre = last.bias[0] + 100 * weights.reduce((sum, w) => sum + w, 0);
  const radius = 2 * Math.hypot(...weights.map((w, j) => w * slopes[j]));
  expect(upper[0]).toBeGreaterThan(centre + radius);
  expect(upper[0]).toBeLessThan(centre + 1.001 * radius);
  expect(lower[0]).toBeLessThan(centre - radius);
  expect(lower[0]).toBeGreaterThan(centre - 1.001 * radius);
});

test("nothing is known where elements are mixed, squares may count negatively, or another function has the squares", () => {
  const random = generator(8);
  expect(
    normalisedRanges(networkOf({ inputs: 2, width: 4, activation: "tanh", isMixed: true }, random).layers),
  ).toEqual([]);
  expect(normalisedRanges(networkOf({ inputs: 2, width: 4, activation: "tanh", share: -1 }, random).layers)).toEqual(
    [],
  );
  const { layers } = networkOf({ inputs: 2, width: 4, activation: "tanh" }, random);
  const place = layers.findIndex((layer) => layer.kind === "bivariate");
  const moved = layers.map((layer, k) =>
    k === place && layer.kind === "bivariate" ? { ...layer, left: place - 1 } : layer,
  );
  expect(normalisedRanges(layers)).toHaveLength(1);
  expect(normalisedRanges(moved)).toEqual([]);
});
