import { describe, expect, test } from "vitest";
import { createBounder } from "../../../src/bounds/table.js";
import { univariateFunction } from "../../../src/functions/table.js";
import { box, copyBox } from "../../../src/numeric/box.js";
import { denseMatrix, sparseMatrix } from "../../../src/numeric/matrix.js";
import { NetworkBuilder } from "../../../src/predictors/network/builder.js";
import type { Network } from "../../../src/predictors/network/network.js";
import { Relaxation } from "../../../src/predictors/network/relaxation/relaxation.js";
import { exactLayers, exactly, exactPoint, exactValue, NOISE } from "./exact.js";
import { Parabolas } from "./parabolas.js";
import { generator, pointsOf, randomBoxes } from "./random-networks.js";

/** tanh(A x) into a model, whose outputs go through a function and a sum, together with the inputs. */
function embedded(random: () => number, isDeep: boolean): Network {
  const builder = new NetworkBuilder(2);
  const x = builder.inputTensor();
  const row = (n: number) => Float64Array.from({ length: n }, () => 2 * random() - 1);
  const z = builder.affine([3], [{ x, matrix: denseMatrix(3, 2, row(6)) }], { bias: row(3) });
  const numbers = (n: number) => Array.from({ length: n }, () => 2 * random() - 1);
  const model = new Parabolas([numbers(3), numbers(3)], [numbers(3), numbers(3)]);
  const y = builder.embedModel(model, isDeep ? builder.apply(univariateFunction("tanh"), z) : z);
  const outer = isDeep ? builder.apply(univariateFunction("sigmoid"), y) : y;
  const sum = builder.affine(
    [1],
    [
      { x: outer, matrix: denseMatrix(1, 2, row(2)) },
      { x, matrix: denseMatrix(1, 2, row(2)) },
    ],
    { bias: row(1) },
  );
  return builder.build(sum);
}

describe.each([
  ["behind the inputs", false],
  ["between functions", true],
])("a model %s", (_name, isDeep) => {
  test.each(["none", "shallow", "all"] as const)(
    "is enclosed and bounded in exact arithmetic, forms: %s",
    (forward) => {
      const random = generator(isDeep ? 5 : 6);
      let checks = 0;
      for (let k = 0; k < 12; k++) {
        const network = embedded(random, isDeep);
        const relaxation = new Relaxation(network, {
          forward,
          tangents: "middle",
          isTightened: true,
          hasRows: forward !== "none",
        });
        for (const domain of randomBoxes(2, random, 6)) {
          relaxation.sweep(domain);
          const weights = Float64Array.of(random() < 0.5 ? 1 : -1);
          const bound = relaxation.backward.runObjective(weights);
          const { lower, upper } = relaxation.state;
          for (const x of pointsOf(domain, random, 6).map(exactPoint)) {
            exactLayers(network, x).forEach((values, layer) => {
              values.forEach((value, j) => {
                expect(value.plus(NOISE).gte(exactly(lower[layer][j]))).toBe(true);
                expect(value.minus(NOISE).lte(exactly(upper[layer][j]))).toBe(true);
              });
            });
            expect(exactValue(network, x, weights).plus(NOISE).gte(exactly(bound))).toBe(true);
            checks++;
          }
        }
      }
      expect(checks).toBeGreaterThan(300);
    },
  );

  test.each(["interval", "mccormick", "forward", "backward", "auto"] as const)("method %s bounds it", (bounds) => {
    const random = generator(9);
    for (let k = 0; k < 10; k++) {
      const network = embedded(random, isDeep);
      const bounder = createBounder(network, { bounds });
      for (const domain of randomBoxes(2, random, 5)) {
        const kept = copyBox(domain);
        const bound = bounder.bound(kept, Number.POSITIVE_INFINITY);
        for (const x of pointsOf(domain, random, 6).map(exactPoint)) {
          expect(exactValue(network, x, [1]).plus(NOISE).gte(exactly(bound))).toBe(true);
        }
        const scores = new Float64Array(2);
        bounder.branchingScores(kept, scores);
        expect(scores.some(Number.isNaN)).toBe(false);
      }
    }
  });
});

test("a model's own bound takes the place of its affine minorant, other inputs and constants around it", () => {
  const random = generator(21);
  let better = 0;
  let checks = 0;
  for (let k = 0; k < 40; k++) {
    const numbers = (n: number) => Array.from({ length: n }, () => 2 * random() - 1);
    const builder = new NetworkBuilder(3);
    const x = builder.inputTensor();
    const model = new Parabolas([numbers(3), numbers(3)], [numbers(3), numbers(3)]);
    // The model reads x2, a constant and x0; x1 is only in the sum.
    const pick = sparseMatrix(3, [[[2, 1]], [], [[0, 1]]]);
    const y = builder.embedModel(
      model,
      builder.affine([3], [{ x, matrix: pick }], { bias: Float64Array.of(0, 0.3, 0) }),
    );
    const network = builder.build(
      builder.affine(
        [1],
        [
          { x: y, matrix: denseMatrix(1, 2, Float64Array.from(numbers(2))) },
          { x, matrix: denseMatrix(1, 3, Float64Array.from(numbers(3))) },
        ],
      ),
    );
    const relaxation = new Relaxation(network, {
      forward: "shallow",
      tangents: "middle",
      isTightened: true,
      hasRows: true,
    });
    for (const domain of randomBoxes(3, random, 6)) {
      relaxation.sweep(domain);
      const affine = relaxation.backward.runObjective(Float64Array.of(1));
      const own = relaxation.backward.separableBound();
      if (own > affine + 1e-6) better++;
      for (const point of pointsOf(domain, random, 6).map(exactPoint)) {
        expect(exactValue(network, point, [1]).plus(NOISE).gte(exactly(own))).toBe(true);
        checks++;
      }
    }
  }
  expect(better).toBeGreaterThan(50);
  expect(checks).toBeGreaterThan(1000);
});

test("nothing is said where the model reads computed numbers", () => {
  const builder = new NetworkBuilder(2);
  const x = builder.inputTensor();
  const model = () => new Parabolas([[1, 1]], [[0, 0]]);
  const halved = builder.affine([2], [{ x, matrix: denseMatrix(2, 2, Float64Array.of(0.5, 0, 0, 1)) }]);
  {
    const y = builder.embedModel(model(), halved);
    const relaxation = new Relaxation(builder.build(y), {
      forward: "shallow",
      tangents: "middle",
      isTightened: true,
      hasRows: true,
    });
    relaxation.sweep(box([-1, -1], [1, 1]));
    relaxation.backward.runObjective(Float64Array.of(1));
    expect(relaxation.backward.separableBound()).toBe(Number.NEGATIVE_INFINITY);
  }
});

test("tight tangents move the anchor of a model", () => {
  const builder = new NetworkBuilder(1);
  const model = new Parabolas([[1]], [[0.25]]);
  const network = builder.build(builder.embedModel(model, builder.inputTensor()));
  const bounder = createBounder(network, { bounds: "auto" });
  const bound = bounder.bound(box([-1], [1]), 1);
  expect(model.anchors.some((anchor) => anchor !== null)).toBe(true);
  expect(bound).toBeGreaterThan(-0.3);
  expect(bound).toBeLessThanOrEqual(0);
});

test("a model of unbounded inputs is not bounded, and nothing is claimed", () => {
  const builder = new NetworkBuilder(1);
  const exponential = builder.apply(univariateFunction("exp"), builder.inputTensor());
  const network = builder.build(builder.embedModel(new Parabolas([[1]], [[0]]), exponential));
  const bounder = createBounder(network, { bounds: "auto" });
  const bound = bounder.bound(box([0], [1e4]), 1);
  expect(bound > 1).toBe(false);
});
