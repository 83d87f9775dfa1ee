import { expect, test } from "vitest";
import { unlinkedRows } from "../../src/bounds/unlinked-rows.js";
import { Random } from "../../src/numeric/random.js";
import type { Predictor } from "../../src/predictors/predictor.js";
import { TreeEnsemble } from "../../src/predictors/tree-ensemble/tree-ensemble.js";
import { compiled } from "../../src/problem/compilation.js";
import { Problem } from "../../src/problem/problem.js";
import { generator, randomNetwork } from "../predictors/network/random-networks.js";
import { randomTrees } from "../predictors/tree-ensemble/bound/random-trees.js";

const INFINITE = Number.POSITIVE_INFINITY;
const TREES = new TreeEnsemble(randomTrees(new Random(1), { features: 2, trees: 6, depth: 3, decades: 1 }));

function problemOf(rows: readonly string[], net?: Predictor) {
  const problem = new Problem({
    models: { trees: TREES, net: net ?? randomNetwork({ inputs: 2, widths: [4], functions: ["tanh"] }, generator(1)) },
    variables: [{ name: "x", size: 2, lower: 0, upper: 4 }],
    minimize: "net(x)",
    subjectTo: rows,
  });
  const network = compiled([problem.objective, ...problem.constraints.map((row) => row.expression)], 2);
  const limits = {
    lower: Float64Array.from(problem.constraints, ({ lower }) => lower),
    upper: Float64Array.from(problem.constraints, ({ upper }) => upper),
  };
  return { network, limits };
}

test("rows on functions of sums of trees become rows on the sums, with the same points", () => {
  const { network, limits } = problemOf([
    "0.5 + 0.5*tanh(trees(x)/8 + 0.5) >= 0.7",
    "3 - exp(-trees(x)/20) <= 2.5",
    "net(x)^2 <= 10",
  ]);
  const found = unlinkedRows(network, limits);
  expect(found.rows.lower[0]).toBeCloseTo(8 * Math.atanh(0.4) - 4, 12);
  expect([found.rows.upper[0], found.rows.lower[1]]).toEqual([INFINITE, -INFINITE]);
  expect(found.rows.upper[1]).toBeCloseTo(20 * Math.LN2, 10);
  expect([found.rows.lower[2], found.rows.upper[2]]).toEqual([limits.lower[2], limits.upper[2]]);
  const names = found.network.layers.flatMap((layer) => (layer.kind === "univariate" ? [layer.phi.name] : []));
  expect(names).toEqual(["tanh", "square"]);
  const [before, after] = [new Float64Array(4), new Float64Array(4)];
  const random = new Random(2);
  const isWithin = (y: Float64Array, lower: Float64Array, upper: Float64Array) =>
    lower.every((low, k) => low <= y[k + 1] && y[k + 1] <= upper[k]);
  let kept = 0;
  for (let trial = 0; trial < 300; trial++) {
    const x = Float64Array.of(random.between(0, 4), random.between(0, 4));
    network.evaluate(x, before);
    found.network.evaluate(x, after);
    expect(after[0]).toBe(before[0]);
    expect(isWithin(after, found.rows.lower, found.rows.upper)).toBe(isWithin(before, limits.lower, limits.upper));
    if (isWithin(before, limits.lower, limits.upper)) kept++;
  }
  expect(kept).toBeGreaterThan(10);
  expect(kept).toBeLessThan(290);
});

test("rows on functions of anything else, and those that the function does not invert, stay as they are", () => {
  const { network, limits } = problemOf(["exp(net(x)) <= 3", "sin(trees(x)) <= 0.5", "tanh(trees(x) + x[0]) <= 0.3"]);
  const found = unlinkedRows(network, limits);
  expect(found.network).toBe(network);
  expect(found.rows).toBe(limits);
});
