import { describe, expect, test } from "vitest";
import { boundingMethods } from "../../../src/bounds/table.js";
import { NetworkBuilder } from "../../../src/predictors/network/builder.js";
import type { Network } from "../../../src/predictors/network/network.js";
import { Relaxation } from "../../../src/predictors/network/relaxation/relaxation.js";
import { TangentAscent } from "../../../src/predictors/network/relaxation/tangent-ascent.js";
import { Exact, type Exact as ExactNumber, exactLayers, exactly, exactPoint, NOISE } from "./exact.js";
import { normalised } from "./normalised-networks.js";
import type { NetworkShape } from "./random-networks.js";
import { generator, pointsOf, randomBoxes, randomNetwork } from "./random-networks.js";

const shapes: Record<string, NetworkShape> = {
  "tanh 2-5-5": { inputs: 2, widths: [5, 5], functions: ["tanh"] },
  "ReLU 3-6-6-4": { inputs: 3, widths: [6, 6, 4], functions: ["relu"] },
  "softplus, SiLU and exponential": { inputs: 2, widths: [4, 4, 3], functions: ["softplus", "silu", "exp"] },
  "skips, products, maxima": { inputs: 3, widths: [4, 4], functions: ["sigmoid", "tanh"], isBranched: true },
  "squares and absolute values, branched": {
    inputs: 2,
    widths: [4, 4],
    functions: ["square", "absolute-value"],
    isBranched: true,
  },
};

/** minorant about the centre, minus the value there: must not be positive anywhere. */
function excess(
  centre: Float64Array,
  coefficients: Float64Array,
  row: number,
  centreValue: number,
  x: readonly ExactNumber[],
  value: ExactNumber,
): number {
  let sum = exactly(centreValue);
  centre.forEach((c, i) => {
    sum = sum.plus(x[i].minus(exactly(c)).times(exactly(coefficients[row * centre.length + i])));
  });
  return sum.minus(value).minus(NOISE).toNumber();
}

function isBelow(a: ExactNumber, b: ExactNumber): boolean {
  return a.plus(NOISE).lt(b);
}

interface Tally {
  checks: number;
  violations: number;
}

function checkEnclosures(relaxation: Relaxation, layers: readonly ExactNumber[][], tally: Tally): void {
  const { state } = relaxation;
  layers.forEach((values, k) => {
    values.forEach((value, j) => {
      tally.checks++;
      if (isBelow(value, exactly(state.lower[k][j])) || isBelow(exactly(state.upper[k][j]), value)) tally.violations++;
    });
  });
}

function checkForms(relaxation: Relaxation, x: readonly ExactNumber[], layers: readonly ExactNumber[][], tally: Tally) {
  const { state } = relaxation;
  layers.forEach((values, k) => {
    if (state.hasForms[k] === 0) return;
    const { coefficients, radii, constants, constantRadii } = state.forms[k];
    values.forEach((value, j) => {
      let low = exactly(constants[j]).minus(exactly(constantRadii[j]));
      let high = exactly(constants[j]).plus(exactly(constantRadii[j]));
      x.forEach((xi, i) => {
        const d = xi.minus(exactly(state.centre[i]));
        const q = i * values.length + j;
        low = low.plus(d.times(exactly(coefficients[q]).minus(exactly(radii[q]))));
        high = high.plus(d.times(exactly(coefficients[q]).plus(exactly(radii[q]))));
      });
      tally.checks++;
      if (isBelow(value, low) || isBelow(high, value)) tally.violations++;
    });
  });
}

function checkNetwork(network: Network, random: () => number, boxes = 14): Tally {
  const tally = { checks: 0, violations: 0 };
  const weights = Float64Array.from({ length: network.outputs }, () => 2 * random() - 1);
  const relaxations = Object.values(boundingMethods).map((method) => new Relaxation(network, method.sweep));
  for (const box of randomBoxes(network.inputs, random, boxes)) {
    const points = pointsOf(box, random, 5).map(exactPoint);
    const truths = points.map((x) => exactLayers(network, x));
    for (const relaxation of relaxations) {
      expect(relaxation.sweep(box)).toBe(true);
      points.forEach((x, p) => {
        checkEnclosures(relaxation, truths[p], tally);
        checkForms(relaxation, x, truths[p], tally);
      });
      checkBackward(relaxation, weights, points, truths, tally);
    }
  }
  return tally;
}

/** The backward minorant, and those that tangent ascent makes of it. */
function checkBackward(
  relaxation: Relaxation,
  weights: Float64Array,
  points: readonly ExactNumber[][],
  truths: readonly ExactNumber[][][],
  tally: Tally,
): void {
  const { state, backward } = relaxation;
  const ascent = new TangentAscent(relaxation);
  const check = (coefficients: Float64Array, centreValue: number) => {
    points.forEach((x, p) => {
      const outputs = truths[p][truths[p].length - 1];
      const value = outputs.reduce((sum, y, k) => sum.plus(y.times(exactly(weights[k]))), new Exact(0));
      tally.checks++;
      if (excess(state.centre, coefficients, 0, centreValue, x, value) > 0) tally.violations++;
    });
  };
  const bound = backward.runObjective(weights);
  check(backward.coefficients, backward.centreValues[0]);
  ascent.start();
  ascent.improve(weights, Number.MAX_VALUE);
  check(ascent.coefficients, ascent.centreValue);
  expect(ascent.bound).toBeGreaterThanOrEqual(bound);
  // The last iterate, better or not, must be sound as well.
  check(backward.coefficients, backward.centreValues[0]);
}

describe.each(Object.entries(shapes))("%s", (_name, shape) => {
  test("every enclosure, form and minorant holds in exact arithmetic", () => {
    const random = generator(shape.widths.length * 1000 + shape.inputs);
    let checks = 0;
    for (let trial = 0; trial < 2; trial++) {
      const network = randomNetwork({ ...shape, outputs: 1 + trial }, random);
      const tally = checkNetwork(network, random);
      expect(tally.violations).toBe(0);
      checks += tally.checks;
    }
    expect(checks).toBeGreaterThan(5000);
  });
});

describe.each([
  { inputs: 2, width: 4, activation: "softplus", isClipped: true },
  { inputs: 1, width: 3, activation: "relu" },
  { inputs: 5, width: 3, activation: "sigmoid", share: 2 },
])("normalised $width elements of $inputs inputs, $activation", (shape) => {
  test.each([1, 2])("%d times: every enclosure, form and minorant holds in exact arithmetic", (times) => {
    const random = generator(100 * shape.width + times);
    for (let trial = 0; trial < 3 - times; trial++) {
      const builder = new NetworkBuilder(shape.inputs);
      let y = normalised(builder, builder.inputTensor(), shape, times === 1 ? 2 : 4, random);
      if (times === 2) y = normalised(builder, y, { ...shape, inputs: 4 }, 2, random);
      const { checks, violations } = checkNetwork(builder.build(y), random, 6);
      expect(violations).toBe(0);
      expect(checks).toBeGreaterThan(1000);
    }
  });
});

test("the check itself notices a minorant that is too high by a few units of roundoff", () => {
  const random = generator(5);
  const network = randomNetwork(shapes["tanh 2-5-5"], random);
  const relaxation = new Relaxation(network, boundingMethods.backward.sweep);
  const point = Float64Array.of(0.5, -0.25);
  relaxation.sweep({ lower: point, upper: point });
  relaxation.backward.runObjective(Float64Array.of(1));
  const value = exactLayers(network, exactPoint(point))[network.layers.length - 1][0];
  const { coefficients, centreValues } = relaxation.backward;
  const at = (raise: number) =>
    excess(relaxation.state.centre, coefficients, 0, centreValues[0] + raise, exactPoint(point), value);
  expect(at(0)).toBeLessThanOrEqual(0);
  expect(at(1e-12)).toBeGreaterThan(0);
});
