import { expect, test } from "vitest";
import { Random } from "../../../src/numeric/random.js";
import { Completion } from "../../../src/strategy/online/completion.js";
import { PointQuality } from "../../../src/strategy/online/point-quality.js";
import { instance } from "../../../src/strategy/program/parametric-program.js";
import { loadProgram } from "../../../src/strategy/program/program-file.js";
import { drawParameters } from "../../../src/strategy/program/sampling.js";
import { randomProgram } from "../random-programs.js";

const knapsack = loadProgram("instances/strategy/knapsack.json");

test("only linear programs of whole numbers are completed", () => {
  expect(Completion.suits(knapsack)).toBe(true);
  expect(Completion.suits(randomProgram(new Random(1), { integers: 2 }))).toBe(false);
  expect(Completion.suits(randomProgram(new Random(1), { variables: 4, integers: 4, isQuadratic: true }))).toBe(false);
});

test("from anywhere a feasible point comes out, and nothing of one unit improves it", () => {
  const random = new Random(2);
  const completion = new Completion(knapsack);
  const quality = new PointQuality(knapsack);
  for (let k = 0; k < 30; k++) {
    const data = instance(knapsack, drawParameters(knapsack.blocks, random));
    const start = knapsack.lower.map((_, j) => random.below(1 + knapsack.upper[j]));
    completion.from(data, start);
    const point = completion.point.slice();
    quality.measure(data, point);
    expect(quality.isFeasible).toBe(true);
    const { objective } = quality;
    for (let j = 0; j < point.length; j++) {
      for (const by of [-1, 1]) {
        const other = point.slice();
        other[j] += by;
        quality.measure(data, other);
        if (quality.isFeasible) expect(quality.objective).toBeGreaterThan(objective - 1e-9);
      }
    }
    // What is complete stays as it is.
    completion.from(data, point);
    expect(completion.point).toEqual(point);
  }
});
