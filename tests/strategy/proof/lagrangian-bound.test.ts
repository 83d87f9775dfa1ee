import type { Decimal } from "decimal.js";
import { describe, expect, test } from "vitest";
import { Random } from "../../../src/numeric/random.js";
import {
  instance,
  type ParametricProgram,
  type ProgramData,
} from "../../../src/strategy/program/parametric-program.js";
import { drawParameters } from "../../../src/strategy/program/sampling.js";
import { AffineBound, hasAffineBounds } from "../../../src/strategy/proof/affine-bound.js";
import { LagrangianBound } from "../../../src/strategy/proof/lagrangian-bound.js";
import { exactWide as exactly } from "../../numeric/exact-decimal.js";
import { randomProgram } from "../random-programs.js";

/** f(x) in exact arithmetic. */
function exactObjective({ quadratic }: ParametricProgram, data: ProgramData, x: Float64Array): Decimal {
  let value = exactly(data.constant[0]);
  for (let j = 0; j < x.length; j++) {
    value = value.plus(exactly(data.linear[j]).times(exactly(x[j])));
    if (quadratic === null) continue;
    for (let e = quadratic.starts[j]; e < quadratic.starts[j + 1]; e++) {
      const other = exactly(x[quadratic.indices[e]]);
      value = value.plus(exactly(quadratic.values[e]).times(exactly(x[j])).times(other).times(exactly(0.5)));
    }
  }
  return value;
}

/** Moves the sides of the rows so that they hold at x, some of them with equality, up to one rounding outward. */
function touching(program: ParametricProgram, data: ProgramData, x: Float64Array): void {
  data.rowLower.forEach((_, r) => {
    let activity = exactly(0);
    for (let e = program.starts[r]; e < program.starts[r + 1]; e++) {
      activity = activity.plus(exactly(data.values[e]).times(exactly(x[program.indices[e]])));
    }
    const nearest = activity.toNumber();
    data.rowLower[r] = exactly(nearest).lte(activity) ? nearest : nearest - Math.abs(nearest) * 2 ** -52;
    data.rowUpper[r] = exactly(nearest).gte(activity) ? nearest : nearest + Math.abs(nearest) * 2 ** -52;
  });
}

describe.each([{}, { isQuadratic: true }])("%j", (options) => {
  test("never exceeds the objective of a point of the box, whatever the multipliers are", () => {
    const random = new Random(5);
    for (let k = 0; k < 150; k++) {
      const program = randomProgram(random, options);
      const bounds = new LagrangianBound(program);
      const data = instance(program, drawParameters(program.blocks, random));
      const x = program.lower.map((low, j) => random.between(low, program.upper[j]));
      touching(program, data, x);
      // With the anchor at x, and the box around it tiny, the bound is as tight as it gets.
      const width = 10 ** random.between(-18, 0);
      const lower = x.map((value) => value - width);
      const upper = x.map((value) => value + width);
      const multipliers = data.rowLower.map(() => random.normal() * 10 ** random.between(-3, 3));
      const anchor = random.uniform() < 0.7 ? x : null;
      const bound = bounds.at(data, { multipliers, anchor }, lower, upper);
      expect(exactly(bound).lte(exactObjective(program, data, x))).toBe(true);
    }
  });
});

test("data or multipliers that are no numbers bound nothing", () => {
  const program = randomProgram(new Random(1), {});
  const data = instance(program, new Float64Array(2));
  const bounds = new LagrangianBound(program);
  const multipliers = new Float64Array(program.rowNames.length).fill(Number.NaN);
  expect(bounds.at(data, { multipliers, anchor: null }, program.lower, program.upper)).toBe(Number.NEGATIVE_INFINITY);
  multipliers.fill(0);
  data.linear[0] = Number.NaN;
  expect(bounds.at(data, { multipliers, anchor: null }, program.lower, program.upper)).toBe(Number.NEGATIVE_INFINITY);
});

test("as an affine function of the parameters it is no higher, and hardly lower", () => {
  const random = new Random(9);
  const program = withConstantCosts(randomProgram(random, {}));
  expect(hasAffineBounds(program)).toBe(true);
  const multipliers = Float64Array.from(program.rowNames, () => random.normal());
  const dual = { multipliers, anchor: null };
  const affine = new AffineBound(program, dual, program.lower, program.upper);
  const plain = new LagrangianBound(program);
  for (let k = 0; k < 50; k++) {
    const theta = drawParameters(program.blocks, random);
    const bound = plain.at(instance(program, theta), dual, program.lower, program.upper);
    expect(affine.at(theta)).toBeCloseTo(bound, 10);
  }
});

test("with parameters in the matrix its reduced costs follow them, over boxes of any kind", () => {
  const random = new Random(11);
  const program = withConstantCosts(randomProgram(random, { inMatrix: true }));
  const plain = new LagrangianBound(program);
  for (let k = 0; k < 50; k++) {
    const multipliers = Float64Array.from(program.rowNames, () => (random.uniform() < 0.3 ? 0 : random.normal()));
    const lower = program.lower.map((low) => low + Math.floor(random.between(0, 3)));
    const upper = lower.map((low, j) => (random.uniform() < 0.4 ? low : program.upper[j]));
    const dual = { multipliers, anchor: null };
    const affine = new AffineBound(program, dual, lower, upper);
    const theta = drawParameters(program.blocks, random);
    expect(affine.at(theta)).toBeCloseTo(plain.at(instance(program, theta), dual, lower, upper), 10);
    expect(affine.at(Float64Array.of(Number.NaN, 0))).toBe(Number.NEGATIVE_INFINITY);
  }
});

test("affine bounds of multipliers or parameters that are no numbers bound nothing", () => {
  const program = withConstantCosts(randomProgram(new Random(9), {}));
  const multipliers = new Float64Array(program.rowNames.length).fill(1);
  const bound = (): AffineBound =>
    new AffineBound(program, { multipliers, anchor: null }, program.lower, program.upper);
  expect(bound().at(Float64Array.of(Number.NaN, 0))).toBe(Number.NEGATIVE_INFINITY);
  multipliers[0] = Number.NaN;
  expect(bound().at(new Float64Array(2))).toBe(Number.NEGATIVE_INFINITY);
});

function withConstantCosts(program: ParametricProgram): ParametricProgram {
  const none = new Int32Array(0);
  const { base } = program.linear;
  const linear = { base, entries: none, parameters: none, coefficients: new Float64Array(0) };
  return { ...program, linear: Object.assign(Object.create(program.linear), linear) };
}
