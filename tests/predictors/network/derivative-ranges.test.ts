import { expect, test } from "vitest";
import { boundingMethods } from "../../../src/bounds/table.js";
import { denseMatrix } from "../../../src/numeric/matrix.js";
import { NetworkBuilder } from "../../../src/predictors/network/builder.js";
import type { Network } from "../../../src/predictors/network/network.js";
import { DerivativeRanges } from "../../../src/predictors/network/relaxation/derivative-ranges.js";
import { Relaxation } from "../../../src/predictors/network/relaxation/relaxation.js";
import { Exact, type Exact as ExactNumber, exactly, exactPoint, exactValue } from "./exact.js";
import type { NetworkShape } from "./random-networks.js";
import { generator, pointsOf, randomBoxes, randomNetwork } from "./random-networks.js";

/** In 50 digits this step leaves differences with errors near 1e-24, far below the ranges' rounding margins. */
const STEP = new Exact("1e-12");

function shifted(x: readonly ExactNumber[], i: number, step: ExactNumber): ExactNumber[] {
  return x.map((value, k) => (k === i ? value.plus(step) : value));
}

function difference(f: (x: ExactNumber[]) => ExactNumber, x: readonly ExactNumber[], i: number): ExactNumber {
  return f(shifted(x, i, STEP))
    .minus(f(shifted(x, i, STEP.neg())))
    .div(STEP.times(2));
}

/** How far the truth lies outside centre +- radius, beyond the error of the differences; positive is a violation. */
function outside(centre: number, radius: number, truth: ExactNumber): number {
  return truth.minus(exactly(centre)).abs().minus(exactly(radius)).minus("1e-18").toNumber();
}

function check(network: Network, random: () => number): { checks: number; violations: number } {
  const n = network.inputs;
  const weights = Float64Array.from({ length: network.outputs }, () => random() - 0.5);
  const relaxation = new Relaxation(network, boundingMethods.auto.sweep);
  const ranges = new DerivativeRanges(relaxation.state);
  const f = (x: ExactNumber[]) => exactValue(network, x, weights);
  const tally = { checks: 0, violations: 0 };
  const count = (excess: number) => {
    tally.checks++;
    if (!(excess <= 0)) tally.violations++;
  };
  for (const box of randomBoxes(n, random, 7)) {
    relaxation.sweep(box);
    ranges.runGradient(weights);
    ranges.runHessian();
    for (const x of pointsOf(box, random, 4).map(exactPoint)) {
      for (let i = 0; i < n; i++) {
        const gradient = ranges.adjoints[0];
        count(outside(gradient.centres[i], gradient.radii[i], difference(f, x, i)));
        for (let j = 0; j <= i; j++) {
          const mixed = difference((y) => difference(f, y, j), x, i);
          for (const entry of [i * n + j, j * n + i]) {
            count(outside(ranges.hessian.centres[entry], ranges.hessian.radii[entry], mixed));
          }
        }
      }
    }
  }
  return tally;
}

const shapes: Record<string, NetworkShape> = {
  tanh: { inputs: 2, widths: [4, 4], functions: ["tanh"] },
  "softplus, SiLU, exponential": { inputs: 2, widths: [3, 3, 3], functions: ["softplus", "silu", "exp"], outputs: 2 },
  "skips and squares": { inputs: 3, widths: [3, 3], functions: ["sigmoid", "square"] },
};

test.each(Object.entries(shapes))(
  "gradient and Hessian ranges of %s networks hold in exact arithmetic",
  (_name, shape) => {
    const random = generator(shape.inputs * 77 + shape.widths.length);
    const tally = check(randomNetwork(shape, random), random);
    expect(tally.violations).toBe(0);
    expect(tally.checks).toBeGreaterThan(100);
  },
);

test("products contribute their mixed derivative", () => {
  const random = generator(3);
  const shape = { inputs: 2, widths: [4], functions: ["tanh"], isBranched: true };
  const network = randomNetwork(shape, random);
  const isSmooth = network.layers.every((layer) => layer.kind !== "bivariate" || layer.operation.smooth);
  const relaxation = new Relaxation(network, boundingMethods.auto.sweep);
  const ranges = new DerivativeRanges(relaxation.state);
  relaxation.sweep({ lower: Float64Array.of(0, 0), upper: Float64Array.of(0.1, 0.1) });
  ranges.runGradient(Float64Array.of(1));
  ranges.runHessian();
  // The same network has maxima: its Hessian must be reported as unknown.
  expect(isSmooth).toBe(false);
  expect(ranges.hessian.radii.every((radius) => !(radius < Number.POSITIVE_INFINITY))).toBe(true);
});

test("products and quotients contribute their own curvature", () => {
  const random = generator(23);
  const builder = new NetworkBuilder(2);
  const x = builder.inputTensor();
  const affine = (first: number, second: number, bias: number) =>
    builder.affine([1], [{ x, matrix: denseMatrix(1, 2, Float64Array.of(first, second)) }], {
      bias: Float64Array.of(bias),
    });
  const ratio = builder.combine("quotient", affine(1, -0.5, 0.3), affine(0.7, 0.4, 4));
  const network = builder.build(builder.combine("product", ratio, affine(-0.2, 1.1, 0.5)));
  const tally = check(network, random);
  expect(tally.violations).toBe(0);
  expect(tally.checks).toBeGreaterThan(100);
});
