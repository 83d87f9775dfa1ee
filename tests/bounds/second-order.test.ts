import { describe, expect, test } from "vitest";
import { SecondOrder } from "../../src/bounds/second-order.js";
import { boundingMethods } from "../../src/bounds/table.js";
import { univariateFunction } from "../../src/functions/table.js";
import { type Box, box } from "../../src/numeric/box.js";
import { denseMatrix } from "../../src/numeric/matrix.js";
import { NetworkBuilder } from "../../src/predictors/network/builder.js";
import type { Network } from "../../src/predictors/network/network.js";
import { Relaxation } from "../../src/predictors/network/relaxation/relaxation.js";
import { exactly, exactPoint, exactValue } from "../predictors/network/exact.js";
import type { NetworkShape } from "../predictors/network/random-networks.js";
import { generator, pointsOf, randomBoxes, randomNetwork } from "../predictors/network/random-networks.js";

function swept(network: Network, domain: Box, weights: Float64Array): SecondOrder {
  const relaxation = new Relaxation(network, boundingMethods.auto.sweep);
  expect(relaxation.sweep(domain)).toBe(true);
  return new SecondOrder(network, relaxation.state, weights);
}

const shapes: Record<string, NetworkShape> = {
  "tanh 2-5-5": { inputs: 2, widths: [5, 5], functions: ["tanh"] },
  "softplus and SiLU, three outputs": { inputs: 3, widths: [4, 4], functions: ["softplus", "silu"], outputs: 3 },
  "squares and exponentials": { inputs: 2, widths: [3, 3], functions: ["square", "exp"] },
  "six inputs through two neurons": { inputs: 6, widths: [2, 4], functions: ["tanh"] },
  "four inputs through one neuron, two outputs": { inputs: 4, widths: [1, 5], functions: ["sigmoid"], outputs: 2 },
};

describe.each(Object.entries(shapes))("%s", (_name, shape) => {
  test("bounds hold in exact arithmetic at sampled points and at the minimiser", () => {
    const random = generator(shape.inputs * 7 + shape.widths[0]);
    let finite = 0;
    for (let trial = 0; trial < 3; trial++) {
      const network = randomNetwork(shape, random);
      const weights = Float64Array.from({ length: network.outputs }, () => 2 * random() - 1);
      const domains = [...randomBoxes(shape.inputs, random, 7), ...smallBoxes(shape.inputs, random)];
      for (const domain of domains) {
        const secondOrder = swept(network, domain, weights);
        const points = pointsOf(domain, random, 8);
        const least = Math.min(...points.map((x) => exactValue(network, exactPoint(x), weights).toNumber()));
        // The cutoff decides how long it tries: just out of reach, then far away.
        for (const cutoff of [least - 1e-6, least + 1]) {
          const bound = secondOrder.bound(cutoff);
          expect(bound).not.toBeNaN();
          if (bound > Number.NEGATIVE_INFINITY) finite++;
          for (const x of [...points, secondOrder.minimiser]) {
            expect(exactValue(network, exactPoint(x), weights).gte(exactly(bound))).toBe(true);
          }
        }
        secondOrder.minimiser.forEach((value, i) => {
          expect(value).toBeGreaterThanOrEqual(domain.lower[i]);
          expect(value).toBeLessThanOrEqual(domain.upper[i]);
        });
      }
    }
    expect(finite).toBeGreaterThan(30);
  });
});

function smallBoxes(inputs: number, random: () => number): Box[] {
  return [0.3, 0.03, 0.003].map((width) => {
    const lower = Float64Array.from({ length: inputs }, () => 2 * random() - 1);
    return { lower, upper: lower.map((value) => value + width) };
  });
}

/** sum_j a_j softplus(w_j . x + b_j) with a > 0: convex everywhere. */
function convexNetwork(inputs: number, width: number, random: () => number): Network {
  const builder = new NetworkBuilder(inputs);
  const signed = (length: number) => Float64Array.from({ length }, () => 2 * random() - 1);
  const matrix = denseMatrix(width, inputs, signed(width * inputs));
  const z = builder.affine([width], [{ x: builder.inputTensor(), matrix }], { bias: signed(width) });
  const y = builder.apply(univariateFunction("softplus"), z);
  const weights = denseMatrix(1, width, signed(width).map(Math.abs));
  return builder.build(builder.affine([1], [{ x: y, matrix: weights }]));
}

/** The tangent plane at a minimiser is exact; what is left is the minimiser's error, squared, and rounding. */
test.each([
  [2, 8],
  [3, 15],
  [5, 30],
])("a convex network of %i inputs and %i neurons is bounded nearly exactly", (inputs, width) => {
  const random = generator(inputs * 100 + width);
  for (let trial = 0; trial < 5; trial++) {
    const network = convexNetwork(inputs, width, random);
    const centre = Float64Array.from({ length: inputs }, () => random() - 0.5);
    const domain = box(
      centre.map((value) => value - 0.05),
      centre.map((value) => value + 0.05),
    );
    const secondOrder = swept(network, domain, Float64Array.of(1));
    const y = new Float64Array(1);
    secondOrder.bound(Number.POSITIVE_INFINITY);
    network.evaluate(secondOrder.minimiser, y);
    const bound = secondOrder.bound(y[0]);
    network.evaluate(secondOrder.minimiser, y);
    expect(y[0] - bound).toBeGreaterThanOrEqual(0);
    expect(y[0] - bound).toBeLessThan(1e-8);
  }
});

test("the gap shrinks with the cube of the width or faster where the network is not convex", () => {
  const random = generator(77);
  const network = randomNetwork({ inputs: 2, widths: [6, 6], functions: ["tanh"] }, random);
  const gap = (width: number) => {
    const domain = box([0.1, 0.1], [0.1 + width, 0.1 + width]);
    const points = [0, 0.25, 0.5, 0.75, 1].flatMap((s) =>
      [0, 0.25, 0.5, 0.75, 1].map((t) => Float64Array.of(0.1 + s * width, 0.1 + t * width)),
    );
    const least = Math.min(...points.map((x) => exactValue(network, exactPoint(x)).toNumber()));
    return least - swept(network, domain, Float64Array.of(1)).bound(least + 1);
  };
  expect(gap(0.01)).toBeLessThan(gap(0.04) / 30);
});

test("nothing is known where the network has no second derivative", () => {
  const network = randomNetwork({ inputs: 2, widths: [4], functions: ["relu"] }, generator(3));
  const secondOrder = swept(network, box([-3, -3], [3, 3]), Float64Array.of(1));
  expect(secondOrder.bound(0)).toBe(Number.NEGATIVE_INFINITY);
});
