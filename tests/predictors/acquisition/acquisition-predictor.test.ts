import { describe, expect, test } from "vitest";
import { Random } from "../../../src/numeric/random.js";
import { acquisitionFunctions } from "../../../src/predictors/acquisition/table.js";
import { GaussianProcess } from "../../../src/predictors/gaussian-process/gaussian-process.js";
import type { Predictor } from "../../../src/predictors/predictor.js";
import { exact } from "../../numeric/exact-decimal.js";
import { ExactPosterior } from "../gaussian-process/exact-posterior.js";
import { fitted, randomBox, samplePoint } from "../gaussian-process/fitted.js";
import { EXACT } from "./exact-acquisition.js";

const models = [
  fitted({ kernel: "squared-exponential", inputs: 2, count: 9, seed: 12 }),
  fitted({ kernel: "matern52", inputs: 2, count: 8, seed: 13, outputScale: -1.6, hasTrend: true }),
];
const parameters: Readonly<Record<string, number>> = { ei: -0.4, logei: -0.4, pi: 0.1, logpi: 0.1, lcb: 2, ucb: 1.5 };

describe.each(Object.keys(acquisitionFunctions))("%s", (name) => {
  test("range and minorants hold at every point of random boxes", () => {
    const random = new Random(21);
    const [lower, upper] = [new Float64Array(1), new Float64Array(1)];
    const out = { constant: 0, linear: new Float64Array(2) };
    let checks = 0;
    for (const definition of models) {
      const model = acquisitionFunctions[name].of(new GaussianProcess(definition), [parameters[name]]);
      const posterior = new ExactPosterior(definition);
      for (let k = 0; k < 6; k++) {
        const box = randomBox(definition, random);
        const points = [0, 1, 2].map((i) => samplePoint(box, random, i));
        const values = points.map((x) => {
          const { mean, deviation } = posterior.at(x);
          return EXACT[name](exact(parameters[name]), mean, deviation);
        });
        model.rangeOver(box, lower, upper);
        for (const value of values) {
          checks += 2;
          if (!value.isFinite()) continue;
          expect(lower[0] === Number.NEGATIVE_INFINITY || exact(lower[0]).lte(value)).toBe(true);
          expect(exact(upper[0]).gte(value)).toBe(true);
        }
        for (const weight of [1, -1, -0.3]) {
          model.minorantOver(box, Float64Array.of(weight), k % 2 === 0 ? null : points[2], out);
          points.forEach((x, i) => {
            checks++;
            if (out.constant === Number.NEGATIVE_INFINITY || !values[i].isFinite()) return;
            let below = exact(out.constant);
            for (let j = 0; j < 2; j++) below = below.add(exact(out.linear[j]).mul(exact(x[j])));
            expect(below.lte(values[i].mul(exact(weight))), `box ${k}, weight ${weight}`).toBe(true);
          });
        }
      }
    }
    console.info(`${checks} checks`);
  });

  test("the gradient is that of the value", () => {
    const model = acquisitionFunctions[name].of(new GaussianProcess(models[0]), [parameters[name]]);
    const gradient = new Float64Array(2);
    const y = new Float64Array(1);
    const at = (a: number, b: number) => {
      model.evaluate(Float64Array.of(a, b), y);
      return y[0];
    };
    const [a, b, h] = [0.31, -0.42, 1e-5];
    model.gradient(Float64Array.of(a, b), Float64Array.of(-2), gradient);
    const size = Math.hypot(gradient[0], gradient[1]) + 1e-3;
    expect(Math.abs(gradient[0] + (at(a + h, b) - at(a - h, b)) / h) / size).toBeLessThan(1e-4);
    expect(Math.abs(gradient[1] + (at(a, b + h) - at(a, b - h)) / h) / size).toBeLessThan(1e-4);
  });
});

test("other models and parameters without a meaning are refused", () => {
  const other = { family: "network" } as unknown as Predictor;
  expect(() => acquisitionFunctions["ei"].of(other, [0])).toThrow(/ei\(gp, x, best\).*Gaussian process.*network/);
  expect(() => acquisitionFunctions["ei"].of(new GaussianProcess(models[0]), [Number.NaN])).toThrow(/NaN/);
});
