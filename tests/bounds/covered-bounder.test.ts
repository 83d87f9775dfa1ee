import type { Decimal } from "decimal.js";
import { describe, expect, test } from "vitest";
import { ConstrainedBounder } from "../../src/bounds/constrained-bounder.js";
import { SeparatedBounder } from "../../src/bounds/separated-bounder.js";
import { boundingMethods } from "../../src/bounds/table.js";
import { type Box, copyBox } from "../../src/numeric/box.js";
import { Random } from "../../src/numeric/random.js";
import { withOutputs } from "../../src/predictors/network/output-choice.js";
import { Problem } from "../../src/problem/problem.js";
import type { ValidityDefinition } from "../../src/problem/validity/restriction.js";
import { boundedProblem } from "../../src/search/bounded-problem.js";
import { solve } from "../../src/search/solve.js";
import { D, exact } from "../numeric/exact-decimal.js";
import { exactPoint, exactValue } from "../predictors/network/exact.js";

const random = new Random(6);
const N = 3;
/** Four groups of three points each, near each other. */
const points = Float64Array.from({ length: 12 * N }, () => random.between(-1, 1));
points.forEach((_, k) => {
  const first = k - (k % (3 * N)) + (k % N);
  if (k !== first) points[k] = points[first] + 0.1 * random.between(-1, 1);
});
const scaling = { offset: [0.5, -0.25, 0], factor: [2, 0.75, 1] };

function distance(norm: string, neighbours: number): ValidityDefinition {
  return { kind: "distance", of: "x", parameters: { ...scaling, points: [...points], norm, neighbours, limit: 0.4 } };
}

const kernels = {
  ...scaling,
  factor: scaling.factor.map((f) => 3 * f),
  points: points.map((z) => 3 * z),
  threshold: 0.8,
};
const domains: Readonly<Record<string, ValidityDefinition>> = {
  "l2 distance": distance("l2", 1),
  "l1 distance": distance("l1", 1),
  "linf distance": distance("linf", 1),
  "mean of three l1 distances": distance("l1", 3),
  "one-class machine": {
    kind: "one-class-svm",
    of: "x",
    parameters: {
      ...kernels,
      kernel: "rbf",
      points: [...kernels.points],
      weights: Array.from({ length: 12 }, (_, i) => 0.5 + 0.1 * i),
    },
  },
};

/** By how much the domain's row is satisfied, exactly. */
function inside({ kind, parameters }: ValidityDefinition, x: Float64Array): Decimal {
  const own = parameters as {
    offset: number[];
    factor: number[];
    points: number[];
    norm: string;
    neighbours: number;
    limit: number;
    weights: number[];
  };
  const parts = (i: number) =>
    Array.from(x, (value, j) =>
      exact(value)
        .minus(exact(own.offset[j]))
        .times(exact(own.factor[j]))
        .minus(exact(own.points[i * N + j]))
        .abs(),
    );
  const squareSum = (i: number) => parts(i).reduce((sum, part) => sum.plus(part.times(part)), new D(0));
  const length = (i: number) => {
    if (own.norm === "l2") return squareSum(i).sqrt();
    return own.norm === "linf" ? D.max(...parts(i)) : parts(i).reduce((sum, part) => sum.plus(part), new D(0));
  };
  if (kind === "one-class-svm") {
    return own.weights
      .reduce((sum, weight, i) => sum.plus(squareSum(i).times(-0.5).exp().times(exact(weight))), new D(0))
      .minus(exact(kernels.threshold));
  }
  const lengths = Array.from({ length: 12 }, (_, i) => length(i)).sort((a, b) => a.comparedTo(b));
  const mean = lengths
    .slice(0, own.neighbours)
    .reduce((sum, part) => sum.plus(part), new D(0))
    .div(own.neighbours);
  return exact(own.limit).minus(mean);
}

function isIn(x: Float64Array, { lower, upper }: Box): boolean {
  return x.every((value, j) => lower[j] <= value && value <= upper[j]);
}

function problemWith(domain: ValidityDefinition): Problem {
  return new Problem({
    variables: [{ name: "x", size: N, lower: -2, upper: 2 }],
    minimize: "tanh(3*x[0] - x[1]) + tanh(2*x[2] + x[1]) * tanh(x[0])",
    validity: [domain],
  });
}

/** Points of the domain, many of them close to its surface, with their exact objectives. */
function feasiblePoints(problem: Problem, domain: ValidityDefinition): { x: Float64Array; value: Decimal }[] {
  const objective = withOutputs(boundedProblem(problem, 0).network, [0]);
  return Array.from({ length: 90 }, (_, k) => {
    const start = Float64Array.from(
      { length: N },
      (_, j) => points[(k % 12) * N + j] / scaling.factor[j] + scaling.offset[j],
    );
    const direction = start.map(() => random.normal());
    let x = start;
    for (let share = 1e-3; share < 2; share *= 1.3) {
      const next = start.map((value, j) => Math.min(2, Math.max(-2, value + share * direction[j])));
      if (inside(domain, next).lt(0)) break;
      x = next;
    }
    return x;
  })
    .filter((x) => isIn(x, problem.box) && inside(domain, x).gte(0))
    .map((x) => ({ x, value: exactValue(objective, exactPoint(x)) }));
}

describe.each(Object.entries(domains))("points near data: %s", (_, domain) => {
  const problem = problemWith(domain);
  const { network, rows } = boundedProblem(problem, 1e-6);
  const feasible = feasiblePoints(problem, domain);

  test("none of them is lost or better than the bound, in exact arithmetic", () => {
    const bounder = new SeparatedBounder(network, boundingMethods.auto, rows ?? expect.fail());
    bounder.bound(copyBox(problem.box), Number.POSITIVE_INFINITY);
    const known = bounder.knowledge();
    expect(feasible.length).toBeGreaterThan(30);
    let held = 0;
    let cut = 0;
    for (let trial = 0; trial < 120; trial++) {
      const { x, value } = feasible[trial % feasible.length];
      const width = 10 ** random.between(-2, 0.3);
      const box = {
        lower: x.map((at, j) => Math.max(problem.box.lower[j], at - width * random.between(0, 1))),
        upper: x.map((at, j) => Math.min(problem.box.upper[j], at + width * random.between(0, 1))),
      };
      const cutoff = trial % 3 === 0 ? Number.POSITIVE_INFINITY : Number(value) + (trial % 3 === 1 ? 0.05 : -0.05);
      let left = copyBox(box);
      let lower = bounder.bound(left, cutoff, known);
      // Every other time its parts, from what is known of it.
      if (trial % 2 === 0 && lower < Number.POSITIVE_INFINITY) {
        const own = bounder.knowledge();
        left = copyBox(box);
        lower = bounder.bound(left, cutoff, own);
      }
      for (const point of feasible) {
        if (!isIn(point.x, box)) continue;
        held++;
        const isKept = lower < Number.POSITIVE_INFINITY && isIn(point.x, left);
        if (!isKept) cut++;
        const proved = isKept ? Math.min(lower, cutoff) : cutoff;
        expect(point.value.gte(exact(proved === Number.POSITIVE_INFINITY ? Number.MAX_VALUE : proved))).toBe(true);
      }
    }
    expect(held).toBeGreaterThan(150);
    expect(cut).toBeGreaterThan(0);
  });

  test("bounds are better than without balls in most boxes", () => {
    const covered = new SeparatedBounder(network, boundingMethods.auto, rows ?? expect.fail());
    const plain = new ConstrainedBounder(network, boundingMethods.auto, rows ?? expect.fail());
    covered.bound(copyBox(problem.box), Number.POSITIVE_INFINITY);
    let better = 0;
    let worse = 0;
    for (const { x } of feasible.slice(0, 40)) {
      const box = { lower: x.map((at) => at - 0.3), upper: x.map((at) => at + 0.4) };
      const ours = covered.bound(copyBox(box), 10);
      const theirs = plain.bound(copyBox(box), 10);
      if (ours > theirs + 1e-9) better++;
      if (ours < theirs - 1e-9) worse++;
    }
    expect(better).toBeGreaterThan(2 * worse);
  });
});

test("a search whose objective has no gap but along its kinks still splits where the balls of kernels are too large", async () => {
  const problem = new Problem({
    variables: [{ name: "x", size: N, lower: -2, upper: 2 }],
    minimize: "abs(x[0] - 0.1) + abs(x[1] + 0.2) + abs(x[2] - 1.3)",
    validity: [domains["one-class machine"]],
  });
  const { status, nodes } = await solve(problem, { relativeGap: 1e-3, nodeLimit: 2000 });
  expect(status).toBe("optimal");
  expect(nodes).toBeLessThan(2000);
});
