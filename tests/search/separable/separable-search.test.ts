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

const NAMES = ["a", "b", "c"];

/** A term in a formula, in 60 digits, and where within [low, high] it may be least. */
interface Term {
  readonly text: string;
  readonly at: (x: Decimal) => Decimal;
  readonly critical: readonly number[];
}

function randomTerm(random: Random, name: string): Term {
  const centre = random.between(-1.5, 1.5);
  const weight = random.between(0.1, 6) * (random.uniform() < 0.3 ? -1 : 1);
  const [c, w] = [exact(centre), exact(weight)];
  const shifted = `(${name} - ${centre < 0 ? `(0${centre})` : centre})`;
  const factor = weight < 0 ? `(0${weight})` : `${weight}`;
  switch (random.below(5)) {
    case 0:
      return { text: `${factor}*${shifted}^2`, at: (x) => w.mul(x.sub(c).pow(2)), critical: [centre] };
    case 1:
      return { text: `${factor}*abs(${shifted})`, at: (x) => w.mul(x.sub(c).abs()), critical: [centre] };
    case 2:
      return { text: `${factor}*exp(${name})`, at: (x) => w.mul(D.exp(x)), critical: [] };
    case 3: {
      const roots = [Math.PI / 4 + 0.5, -Math.PI / 4 + 0.5, 0.5 - (3 * Math.PI) / 4, 0.5 + (3 * Math.PI) / 4];
      return { text: `${factor}*sin(2*(${name} - 0.5))`, at: (x) => w.mul(D.sin(x.sub(0.5).mul(2))), critical: roots };
    }
    default:
      return { text: "0", at: () => new D(0), critical: [] };
  }
}

/** In 60 digits, each tree's leaf in turn. */
function exactSum(
  { roots, feature, threshold, left, right, values, base, outputs, aggregate }: Trees,
  x: readonly number[],
) {
  let sum = new D(0);
  for (const root of roots) {
    let node = root;
    while (feature[node] >= 0) node = x[feature[node]] <= threshold[node] ? left[node] : right[node];
    sum = sum.add(exact(values[node * outputs]));
  }
  return (aggregate === "average" ? sum.div(roots.length) : sum).add(exact(base[0]));
}

function pointsOf(
  trees: readonly (readonly [Trees, readonly number[]])[],
  terms: readonly Term[],
  isInteger: boolean[],
) {
  return terms.map((term, j) => {
    const ends = new Set<number>([-1.5, 1.5, ...term.critical.filter((x) => x >= -1.5 && x <= 1.5)]);
    for (const [one, inputs] of trees) {
      const cells = new Cells(one, new Ranks(one));
      inputs.forEach((variable, input) => {
        if (variable !== j) return;
        for (let c = 0; c < cells.count(input); c++) {
          for (const x of [cells.firstPoint(input, c), cells.lastPoint(input, c)])
            if (x >= -1.5 && x <= 1.5) ends.add(x);
        }
      });
    }
    return isInteger[j] ? [-1, 0, 1] : [...ends];
  });
}

async function solveRandom(seed: number): Promise<{ readonly nodes: number; readonly gap: number }> {
  const random = new Random(seed);
  const aggregate = random.uniform() < 0.5 ? "average" : "sum";
  const first = randomTrees(random, { features: 2, trees: 2 + random.below(12), depth: 3, decades: 1 });
  const second = randomTrees(random, { features: 2, trees: 2 + random.below(12), depth: 3, decades: 1, aggregate });
  const terms = NAMES.map((name) => randomTerm(random, name));
  const isInteger = NAMES.map(() => random.uniform() < 0.2);
  const parts = [
    [first, [0, 1]],
    [second, [2, 0]],
  ] as const;
  const weight = random.between(0.2, 2);
  const formula = `first(a, b) + ${weight}*second(c, a) + ${terms.map(({ text }) => text).join(" + ")} - 1.25`;
  const variables = NAMES.map((name, j) => ({
    name,
    lower: isInteger[j] ? -1 : -1.5,
    upper: isInteger[j] ? 1 : 1.5,
    integer: isInteger[j],
  }));
  const models = { first: new TreeEnsemble(first), second: new TreeEnsemble(second) };
  const problem = new Problem({ models, variables, minimize: formula });
  const result = await solve(problem, { relativeGap: 0, absoluteGap: 1e-9 });
  const own = pointsOf(parts, terms, isInteger);
  const values = own.map((points, j) => new Map(points.map((x) => [x, terms[j].at(exact(x))])));
  // Exact at all points that float64 does not tell from the best.
  let best: number[][] = [];
  let least = Number.POSITIVE_INFINITY;
  for (const x of combinations(own)) {
    const value = problem.evaluate(Float64Array.from(x));
    if (value < least - 1e-9) best = [];
    if (value > least + 1e-9) continue;
    least = Math.min(least, value);
    best.push([...x]);
  }
  const exactly = best.map((x) => {
    const sum = exactSum(first, [x[0], x[1]]).add(exact(weight).mul(exactSum(second, [x[2], x[0]])));
    return x.reduce((total, coordinate, j) => total.add(values[j].get(coordinate) as Decimal), sum.sub("1.25"));
  });
  const truth = D.min(...exactly);
  expect(result.status, `seed ${seed}: ${formula}`).toBe("optimal");
  expect(exact(result.bound).lte(truth), `seed ${seed}: bound ${result.bound} of ${truth}, ${formula}`).toBe(true);
  expect(Math.abs((result.objective as number) - truth.toNumber()), `seed ${seed}: ${formula}`).toBeLessThan(2e-9);
  return { nodes: result.nodes, gap: (result.objective as number) - result.bound };
}

describe("ensembles beside functions of one variable, against all their cells", () => {
  test("bounds hold without slack, and points are minimal within their cells", async () => {
    for (let seed = 0; seed < 40; seed++) await solveRandom(seed);
  });
});

describe("the same problems by the bounds of any problem", () => {
  const random = new Random(3);
  const trees = new TreeEnsemble(randomTrees(random, { features: 3, trees: 40, depth: 4, decades: 1 }));
  const more = new TreeEnsemble(
    randomTrees(random, { features: 2, trees: 20, depth: 4, decades: 1, aggregate: "average" }),
  );
  const variables = ["a", "b", "c", "d"].map((name) => ({ name, lower: -1.5, upper: 1.5 }));

  test.each([
    ["trees(a, b, c) + 0.1*(a - 0.3)^2 + exp(b) + abs(c - 0.1) + sin(20*d)", "minimize"],
    ["3 + trees(a, b, c) - 2*more(d, b) + a*a*0.1 - b^3 + 0.5*(tanh(c)*c)", "minimize"],
    ["trees(a, b, c) - 0.3*(a - 0.3)^2 - abs(c)", "maximize"],
    ["exp(0.1*(trees(a, b, c) + 0.3*(a - 0.3)^2 + abs(c)))", "minimize"],
    ["trees(a, b, 0.5) + (d - 0.2)^2 + 0.1*d/(d + 2)", "minimize"],
  ] as const)("%s, %s", async (formula, sense) => {
    const options = { relativeGap: 1e-6, timeLimit: 20 };
    const given = { models: { trees, more }, variables, [sense]: formula };
    const own = await solve(new Problem(given), options);
    // A constraint that always holds, but not obviously so, keeps the problem from being recognised.
    const layered = await solve(new Problem({ ...given, subjectTo: ["a*b <= 5"] }), options);
    expect(own.status).toBe("optimal");
    const size = Math.max(1, Math.abs(own.objective as number));
    expect(Math.abs((own.objective as number) - (layered.objective as number))).toBeLessThan(3e-6 * size);
    expect(own.nodes).toBeLessThanOrEqual(layered.nodes + 12);
  });
});
