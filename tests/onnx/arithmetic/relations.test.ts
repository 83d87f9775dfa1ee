import { describe, expect, test } from "vitest";
import { readModel } from "../../../src/onnx/model-reading.js";
import type { Network } from "../../../src/predictors/network/network.js";
import { networkOf } from "../../../src/predictors/network/recognise.js";
import { int64Tensor, model, node, textAttribute, value } from "../model-writing.js";

const OPSETS = [
  ["", 17],
  ["ai.onnx.ml", 3],
] as const;
/** Numbers that nodes may read. */
const initializers = Object.entries({ from: 0, to: 2, axis: 1 }).map(([name, at]) => int64Tensor(name, [1], [at]));
const outputs = [value("y", null)];
const network = (classes: number, nodes: ReturnType<typeof node>[]): Network =>
  networkOf(readModel(model({ nodes, initializers, inputs: [value("x", [1, classes])], outputs, opsets: OPSETS })));
const normalizer = (x: string, norm = "L1") =>
  node("Normalizer", [x], ["y"], { domain: "ai.onnx.ml", attributes: [textAttribute("norm", norm)] });

function range(net: Network, least: number, most: number): [Float64Array, Float64Array] {
  const box = { lower: new Float64Array(net.inputs).fill(least), upper: new Float64Array(net.inputs).fill(most) };
  const [lower, upper] = [new Float64Array(net.outputs), new Float64Array(net.outputs)];
  net.rangeOver(box, lower, upper);
  return [lower, upper];
}

function valuesOf(net: Network, x: readonly number[]): number[] {
  const y = new Float64Array(net.outputs);
  net.evaluate(Float64Array.from(x), y);
  return Array.from(y);
}

const softmaxOf = (x: readonly number[]): number[] => {
  const powers = x.map((value) => Math.exp(value - Math.max(...x)));
  return powers.map((power) => power / powers.reduce((sum, value) => sum + value, 0));
};

describe.each([2, 3, 5, 45])("with %i classes", (classes) => {
  const x = Array.from({ length: classes }, (_, k) => Math.sin(3 * k) - 0.1 * k);
  const softmax = [node("Softmax", ["x"], ["y"])];
  const written = [node("ReduceLogSumExp", ["x"], ["s"]), node("Sub", ["x", "s"], ["l"]), node("Exp", ["l"], ["y"])];

  test("probabilities are not divided by their sum", () => {
    const net = network(classes, [node("Softmax", ["x"], ["p"]), node("Identity", ["p"], ["q"]), normalizer("q")]);
    expect(net.layers.map(({ kind }) => kind)).toEqual(network(classes, softmax).layers.map(({ kind }) => kind));
    valuesOf(net, x).forEach((value, k) => {
      expect(value).toBeCloseTo(softmaxOf(x)[k], 14);
    });
  });

  test("a softmax that is written as exp(x - log(sum exp(x))) is one", () => {
    const net = network(classes, written);
    valuesOf(net, x).forEach((value, k) => {
      expect(value).toBeCloseTo(softmaxOf(x)[k], 13);
    });
    if (classes > 40) return;
    const [lower, upper] = range(net, -2000, 2000);
    for (let k = 0; k < classes; k++) {
      expect(lower[k]).toBeGreaterThan(-1e-12);
      expect(upper[k]).toBeLessThan(1 + 1e-12);
    }
  });
});

test("what is no distribution is divided, and the quotients are known to be at most 1", () => {
  for (const name of ["L1", "L2", "MAX"]) {
    const net = network(3, [normalizer("x", name)]);
    const [lower, upper] = range(net, 0.001, 1000);
    expect(Math.max(...upper)).toBeLessThanOrEqual(1);
    expect(Math.min(...lower)).toBeGreaterThanOrEqual(0);
    const x = [0.5, 0.2, 3];
    const norm = { L1: 3.7, L2: Math.hypot(...x), MAX: 3 }[name] as number;
    valuesOf(net, x).forEach((value, k) => {
      expect(value).toBeCloseTo(x[k] / norm, 14);
    });
  }
});

test("a part of a distribution is divided by its sum", () => {
  const net = network(3, [
    node("Softmax", ["x"], ["p"]),
    node("Slice", ["p", "from", "to", "axis"], ["a"]),
    normalizer("a"),
  ]);
  const p = softmaxOf([1, 2, 3]);
  const [first, second] = valuesOf(net, [1, 2, 3]);
  expect(first).toBeCloseTo(p[0] / (p[0] + p[1]), 14);
  expect(second).toBeCloseTo(p[1] / (p[0] + p[1]), 14);
});

test("the difference from another logarithm is a difference", () => {
  const net = network(3, [
    node("Mul", ["x", "x"], ["z"]),
    node("ReduceLogSumExp", ["z"], ["s"]),
    node("Sub", ["x", "s"], ["l"]),
    node("Exp", ["l"], ["y"]),
  ]);
  const x = [0.3, -0.2, 0.9];
  const s = Math.log(x.reduce((sum, value) => sum + Math.exp(value * value), 0));
  valuesOf(net, x).forEach((value, k) => {
    expect(value).toBeCloseTo(Math.exp(x[k] - s), 14);
  });
});
