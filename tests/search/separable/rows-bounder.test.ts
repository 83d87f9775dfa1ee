import type { Decimal } from "decimal.js";
import { describe, expect, test } from "vitest";
import type { Knowledge } from "../../../src/bounds/bounder.js";
import { type Box, copyBox, isWithin } from "../../../src/numeric/box.js";
import { Random } from "../../../src/numeric/random.js";
import { TreeEnsemble } from "../../../src/predictors/tree-ensemble/tree-ensemble.js";
import { Problem } from "../../../src/problem/problem.js";
import { boundedProblem } from "../../../src/search/bounded-problem.js";
import { rowsBounder } from "../../../src/search/separable/rows-search.js";
import { solve } from "../../../src/search/solve.js";
import { boxesInAnyOrder, pointsIn } from "../../conformance/predictors/boxes-in-any-order.js";
import { treesAt } from "../../conformance/predictors/exact-predictors.js";
import { D, exact } from "../../numeric/exact-decimal.js";
import { randomTrees } from "../../predictors/tree-ensemble/bound/random-trees.js";

const TOLERANCE = 1e-9;
const number = (value: number) => (value < 0 ? `(0${value})` : `${value}`);

/** Two ensembles, a linear cost and linear rows; now and then an integer. */
function randomCase(seed: number) {
  const random = new Random(seed);
  const size = 2 + random.below(2);
  const shape = { features: size, trees: 3 + random.below(8), depth: 3, outputs: 1, decades: 1 };
  const [f, g] = [randomTrees(random, shape), randomTrees(random, shape)];
  const names = Array.from({ length: size }, (_, j) => `x${j}`);
  const rounded = () => Math.round(64 * random.normal()) / 64;
  const cost = names.map(() => (random.below(2) === 0 ? 0 : rounded()));
  const rows = Array.from({ length: 1 + random.below(3) }, () => ({
    coefficients: names.map((_, j) => (j > 0 && random.below(4) === 0 ? 0 : rounded() || 1)),
    limit: rounded() - 0.2,
  }));
  const sum = (factors: readonly number[]) => factors.map((a, j) => `${number(a)}*${names[j]}`).join(" + ");
  const isInteger = names.map((_, j) => j === 0 && random.below(3) === 0);
  const problem = new Problem({
    models: { f: new TreeEnsemble(f), g: new TreeEnsemble(g) },
    variables: names.map((name, j) => ({ name, lower: -2, upper: 1.5, integer: isInteger[j] })),
    minimize: `f(${names}) - 0.5*g(${names}) + ${sum(cost)}`,
    subjectTo: rows.map(({ coefficients, limit }) => `${sum(coefficients)} <= ${number(limit)}`),
  });
  const valueAt = (x: Float64Array): Decimal => {
    const at = Array.from(x, exact);
    const linear = at.reduce((total, value, j) => total.add(value.mul(cost[j])), new D(0));
    const trees = treesAt(f, at)[0].sub(treesAt(g, at)[0].div(2));
    return trees.add(linear);
  };
  const isFeasible = (x: Float64Array) =>
    isInteger.every((flag, j) => !flag || Number.isInteger(x[j])) &&
    rows.every(({ coefficients, limit }) =>
      coefficients.reduce((total, a, j) => total.add(exact(x[j]).mul(a)), new D(0)).lte(limit),
    );
  return { problem, valueAt, isFeasible, random };
}

/** Terms are studied over the problem's box. */
function clipped(box: Box, { lower, upper }: Box): Box {
  const within = (x: number, j: number) => Math.min(Math.max(x, lower[j]), upper[j]);
  return { lower: box.lower.map(within), upper: box.upper.map(within) };
}

describe("bounds with rows", () => {
  test("no feasible point is lost or better, boxes in any order, from what is known of any box around, cutoffs falling or not", () => {
    let held = 0;
    let cut = 0;
    for (let seed = 0; seed < 60; seed++) {
      const { problem, valueAt, isFeasible, random } = randomCase(seed);
      const { network, rows } = boundedProblem(problem, TOLERANCE);
      const isInteger = problem.isInteger.includes(1) ? problem.isInteger : null;
      const bounder = rows === undefined ? null : rowsBounder(network, rows, problem.box, isInteger);
      expect(bounder).not.toBeNull();
      if (bounder === null) continue;
      const known: { box: Box; cutoff: number; knowledge: Knowledge }[] = [];
      let cutoff = Number.POSITIVE_INFINITY;
      for (const asked of boxesInAnyOrder(random, problem.box, 30)) {
        const box = clipped(asked, problem.box);
        const around = known.filter((one) => one.cutoff >= cutoff && isWithin(box, one.box));
        const outer = around.length > 0 && random.below(4) > 0 ? around[random.below(around.length)].knowledge : null;
        const left = copyBox(box);
        let next = cutoff;
        const bound = bounder.bound(left, cutoff, outer);
        for (const x of pointsIn(box, random, 14)) {
          if (isInteger?.[0] === 1) x[0] = Math.min(Math.max(Math.round(x[0]), box.lower[0]), box.upper[0]);
          if (!isFeasible(x)) continue;
          held++;
          const isKept = isWithin({ lower: x, upper: x }, left);
          if (!isKept) cut++;
          const proved = isKept && bound < cutoff ? bound : cutoff;
          if (proved === Number.NEGATIVE_INFINITY) continue;
          const value = valueAt(x);
          const isWrong = proved === Number.POSITIVE_INFINITY || value.lt(exact(proved));
          if (isWrong) expect({ seed, x, value: value.toNumber(), proved }).toEqual("a point that is worse");
          if (random.below(20) === 0) next = value.toNumber() + 0.1;
        }
        const knowledge = bounder.knowledge?.() ?? null;
        if (bound < cutoff && knowledge !== null) known.push({ box: left, cutoff, knowledge });
        cutoff = next;
      }
    }
    expect(held).toBeGreaterThan(3000);
    expect(cut).toBeGreaterThan(100);
  });
});

test("the search on cells and that by any problem's bounds agree", async () => {
  let nodes = 0;
  let others = 0;
  for (let seed = 100; seed < 112; seed++) {
    const { problem } = randomCase(seed);
    const options = { relativeGap: 0, absoluteGap: 1e-3, nodeLimit: 20_000 };
    const own = await solve(problem, options);
    const other = await solve(problem, { ...options, bounds: "alpha" });
    if (other.status !== "optimal" && other.status !== "infeasible") continue;
    expect(own.status, `seed ${seed}`).toBe(other.status);
    if (own.objective === null || other.objective === null) continue;
    expect(Math.abs(own.objective - other.objective), `seed ${seed}`).toBeLessThan(2.1e-3);
    nodes += own.nodes;
    others += other.nodes;
  }
  expect(nodes).toBeLessThanOrEqual(others);
});

test("rows that are not linear, and objectives without trees, have no such bounder", () => {
  const trees = new TreeEnsemble(randomTrees(new Random(1), { features: 1, trees: 3, depth: 2 }));
  for (const [minimize, row] of [
    ["f(x)", "x^2 <= 0.5"],
    ["f(x)", "f(x) + x <= 1"],
    ["x^2", "x <= 0.5"],
    ["f(x) + x^2", "x <= 0.5"],
    ["exp(f(x))", "x <= 0.5"],
  ]) {
    const problem = new Problem({
      models: { f: trees },
      variables: [{ name: "x", lower: -1, upper: 1 }],
      minimize,
      subjectTo: [row],
    });
    const { network, rows } = boundedProblem(problem, TOLERANCE);
    expect(rows && rowsBounder(network, rows, problem.box, null)).toBeNull();
  }
});
