import { expect, test } from "vitest";
import type { Bounder } from "../../src/bounds/bounder.js";
import { ContractedBounder, withContraction } from "../../src/bounds/contracted-bounder.js";
import type { Rows } from "../../src/bounds/rows.js";
import { type Box, copyBox } from "../../src/numeric/box.js";
import { Random } from "../../src/numeric/random.js";
import { up } from "../../src/numeric/rounding.js";
import { TreeEnsemble } from "../../src/predictors/tree-ensemble/tree-ensemble.js";
import { compiled } from "../../src/problem/compilation.js";
import { Problem } from "../../src/problem/problem.js";
import { exactLayers, exactly, exactPoint } from "../predictors/network/exact.js";
import { generator, randomNetwork } from "../predictors/network/random-networks.js";
import { randomTrees } from "../predictors/tree-ensemble/bound/random-trees.js";

/** Finds nothing out. */
class Silent implements Bounder {
  readonly candidate: Float64Array;
  asked: Box | null = null;
  constructor(readonly variables: number) {
    this.candidate = new Float64Array(variables).fill(0.25);
  }
  bound(box: Box): number {
    this.asked = copyBox(box);
    return -7;
  }
  branchingScores(_box: Box, out: Float64Array): void {
    out.fill(3);
  }
}

const INTEGER = Uint8Array.of(0, 0, 1);

function example(seed: number, rows: readonly string[], minimize = "a(x, n)[0] + x[0]") {
  const random = new Random(seed);
  const shape = { features: 3, trees: 8, depth: 3, decades: 1 };
  const problem = new Problem({
    models: {
      a: new TreeEnsemble(randomTrees(random, { ...shape, outputs: 2 })),
      b: new TreeEnsemble(randomTrees(random, shape)),
      least: new TreeEnsemble(randomTrees(random, { ...shape, aggregate: "minimum" })),
      net: randomNetwork({ inputs: 3, widths: [4], functions: ["tanh"] }, generator(seed)),
    },
    variables: [
      { name: "x", size: 2, lower: 0, upper: 4 },
      { name: "n", lower: 0, upper: 4, integer: true },
    ],
    minimize,
    subjectTo: rows,
  });
  const network = compiled([problem.objective, ...problem.constraints.map((row) => row.expression)], 3);
  const limits: Rows = {
    lower: Float64Array.from(problem.constraints, ({ lower }) => lower),
    upper: Float64Array.from(problem.constraints, ({ upper }) => upper),
  };
  return { network, limits, random, box: problem.box };
}

function randomPart({ lower, upper }: Box, random: Random): Box {
  const part = { lower: lower.slice(), upper: upper.slice() };
  for (let j = 0; j < lower.length; j++) {
    const ends = [random.between(lower[j], upper[j]), random.between(lower[j], upper[j])].sort((a, b) => a - b);
    if (random.below(2) === 0) part.lower[j] = INTEGER[j] === 1 ? Math.floor(ends[0]) : ends[0];
    if (random.below(2) === 0) part.upper[j] = INTEGER[j] === 1 ? Math.ceil(ends[1]) : ends[1];
  }
  return part;
}

test.each([
  [["a(x, n)[0] - a(x, n)[1] >= 1", "b(x[1], x[0], 2*n - 1) <= 2"]],
  [["1/(1 + exp(-a(x, n)[1])) >= 0.6", "a(x, n)[0] + b(x, n) + 0.5*x[1] <= 1"]],
  [["least(x, n) >= -2", "a(x, n)[1]^2 + x[0]^2 <= 40"]],
  [["least(x[0] - x[1], x[0], n) >= -2", "net(x, n) + 2*b(x, n) <= 3"]],
])("points that keep %s below the cutoff stay, in exact arithmetic", (rows) => {
  let held = 0;
  let cut = 0;
  for (let seed = 1; seed <= 4; seed++) {
    const { network, limits, random, box } = example(seed, rows);
    const bounder = new ContractedBounder(new Silent(3), network, limits, INTEGER);
    for (let trial = 0; trial < 9; trial++) {
      const part = randomPart(box, random);
      const left = copyBox(part);
      const cutoff = random.below(3) === 0 ? Number.POSITIVE_INFINITY : random.between(-3, 6);
      const isLeft = bounder.bound(left, cutoff) === -7;
      if (!isLeft || left.lower.some((x, j) => x > part.lower[j])) cut++;
      for (let k = 0; k < 10; k++) {
        const x = part.lower.map((low, j) => {
          const value = [low, part.upper[j], random.between(low, part.upper[j])][random.below(3)];
          return INTEGER[j] === 1 ? Math.round(value) : value;
        });
        const [objective, ...values] = exactLayers(network, exactPoint(x))[network.layers.length - 1];
        if (!objective.lte(cutoff) || !values.every((y, r) => y.gte(limits.lower[r]) && y.lte(limits.upper[r])))
          continue;
        held++;
        expect(isLeft).toBe(true);
        expect(x.every((value, j) => left.lower[j] <= value && value <= left.upper[j])).toBe(true);
      }
    }
  }
  expect(held).toBeGreaterThan(4);
  expect(cut).toBeGreaterThan(8);
});

test("what is left of a box is bounded, candidates and scores are those of the bounder inside", () => {
  const inner = new Silent(3);
  const [{ bounder, own }] = Array.from({ length: 20 }, (_, limit) => {
    const { network, limits, box } = example(1, [`b(x, n) <= ${-limit}`]);
    const bounder = withContraction(inner, network, limits, null);
    const own = copyBox(box);
    return { bounder, own, isCut: bounder.bound(own, 1e9) === -7 && own.upper.some((x, j) => x < box.upper[j]) };
  }).filter(({ isCut }) => isCut);
  expect(bounder.bound(own, 1e9)).toBe(-7);
  expect(inner.asked).toEqual(own);
  expect(bounder.candidate).toBe(inner.candidate);
  const scores = new Float64Array(3);
  bounder.branchingScores(own, scores);
  expect(scores).toEqual(new Float64Array(3).fill(3));
  expect(bounder.knowledge?.()).toBeNull();
  const plain = example(1, ["net(x, n) <= 0"], "net(x, n)");
  expect(withContraction(inner, plain.network, plain.limits, null)).toBe(inner);
});

test("computed inputs may lie between two numbers at a threshold", () => {
  let lost = 0;
  let held = 0;
  for (let seed = 1; seed <= 300; seed++) {
    const threshold = Math.fround(new Random(seed).between(1, 2));
    const trees = {
      features: 1,
      outputs: 1,
      roots: Int32Array.of(0),
      feature: Int32Array.of(0, -1, -1),
      threshold: Float64Array.of(threshold, 0, 0),
      left: Int32Array.of(1, -1, -1),
      right: Int32Array.of(2, -1, -1),
      values: Float64Array.of(0, 0, 1),
      base: Float64Array.of(0),
      aggregate: "sum",
    } as const;
    const problem = new Problem({
      models: { m: new TreeEnsemble(trees) },
      variables: [{ name: "x", size: 2, lower: [0, 2], upper: [1, 3] }],
      minimize: "x[0]",
      subjectTo: ["m(x[0]*x[1]) >= 0.5"],
    });
    const network = compiled([problem.objective, ...problem.constraints.map((row) => row.expression)], 2);
    const rows: Rows = { lower: Float64Array.of(0.5), upper: Float64Array.of(Number.POSITIVE_INFINITY) };
    const bounder = new ContractedBounder(new Silent(2), network, rows, null);
    const box = { lower: Float64Array.of(0, 3), upper: Float64Array.of(1, 3) };
    bounder.bound(box, 1e9);
    for (const x of [threshold / 3, up(threshold / 3), up(up(threshold / 3))]) {
      if (!exactly(x).times(3).gt(exactly(threshold))) continue;
      held++;
      if (!(box.lower[0] <= x)) lost++;
    }
  }
  expect(held).toBeGreaterThan(300);
  expect(lost).toBe(0);
});
