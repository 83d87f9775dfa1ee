import { describe, expect, test } from "vitest";
import { univariateFunction } from "../../../src/functions/table.js";
import { box } from "../../../src/numeric/box.js";
import { NetworkBuilder } from "../../../src/predictors/network/builder.js";
import type { AffineMinorant } from "../../../src/predictors/predictor.js";
import { exactLayers, exactly, exactPoint, exactValue, NOISE } from "./exact.js";
import type { NetworkShape } from "./random-networks.js";
import { generator, pointsOf, randomBoxes, randomNetwork } from "./random-networks.js";

const shapes: Record<string, NetworkShape> = {
  "tanh 2-5-5": { inputs: 2, widths: [5, 5], functions: ["tanh"], outputs: 2 },
  "ReLU 3-6-6": { inputs: 3, widths: [6, 6], functions: ["relu"] },
  "softplus, exponential": { inputs: 2, widths: [4, 3], functions: ["softplus", "exp"], outputs: 3 },
  branched: { inputs: 3, widths: [4, 4], functions: ["sigmoid", "square"], outputs: 2, isBranched: true },
};

describe.each(Object.entries(shapes))("%s", (_name, shape) => {
  const random = generator(shape.inputs * 31 + shape.widths.length);
  const network = randomNetwork(shape, random);

  test("rangeOver encloses every output in exact arithmetic", () => {
    const [lower, upper] = [new Float64Array(network.outputs), new Float64Array(network.outputs)];
    for (const domain of randomBoxes(shape.inputs, random, 14)) {
      network.rangeOver(domain, lower, upper);
      for (const x of pointsOf(domain, random, 8)) {
        exactLayers(network, exactPoint(x))
          .at(-1)!
          .forEach((value, k) => {
            expect(value.plus(NOISE).gte(exactly(lower[k]))).toBe(true);
            expect(value.minus(NOISE).lte(exactly(upper[k]))).toBe(true);
          });
      }
    }
  });

  test("minorantOver is below the functional in exact arithmetic", () => {
    const minorant: AffineMinorant = { constant: 0, linear: new Float64Array(shape.inputs) };
    for (const domain of randomBoxes(shape.inputs, random, 14)) {
      const weights = Float64Array.from({ length: network.outputs }, () => 2 * random() - 1);
      network.minorantOver(domain, weights, null, minorant);
      for (const x of pointsOf(domain, random, 8).map(exactPoint)) {
        let below = exactly(minorant.constant);
        x.forEach((value, i) => {
          below = below.plus(value.times(exactly(minorant.linear[i])));
        });
        expect(below.lte(exactValue(network, x, weights).plus(NOISE))).toBe(true);
      }
    }
  });

  test("both converge to the value as the box shrinks to a point", () => {
    const x = Float64Array.from({ length: shape.inputs }, () => 2 * random() - 1);
    const minorant: AffineMinorant = { constant: 0, linear: new Float64Array(shape.inputs) };
    const weights = new Float64Array(network.outputs).fill(1);
    const [lower, upper] = [new Float64Array(network.outputs), new Float64Array(network.outputs)];
    const y = new Float64Array(network.outputs);
    network.evaluate(x, y);
    network.rangeOver({ lower: x, upper: x }, lower, upper);
    for (let k = 0; k < y.length; k++) expect(upper[k] - lower[k]).toBeLessThan(1e-11 * (1 + Math.abs(y[k])));
    network.minorantOver({ lower: x, upper: x }, weights, null, minorant);
    const below = x.reduce((sum, value, i) => sum + value * minorant.linear[i], minorant.constant);
    expect(below).toBeCloseTo(
      y.reduce((sum, value) => sum + value, 0),
      9,
    );
  });
});

test("far from the origin the constant of a minorant pays for the shift of its centre", () => {
  const random = generator(12);
  const minorant: AffineMinorant = { constant: 0, linear: new Float64Array(2) };
  for (let trial = 0; trial < 100; trial++) {
    const network = randomNetwork({ inputs: 2, widths: [3], functions: ["softplus"] }, random);
    const far = 10 ** (9 * random());
    const domain = box([far * random(), -far], [far, -far * random()]);
    network.minorantOver(domain, Float64Array.of(1), null, minorant);
    for (const x of pointsOf(domain, random, 6).map(exactPoint)) {
      const below = x.reduce(
        (sum, value, i) => sum.plus(value.times(exactly(minorant.linear[i]))),
        exactly(minorant.constant),
      );
      expect(below.lte(exactValue(network, x).plus(NOISE))).toBe(true);
    }
  }
});

test("a network that is defined nowhere on the box says so", () => {
  const builder = new NetworkBuilder(1);
  const network = builder.build(builder.apply(univariateFunction("log"), builder.inputTensor()));
  const out = new Float64Array(1);
  expect(() => network.rangeOver(box([-2], [-1]), out, out.slice())).toThrow("not defined anywhere");
  network.rangeOver(box([1], [2]), out, new Float64Array(1));
  expect(out[0]).toBeCloseTo(0, 12);
});

test("an undefined element that nothing reads makes the whole network undefined", () => {
  const builder = new NetworkBuilder(2);
  const logarithms = builder.apply(univariateFunction("log"), builder.inputTensor());
  const network = builder.build({ ...logarithms, shape: [1], elements: logarithms.elements.slice(0, 1) });
  const [y, lower, upper] = [0, 1, 2].map(() => new Float64Array(1));
  network.evaluate(Float64Array.of(1.5, -1.5), y);
  expect(y[0]).toBeCloseTo(Math.log(1.5), 12);
  network.rangeOver(box([1, -2], [2, -1]), lower, upper);
});

test("sizes and family are those of the layers", () => {
  const network = randomNetwork({ inputs: 3, widths: [2], functions: ["tanh"], outputs: 4 }, generator(1));
  expect([network.family, network.inputs, network.outputs]).toEqual(["network", 3, 4]);
});
