import type { Decimal } from "decimal.js";
import { expect, test } from "vitest";
import type { Knowledge } from "../../../src/bounds/bounder.js";
import { type Box, copyBox, isWithin } from "../../../src/numeric/box.js";
import { Random } from "../../../src/numeric/random.js";
import { TreeEnsemble } from "../../../src/predictors/tree-ensemble/tree-ensemble.js";
import { Problem } from "../../../src/problem/problem.js";
import { boundedProblem } from "../../../src/search/bounded-problem.js";
import { rowMultipliers } from "../../../src/search/separable/tree-row-multipliers.js";
import { treeRowsBounder } from "../../../src/search/separable/tree-rows-search.js";
import { solve } from "../../../src/search/solve.js";
import { boxesInAnyOrder, pointsIn } from "../../conformance/predictors/boxes-in-any-order.js";
import { treesAt } from "../../conformance/predictors/exact-predictors.js";
import { exact } from "../../numeric/exact-decimal.js";
import { randomTrees } from "../../predictors/tree-ensemble/bound/random-trees.js";

const TOLERANCE = 1e-9;

/** An ensemble beside a linear cost, where two others keep limits, one of them with a linear function, and now and then a linear row. */
function randomCase(seed: number) {
  const random = new Random(seed);
  const shape = { features: 2, trees: 3 + random.below(6), depth: 3, outputs: 1, decades: 1 };
  const [f, g, h] = [randomTrees(random, shape), randomTrees(random, shape), randomTrees(random, shape)];
  const [slope, tilt] = [Math.round(32 * random.normal()) / 32, Math.round(32 * random.normal()) / 32];
  const [low, high] = [random.between(-4, 1), random.between(-1, 4)];
  const hasSum = random.below(2) === 0;
  const isInteger = random.below(4) === 0;
  const problem = new Problem({
    models: { f: new TreeEnsemble(f), g: new TreeEnsemble(g), h: new TreeEnsemble(h) },
    variables: [
      { name: "x", lower: -2, upper: 1.5, integer: isInteger },
      { name: "y", lower: -1, upper: 3 },
    ],
    minimize: `f(x, y) + (${slope})*y`,
    subjectTo: [
      `tanh(g(x, y)/8) >= ${Math.tanh(low / 8)}`,
      `h(y, x) + (${tilt})*x <= ${high}`,
      ...(hasSum ? ["x + y <= 1"] : []),
    ],
  });
  const valueAt = (x: Float64Array): Decimal => treesAt(f, Array.from(x, exact))[0].add(exact(x[1]).mul(slope));
  const isFeasible = ([x, y]: Float64Array) =>
    (!isInteger || Number.isInteger(x)) &&
    treesAt(g, [exact(x), exact(y)])[0].gte(exact(low).add(1e-12)) &&
    treesAt(h, [exact(y), exact(x)])[0]
      .add(exact(x).mul(tilt))
      .lte(exact(high)) &&
    (!hasSum || exact(x).add(exact(y)).lte(1));
  return { problem, valueAt, isFeasible, random };
}

/** Terms are studied over the problem's box. */
function clipped(box: Box, { lower, upper }: Box): Box {
  const within = (x: number, j: number) => Math.min(Math.max(x, lower[j]), upper[j]);
  return { lower: box.lower.map(within), upper: box.upper.map(within) };
}

test("no feasible point is lost or better, boxes in any order, from what is known of any box around, cutoffs falling", () => {
  let held = 0;
  let cut = 0;
  for (let seed = 0; seed < 40; seed++) {
    const { problem, valueAt, isFeasible, random } = randomCase(seed);
    const { network, rows } = boundedProblem(problem, TOLERANCE);
    const isInteger = problem.isInteger.includes(1) ? problem.isInteger : null;
    const bounder = rows === undefined ? null : treeRowsBounder(network, rows, problem.box, isInteger);
    expect(bounder).not.toBeNull();
    if (bounder === null) continue;
    const known: { box: Box; cutoff: number; knowledge: Knowledge }[] = [];
    let cutoff = Number.POSITIVE_INFINITY;
    for (const asked of boxesInAnyOrder(random, problem.box, 25)) {
      const box = clipped(asked, problem.box);
      const around = known.filter((one) => one.cutoff >= cutoff && isWithin(box, one.box));
      const outer = around.length > 0 && random.below(4) > 0 ? around[random.below(around.length)].knowledge : null;
      const left = copyBox(box);
      let next = cutoff;
      const bound = bounder.bound(left, cutoff, outer);
      for (const x of pointsIn(box, random, 14)) {
        if (isInteger !== null) x[0] = Math.min(Math.max(Math.round(x[0]), box.lower[0]), box.upper[0]);
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
  expect(held).toBeGreaterThan(800);
  expect(cut).toBeGreaterThan(50);
});

test("the search on cells and that by any problem's bounds agree", async () => {
  let compared = 0;
  for (let seed = 100; seed < 112; seed++) {
    const { problem } = randomCase(seed);
    const options = { relativeGap: 0, absoluteGap: 1e-3, nodeLimit: 5_000 };
    const own = await solve(problem, options);
    const other = await solve(problem, { ...options, bounds: "alpha" });
    if (other.status !== "optimal" && other.status !== "infeasible") continue;
    compared++;
    expect(own.status, `seed ${seed}`).toBe(other.status);
    if (own.objective === null || other.objective === null) continue;
    expect(Math.abs(own.objective - other.objective), `seed ${seed}`).toBeLessThan(2.1e-3);
  }
  expect(compared).toBeGreaterThan(6);
});

function problemOf(minimize: string, row: string) {
  const shape = { features: 2, trees: 12, depth: 3 };
  const problem = new Problem({
    models: {
      f: new TreeEnsemble(randomTrees(new Random(1), shape)),
      g: new TreeEnsemble(randomTrees(new Random(2), shape)),
    },
    variables: [{ name: "x", size: 2, lower: -1, upper: 3 }],
    minimize,
    subjectTo: [row],
  });
  return { ...boundedProblem(problem, TOLERANCE), box: problem.box };
}

test("rows with anything else than trees and linear functions, and objectives without trees, have no such bounder", () => {
  for (const [minimize, row] of [
    ["f(x)", "x[0] + x[1] <= 1"],
    ["f(x)", "x[0]*x[1] <= 0.5"],
    ["f(x)", "g(x) + x[0]^2 <= 1"],
    ["x[0]", "g(x) <= 0"],
    ["f(x) + x[0]*x[1]", "g(x) <= 0"],
    ["f(x)", "sin(g(x)) <= 0.4"],
  ]) {
    const { network, rows, box } = problemOf(minimize, row);
    expect(rows && treeRowsBounder(network, rows, box, null), `${minimize}, ${row}`).toBeNull();
  }
});

test("a multiplier raises the bound over the whole box, and is zero where the row always holds", () => {
  const own = (limit: number) => {
    const { network, rows, box } = problemOf("f(x)", `g(x) - f(x) <= ${limit}`);
    const bounder = rows && treeRowsBounder(network, rows, box, null);
    return bounder?.bound(copyBox(box), Number.POSITIVE_INFINITY) ?? Number.NaN;
  };
  const bounds = [200, 100, 50, 0, -50].map(own).filter(Number.isFinite);
  expect(Math.max(...bounds)).toBeGreaterThan(own(1e4) + 1);
  const { network, box } = problemOf("f(x)", "g(x) <= 0");
  expect(rowMultipliers(() => network, 1, box)).toEqual(Float64Array.of(0));
});
