import type { Decimal } from "decimal.js";
import { describe, expect, test } from "vitest";
import { Random } from "../../../src/numeric/random.js";
import { Cells } from "../../../src/predictors/tree-ensemble/bound/cells.js";
import { Ranks } from "../../../src/predictors/tree-ensemble/ranks.js";
import { TreeEnsemble } from "../../../src/predictors/tree-ensemble/tree-ensemble.js";
import type { Trees } from "../../../src/predictors/tree-ensemble/trees.js";
import { Problem } from "../../../src/problem/problem.js";
import { solve } from "../../../src/search/solve.js";
import { D, exact } from "../../numeric/exact-decimal.js";
import { combinations, randomTrees } from "../../predictors/tree-ensemble/bound/random-trees.js";

const POINTS = 6;

interface Given {
  readonly trees: Trees;
  readonly features: number;
  readonly points: readonly (readonly number[])[];
  readonly norm: "l1" | "l2-squared";
  readonly weight: number;
  readonly isInteger: readonly boolean[];
}

function randomProblem(seed: number, sign: 1 | -1): Given {
  const random = new Random(seed);
  const features = 2 + random.below(2);
  const trees = randomTrees(random, { features, trees: 2 + random.below(15), depth: 3, decades: 1 });
  const points = Array.from({ length: POINTS }, () =>
    Array.from({ length: features }, () => random.between(-1.5, 1.5)),
  );
  const norm = random.uniform() < 0.5 ? "l1" : "l2-squared";
  const isInteger = points[0].map(() => sign === 1 && random.uniform() < 0.2);
  return { trees, features, points, norm, weight: sign * random.between(0.3, 4), isInteger };
}

function problemOf({ trees, features, points, norm, weight, isInteger }: Given, subjectTo: string[] = []): Problem {
  const variables = points[0].map((_, j) => ({ name: `x${j}`, lower: -1.5, upper: 1.5, integer: isInteger[j] }));
  const of = variables.map(({ name }) => name);
  const parameters = {
    offset: new Array(features).fill(0),
    factor: new Array(features).fill(1),
    points: points.flat(),
    norm,
    neighbours: 1,
    limit: 1,
  };
  const validity = [{ kind: "distance", of, parameters, weight }];
  return new Problem({
    models: { m: new TreeEnsemble(trees) },
    variables,
    minimize: `m(${of.join()})`,
    validity,
    subjectTo,
  });
}

/** In 60 digits. */
function exactValue({ trees, points, norm, weight }: Given, x: readonly number[]): Decimal {
  const { roots, feature, threshold, left, right, values, base } = trees;
  let sum = exact(base[0]);
  for (const root of roots) {
    let node = root;
    while (feature[node] >= 0) node = x[feature[node]] <= threshold[node] ? left[node] : right[node];
    sum = sum.add(exact(values[node]));
  }
  const distances = points.map((point) =>
    point.reduce((total: Decimal, p, j) => {
      const t = exact(x[j]).sub(exact(p));
      return total.add(norm === "l1" ? t.abs() : t.pow(2));
    }, new D(0)),
  );
  return sum.add(D.min(...distances).mul(exact(weight)));
}

/** Of each variable the ends of its cells, and what of the points' coordinates lies in the box: a cost is least at one of these. */
function candidates({ trees, points, isInteger }: Given): number[][] {
  const cells = new Cells(trees, new Ranks(trees));
  return points[0].map((_, j) => {
    if (isInteger[j]) return [-1, 0, 1];
    const all = new Set([-1.5, 1.5, ...points.map((point) => point[j])]);
    for (let c = 0; c < cells.count(j); c++) {
      for (const x of [cells.firstPoint(j, c), cells.lastPoint(j, c)]) if (x >= -1.5 && x <= 1.5) all.add(x);
    }
    return [...all];
  });
}

/** Exact at all points that float64 does not tell from the best. */
function leastValue(problem: Problem, given: Given): Decimal {
  let best: number[][] = [];
  let least = Number.POSITIVE_INFINITY;
  for (const x of combinations(candidates(given))) {
    const value = problem.evaluate(Float64Array.from(x));
    if (value < least - 1e-9) best = [];
    if (value > least + 1e-9) continue;
    least = Math.min(least, value);
    best.push([...x]);
  }
  return D.min(...best.map((x) => exactValue(given, x)));
}

describe("a distance that costs, against all cells and points", () => {
  test("bounds hold without slack, and the least value is found", async () => {
    for (let seed = 0; seed < 40; seed++) {
      const given = randomProblem(seed, 1);
      const { status, objective, bound } = await solve(problemOf(given), { relativeGap: 0, absoluteGap: 1e-9 });
      const truth = leastValue(problemOf(given), given);
      expect(status, `seed ${seed}`).toBe("optimal");
      expect(exact(bound).lte(truth), `seed ${seed}: ${bound}, ${truth}`).toBe(true);
      expect((objective as number) - truth.toNumber(), `seed ${seed}`).toBeLessThan(2e-9);
    }
  });
});

describe("a distance that is rewarded", () => {
  test("bounds hold without slack at a grid and the data's surroundings, and the search by any problem's bounds agrees", async () => {
    const random = new Random(1);
    for (let seed = 100; seed < 120; seed++) {
      const given = randomProblem(seed, -1);
      const options = { relativeGap: 0, absoluteGap: 1e-3 };
      const { status, objective, bound } = await solve(problemOf(given), options);
      const layered = await solve(problemOf(given, ["x0*x1 <= 9"]), options);
      expect([status, layered.status], `seed ${seed}`).toEqual(["optimal", "optimal"]);
      expect(Math.abs((objective as number) - (layered.objective as number)), `seed ${seed}`).toBeLessThan(1.1e-3);
      const least = exact(bound);
      for (let k = 0; k < 60; k++) {
        const x = given.points[0].map(() => random.between(-1.5, 1.5));
        expect(least.lte(exactValue(given, x)), `seed ${seed}`).toBe(true);
      }
    }
  });
});

test.each(["interval", "forward", "auto"] as const)("either sense by the bounds that %s chooses", async (bounds) => {
  for (const sign of [1, -1] as const) {
    const given = randomProblem(200, sign);
    const problem = problemOf(given);
    const { bound, objective } = await solve(problem, { bounds, relativeGap: 1e-2, nodeLimit: 3000 });
    const exactly = await solve(problem, { relativeGap: 1e-4 });
    expect(exactly.status).toBe("optimal");
    expect(bound).toBeLessThanOrEqual(exactly.objective as number);
    expect(objective as number).toBeGreaterThanOrEqual(exactly.bound);
  }
});

test("costs beside a distance", async () => {
  const given = randomProblem(7, 1);
  const { points, norm, weight, trees, features } = given;
  const parameters = {
    offset: new Array(features).fill(-0.5),
    factor: new Array(features).fill(0.3),
    points: points.flat(),
    norm,
    neighbours: 1,
    limit: 1,
  };
  const define = (subjectTo: string[]) =>
    new Problem({
      models: { m: new TreeEnsemble(trees) },
      variables: [{ name: "x", size: features, lower: -1.5, upper: 1.5 }],
      minimize: "2*m(x) + exp(x[0]) + (x[1] - 0.2)^2 - 3",
      validity: [{ kind: "distance", of: "x", parameters, weight }],
      subjectTo,
    });
  const own = await solve(define([]), { relativeGap: 1e-6 });
  const layered = await solve(define(["x[0]*x[1] <= 9"]), { relativeGap: 1e-6 });
  expect([own.status, layered.status]).toEqual(["optimal", "optimal"]);
  expect(own.objective).toBeCloseTo(layered.objective as number, 4);
});
