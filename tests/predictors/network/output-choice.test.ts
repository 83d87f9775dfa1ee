import { expect, test } from "vitest";
import { Random } from "../../../src/numeric/random.js";
import { HullDistance } from "../../../src/predictors/convex-hull/hull-distance.js";
import { withOutputs } from "../../../src/predictors/network/output-choice.js";
import { compiled } from "../../../src/problem/compilation.js";
import { Problem } from "../../../src/problem/problem.js";

test("chosen outputs are what they were, without the layers that only others need", () => {
  const hull = new HullDistance(2, Float64Array.of(0, 0, 1, 0, 0, 1));
  const problem = new Problem({
    models: { hull },
    variables: [{ name: "x", size: 2, lower: -2, upper: 2 }],
    minimize: "tanh(x[0]) + 3*x[1]",
    subjectTo: ["hull(2*x[0], x[1] + 1) + 0.5 <= 1", "tanh(x[0]) * exp(x[1]) <= 2", "x[0] - x[1] <= 1"],
  });
  const whole = compiled([problem.objective, ...problem.constraints.map(({ expression }) => expression)], 2);
  const all = new Float64Array(4);
  const random = new Random(1);
  for (const places of [[0], [1], [2], [3], [0, 2], [3, 1], [0, 1, 2, 3]]) {
    const part = withOutputs(whole, places);
    expect(part.layers.some(({ kind }) => kind === "model")).toBe(places.includes(1));
    expect(part.layers.some(({ kind }) => kind === "bivariate")).toBe(places.includes(2));
    const values = new Float64Array(places.length);
    for (let k = 0; k < 20; k++) {
      const x = Float64Array.of(random.between(-2, 2), random.between(-2, 2));
      whole.evaluate(x, all);
      part.evaluate(x, values);
      places.forEach((place, r) => {
        expect(values[r]).toBeCloseTo(all[place], 12);
      });
    }
  }
});
