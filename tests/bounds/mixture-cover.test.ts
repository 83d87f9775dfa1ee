import type { Decimal } from "decimal.js";
import { describe, expect, test } from "vitest";
import { ConstrainedBounder } from "../../src/bounds/constrained-bounder.js";
import { MixtureCover } from "../../src/bounds/mixture-cover.js";
import { type LogSumRow, logSumRow } from "../../src/bounds/quadratic-row.js";
import { SeparatedBounder } from "../../src/bounds/separated-bounder.js";
import { boundingMethods } from "../../src/bounds/table.js";
import { copyBox } from "../../src/numeric/box.js";
import { Random } from "../../src/numeric/random.js";
import { withOutputs } from "../../src/predictors/network/output-choice.js";
import { Problem } from "../../src/problem/problem.js";
import type { ValidityDefinition } from "../../src/problem/validity/restriction.js";
import { boundedProblem } from "../../src/search/bounded-problem.js";
import { D, exact } from "../numeric/exact-decimal.js";
import { exactPoint, exactValue } from "../predictors/network/exact.js";
import { isIn } from "./ball-points.js";

const N = 3;
const random = new Random(12);
const scaling = { offset: [0.5, -0.25, 0.1], factor: [2, 0.75, 1.3] };
const matrix = (size: number) =>
  Array.from({ length: N * N }, (_, k) => size * (random.normal() + (k % 4 === 0 ? 2 : 0)));
const components = [0, 1, 2].map((k) => ({
  height: 2 + random.between(0, 1),
  mean: Array.from({ length: N }, () => random.between(-0.6, 0.6) + 0.3 * k),
  whitening: matrix(k === 2 ? 1 : 2),
}));
const domains: Readonly<Record<string, ValidityDefinition>> = {
  mixture: { kind: "gaussian-mixture", of: "x", parameters: { ...scaling, components, threshold: 0.8 } },
  ellipsoid: { kind: "ellipsoid", of: "x", parameters: { ...scaling, whitening: matrix(1) } },
};

function problemWith(domain: ValidityDefinition): Problem {
  return new Problem({
    variables: [{ name: "x", size: N, lower: -2, upper: 2 }],
    minimize: "tanh(3*x[0] - x[1]) + tanh(2*x[2] + x[1]) * tanh(x[0])",
    validity: [domain],
  });
}

/** By how much a row is satisfied, from the stored numbers. */
function inside({ terms, threshold }: LogSumRow, x: Float64Array): Decimal {
  const total = terms.reduce((sum, { forms, shifts, height, scale }) => {
    const square = shifts.reduce((part, shift, i) => {
      const value = x.reduce((form, at, j) => form.plus(exact(forms[i * N + j]).times(exact(at))), exact(shift));
      return part.plus(value.times(value));
    }, new D(0));
    return sum.plus(
      exact(height)
        .minus(square.times(exact(scale)))
        .exp(),
    );
  }, new D(0));
  return total.ln().minus(exact(threshold));
}

describe.each(Object.entries(domains))("points of a domain of quadratics: %s", (_, domain) => {
  const problem = problemWith(domain);
  const { network, rows } = boundedProblem(problem, 1e-6);
  if (!rows) throw new Error("the domain has no row");
  const alone = withOutputs(network, [1]);
  const isUpper = rows.upper[0] < Number.POSITIVE_INFINITY;
  const row = isUpper
    ? ({ output: 0, sign: 1, limit: rows.upper[0] } as const)
    : ({ output: 0, sign: -1, limit: -rows.lower[0] } as const);
  const found = logSumRow(alone, row, problem.box) ?? expect.fail("it is a row of quadratics");
  const objective = withOutputs(network, [0]);
  const feasible = Array.from({ length: 120 }, (_, k) => {
    const start = domain.kind === "ellipsoid" ? [0, 0, 0] : components[k % 3].mean;
    let x = Float64Array.from(start, (z, j) => z / scaling.factor[j] + scaling.offset[j]);
    const direction = x.map(() => random.normal());
    for (let share = 1e-3; share < 2; share *= 1.2) {
      const next = x.map((value, j) => Math.min(2, Math.max(-2, value + share * direction[j])));
      if (!inside(found, next).gte(0)) break;
      x = next;
    }
    return x;
  })
    .filter((x) => inside(found, x).gte(0))
    .map((x) => ({ x, value: exactValue(objective, exactPoint(x)) }));

  test("the row is that of the network, in exact arithmetic", () => {
    expect(found.terms.length).toBe(domain.kind === "ellipsoid" ? 1 : 3);
    for (const { x } of feasible.slice(0, 20)) {
      const value = exactValue(alone, exactPoint(x)).times(row.sign);
      const slack = exact(row.limit).minus(value);
      const own = inside(found, x);
      const size = domain.kind === "ellipsoid" ? own.abs().plus(1) : slack.abs().plus(1);
      expect(own.minus(slack).abs().div(size).lt(1e-12)).toBe(true);
    }
  });

  test("one ellipsoid or another keeps each of them, in exact arithmetic", () => {
    const covers = found.terms.map((_, place) => new MixtureCover(found, place));
    expect(feasible.length).toBeGreaterThan(60);
    let cut = 0;
    for (let trial = 0; trial < 120; trial++) {
      const { x } = feasible[trial % feasible.length];
      const width = 10 ** random.between(-2, 0.3);
      const box = {
        lower: x.map((at) => at - width * random.between(0, 1)),
        upper: x.map((at) => at + width * random.between(0, 1)),
      };
      const kept = covers.filter((cover) => {
        const left = copyBox(box);
        cover.begin();
        const shrinkage = cover.contract(left);
        if (shrinkage > 0.01) cut++;
        return shrinkage <= 1 && isIn(x, left);
      });
      expect(kept.length).toBeGreaterThan(0);
    }
    expect(cut).toBeGreaterThan(30);
  });

  test("none of them is lost or better than the bound, and bounds are better than without ellipsoids where there are several", () => {
    const bounder = new SeparatedBounder(network, boundingMethods.auto, rows);
    const plain = new ConstrainedBounder(network, boundingMethods.auto, rows);
    bounder.bound(copyBox(problem.box), Number.POSITIVE_INFINITY);
    const known = bounder.knowledge();
    let held = 0;
    let better = 0;
    let worse = 0;
    for (let trial = 0; trial < 60; trial++) {
      const { x, value } = feasible[trial % feasible.length];
      const width = 10 ** random.between(-1, 0.3);
      const box = {
        lower: x.map((at, j) => Math.max(problem.box.lower[j], at - width * random.between(0, 1))),
        upper: x.map((at, j) => Math.min(problem.box.upper[j], at + width * random.between(0, 1))),
      };
      const cutoff = Number(value) + [Number.POSITIVE_INFINITY, 0.05, -0.05][trial % 3];
      let left = copyBox(box);
      let lower = bounder.bound(left, cutoff, known);
      const theirs = plain.bound(copyBox(box), cutoff);
      if (lower > theirs + 1e-9) better++;
      if (lower < theirs - 1e-9) worse++;
      if (trial % 2 === 0 && lower < Number.POSITIVE_INFINITY) {
        const own = bounder.knowledge();
        left = copyBox(box);
        lower = bounder.bound(left, cutoff, own);
      }
      for (const point of feasible) {
        if (!isIn(point.x, box)) continue;
        held++;
        const isKept = lower < Number.POSITIVE_INFINITY && isIn(point.x, left);
        const proved = isKept ? Math.min(lower, cutoff) : cutoff;
        expect(point.value.gte(exact(proved === Number.POSITIVE_INFINITY ? Number.MAX_VALUE : proved))).toBe(true);
      }
    }
    expect(held).toBeGreaterThan(100);
    // A single ellipsoid is left to its formula.
    if (found.terms.length > 1) expect(better).toBeGreaterThan(2 * worse);
  });
});

describe("other rows", () => {
  test.each([
    ["a product", "x[0] * x[1] + x[2]", 1],
    ["fewer squares than inputs", "x[0]^2 + x[1]^2", 1],
    ["squares of different weight", "x[0]^2 + 3 * x[1]^2 + x[2]^2", 1],
    ["a limit from below", "-(x[0]^2) - x[1]^2 - x[2]^2", 1],
  ])("%s is none of quadratics", (_, expression, limit) => {
    const problem = new Problem({
      variables: [{ name: "x", size: N, lower: -2, upper: 2 }],
      minimize: "x[0]",
      subjectTo: [`${expression} <= ${limit}`],
    });
    const { network } = boundedProblem(problem, 1e-6);
    expect(logSumRow(withOutputs(network, [1]), { output: 0, sign: 1, limit }, problem.box)).toBeNull();
  });
});
