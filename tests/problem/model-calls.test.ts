import { describe, expect, test } from "vitest";
import { Problem } from "../../src/problem/problem.js";
import { solve } from "../../src/search/solve.js";
import { Parabolas } from "../predictors/network/parabolas.js";

function bowl(): Parabolas {
  const model = new Parabolas(
    [
      [1, 2],
      [-1, 0.5],
    ],
    [
      [0.25, -0.5],
      [0, 0],
    ],
  );
  model.named = { indices: { cost: 0, tilt: 1 }, plain: 0 };
  return model;
}

function problem(definition: { minimize: string; subjectTo?: string[]; define?: Record<string, string> }): Problem {
  return new Problem({
    models: { bowl: bowl(), plain: new Parabolas([[1], [2]], [[0], [1]]) },
    variables: [{ name: "x", size: 2, lower: -1, upper: 1 }],
    ...definition,
  });
}

const x = Float64Array.of(0.5, -0.25);

test("outputs are called by their names, and a plain call means the model's own", () => {
  expect(problem({ minimize: "bowl.tilt(x) + 0*x[0]" }).evaluate(x)).toBe(-0.25 + 0.5 * 0.0625);
  expect(problem({ minimize: "bowl(x)" }).evaluate(x)).toBe(0.0625 + 2 * 0.0625);
  expect(problem({ minimize: "bowl(x)[0] - bowl.cost(x)" }).evaluate(x)).toBe(0);
  expect(problem({ minimize: "plain(x[0])[1]" }).evaluate(x)).toBe(0.5);
  expect(problem({ define: { t: "bowl.tilt(x[0], x[1])" }, minimize: "t^2" }).evaluate(x)).toBeCloseTo(0.047851562);
});

describe("refusals", () => {
  test.each([
    ["bowl.slope(x)", /"bowl" \(parabolas\) has no output \.slope; there are bowl\.cost, bowl\.tilt/],
    ["plain.mean(x[0])", /has no output \.mean; its outputs have no names; write plain\(\.\.\.\)\[0\]/],
    ["x.mean(x)", /\.mean\(\.\.\.\): x is no model/],
    ["bowl.tilt(x[0])", /takes 2 inputs, the formula gives 1/],
    ["bowl.tilt", /is no value; an output of a model is called/],
    ["bowl(x)[1]", /has the elements 0 to 0/],
  ])("%s", (minimize, message) => {
    expect(() => problem({ minimize })).toThrow(message);
  });
});

test("a problem with models that are not networks is solved, constraints and formulas around them", async () => {
  const free = await solve(problem({ minimize: "bowl(x)" }), { relativeGap: 1e-6, absoluteGap: 1e-8 });
  expect(free.status).toBe("optimal");
  expect(free.objective).toBeCloseTo(0, 6);
  const bent = await solve(problem({ minimize: "exp(bowl(x)) + abs(plain(x[0])[1] - 2)" }), { relativeGap: 1e-5 });
  expect(bent.status).toBe("optimal");
  let best = Number.POSITIVE_INFINITY;
  for (let k = 0; k <= 4000; k++) {
    const u = -1 + k / 2000;
    best = Math.min(best, Math.exp((u - 0.25) ** 2) + Math.abs(2 * (u - 1) ** 2 - 2));
  }
  expect(bent.objective).toBeCloseTo(best, 4);
  const held = await solve(problem({ minimize: "bowl(x)", subjectTo: ["bowl.tilt(x) <= -0.5"] }), {
    relativeGap: 1e-5,
  });
  // On -u^2 + v^2/2 = -1/2 the point nearest to (1/4, -1/2) in the weighted norm.
  let least = Number.POSITIVE_INFINITY;
  for (let k = 0; k <= 200000; k++) {
    const v = -1 + k / 100000;
    const u = Math.sqrt(0.5 + 0.5 * v * v);
    if (u <= 1) least = Math.min(least, (u - 0.25) ** 2 + 2 * (v + 0.5) ** 2);
  }
  expect(held.status).toBe("optimal");
  expect(held.objective).toBeCloseTo(least, 4);
});
