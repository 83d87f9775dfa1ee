import { expect, test } from "vitest";
import { hasManyArguments, PolytopeStage } from "../../src/bounds/polytope-stage.js";
import { MultiplierProgram } from "../../src/numeric/multiplier-program.js";
import { exactly } from "../predictors/network/exact.js";
import { generator, randomNetwork } from "../predictors/network/random-networks.js";

test("rows about one centre cut a box with another", () => {
  const stage = new PolytopeStage(2, 4);
  const program = new MultiplierProgram(2, 3);
  // x0 + x1 <= 1, written about (0.1, 0.2); the first row is an objective that is below the cutoff everywhere.
  program.coefficients.set([5, 5, 1, 1]);
  program.constants.set([7, 0.1 + 0.2 - 1]);
  const box = { lower: Float64Array.of(0.3, 0.3), upper: Float64Array.of(0.9, 0.9) };
  stage.make(box, program, { objectives: 1, rows: 1, cutoff: 100 }, Float64Array.of(0.1, 0.2));
  const least = stage.polytope.of(Float64Array.of(-1, -1), 0);
  expect(least).toBeCloseTo(-(1 - 1.2), 12);
  // The points with x0 + x1 = 1 are about (0.6, 0.6) by -0.2.
  expect(exactly(least).lte(exactly(0.2))).toBe(true);
});

test("a minorant of the objective cuts off what is above the cutoff, and nothing if there is none", () => {
  const stage = new PolytopeStage(2, 4);
  const program = new MultiplierProgram(2, 3);
  // 7 + 5 d0 + 5 d1 <= 8.5 about (0.1, 0.2): x0 + x1 <= 0.6.
  program.coefficients.set([5, 5]);
  program.constants.set([7]);
  const box = { lower: Float64Array.of(0, 0), upper: Float64Array.of(1, 1) };
  stage.make(box, program, { objectives: 1, rows: 0, cutoff: 8.5 }, Float64Array.of(0.1, 0.2));
  const least = stage.polytope.of(Float64Array.of(-1, -1), 0);
  expect(least).toBeCloseTo(0.4, 12);
  // -(d0 + d1) at the point of the plane that is nearest in exact arithmetic: 0.1 and 0.2 are not decimals.
  const edge = exactly(0.1).plus(exactly(0.2)).plus(exactly(1.5).div(5)).minus(1);
  expect(exactly(least).lte(edge.neg())).toBe(true);
  stage.make(box, program, { objectives: 1, rows: 0, cutoff: Number.POSITIVE_INFINITY }, Float64Array.of(0.1, 0.2));
  expect(stage.polytope.of(Float64Array.of(-1, -1), 0)).toBeCloseTo(-1, 12);
});

test("it is tried at gaps that it closes, and less far from the cutoff after failures", () => {
  const stage = new PolytopeStage(1, 1);
  expect(stage.isWorthwhile(1e9)).toBe(true);
  expect(stage.isWorthwhile(Number.NaN)).toBe(false);
  stage.learn(Number.NaN, false);
  stage.learn(Number.POSITIVE_INFINITY, false);
  expect(stage.isWorthwhile(1e9)).toBe(true);
  stage.learn(10, false);
  expect(stage.isWorthwhile(10)).toBe(true);
  expect(stage.isWorthwhile(10.1)).toBe(false);
  for (let k = 0; k < 20; k++) stage.learn(5, false);
  expect(stage.isWorthwhile(5)).toBe(false);
  for (let k = 0; k < 8; k++) stage.learn(3, true);
  expect(stage.isWorthwhile(5)).toBe(true);
});

test("pays for networks with more arguments of functions than inputs only", () => {
  const shape = { inputs: 3, functions: ["tanh"] };
  expect(hasManyArguments(randomNetwork({ ...shape, widths: [4] }, generator(1)))).toBe(true);
  expect(hasManyArguments(randomNetwork({ ...shape, widths: [3] }, generator(1)))).toBe(false);
});
