import { describe, expect, test } from "vitest";
import { Problem, type ProblemDefinition, solve } from "../../src/index.js";
import { readModel } from "../../src/onnx/model-reading.js";
import type { Network } from "../../src/predictors/network/network.js";
import { networkOf as recognized } from "../../src/predictors/network/recognise.js";
import { networkOf, type PlainNetwork, randomPlainNetwork, valuesAt } from "../metamorphic/plain-network.js";
import { floatTensor, node, simpleModel } from "../onnx/model-writing.js";
import { generator } from "../predictors/network/random-networks.js";

type Values = (x: readonly number[]) => number[];

/** A model, and the same function in plain JavaScript. */
interface Known {
  readonly model: Network;
  readonly at: Values;
}

function known(sizes: readonly number[], phi: string, random: () => number): Known {
  const plain = randomPlainNetwork(sizes, phi, random);
  return { model: networkOf(plain), at: (x) => valuesAt(plain, x) };
}

/** A classifier over two inputs as an exporter writes it: a hidden tanh layer, scores, softmax over three classes. */
function classifier(random: () => number): Known {
  const single = (layer: PlainNetwork[number]) => ({
    ...layer,
    weights: layer.weights.map((row) => row.map(Math.fround)),
    bias: layer.bias.map(Math.fround),
  });
  const plain = randomPlainNetwork([2, 5, 3], "tanh", random, 3).map(single);
  const transposed = (rows: readonly (readonly number[])[]) => rows[0].flatMap((_, c) => rows.map((row) => row[c]));
  const constants = plain.flatMap(({ weights, bias }, k) => [
    floatTensor(`W${k}`, [weights[0].length, weights.length], transposed(weights)),
    floatTensor(`b${k}`, [bias.length], bias),
  ]);
  const nodes = [
    node("Gemm", ["x", "W0", "b0"], ["z0"]),
    node("Tanh", ["z0"], ["a0"]),
    node("Gemm", ["a0", "W1", "b1"], ["z1"]),
    node("Softmax", ["z1"], ["y"]),
  ];
  const at: Values = (x) => {
    const powers = valuesAt(plain, x).map(Math.exp);
    const total = powers.reduce((sum, power) => sum + power, 0);
    return powers.map((power) => power / total);
  };
  return { model: recognized(readModel(simpleModel([1, 2], nodes, constants))), at };
}

interface Case {
  readonly definition: Omit<ProblemDefinition, "variables">;
  readonly objective: (x: readonly number[]) => number;
  /** Feasible where nothing is negative. */
  readonly slacks?: Values;
}

const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));

/** Formulas of random models of two variables. */
function casesOf(seed: number): Readonly<Record<string, Case>> {
  const random = generator(seed);
  const a = known([2, 6, 1], "tanh", random);
  const b = known([2, 5, 4, 1], "sigmoid", random);
  const pair = known([2, 6, 2], "tanh", random);
  const kinked = known([2, 8, 1], "relu", random);
  const soft = known([2, 5, 1], "gelu", random);
  const single = known([1, 6, 1], "tanh", random);
  const classes = classifier(random);
  return {
    "a model of a model": {
      definition: { models: { a: a.model, pair: pair.model }, minimize: "a(pair(x))" },
      objective: (x) => a.at(pair.at(x))[0],
    },
    "a model of a model of a model": {
      definition: { models: { kinked: kinked.model, pair: pair.model }, maximize: "kinked(pair(pair(x)))" },
      objective: (x) => -kinked.at(pair.at(pair.at(x)))[0],
    },
    "a model within a formula within a model": {
      definition: {
        models: { a: a.model, soft: soft.model },
        define: { inner: "exp(-soft(x)^2)" },
        minimize: "a(2*inner - 1, x[0]*inner)",
      },
      objective: (x) => {
        const inner = Math.exp(-(soft.at(x)[0] ** 2));
        return a.at([2 * inner - 1, x[0] * inner])[0];
      },
    },
    "one model at two points": {
      definition: { models: { a: a.model }, minimize: "a(x) - 0.7*a(x[1], 0.5 - x[0])" },
      objective: (x) => a.at(x)[0] - 0.7 * a.at([x[1], 0.5 - x[0]])[0],
    },
    "one model of one variable at three points": {
      definition: { models: { single: single.model }, minimize: "single(x[0]) + single(x[1])*single(x[0] + x[1])" },
      objective: ([p, q]) => single.at([p])[0] + single.at([q])[0] * single.at([p + q])[0],
    },
    "a difference of models": {
      definition: { models: { a: a.model, b: b.model }, maximize: "a(x) - 2*b(x)" },
      objective: (x) => 2 * b.at(x)[0] - a.at(x)[0],
    },
    "a ratio of models": {
      definition: { models: { a: a.model, soft: soft.model }, minimize: "a(x) / (1.5 + soft(x)^2)" },
      objective: (x) => a.at(x)[0] / (1.5 + soft.at(x)[0] ** 2),
    },
    "the larger of two models": {
      definition: { models: { a: a.model, kinked: kinked.model }, minimize: "max(a(x), kinked(x))" },
      objective: (x) => Math.max(a.at(x)[0], kinked.at(x)[0]),
    },
    "the smaller of three models, maximized": {
      definition: { models: { a: a.model, b: b.model, soft: soft.model }, maximize: "min(a(x), b(x), soft(x))" },
      objective: (x) => -Math.min(a.at(x)[0], b.at(x)[0], soft.at(x)[0]),
    },
    "a model under a bound on a model of it": {
      definition: {
        models: { a: a.model, pair: pair.model },
        minimize: "pair(x)[0]",
        subjectTo: ["a(pair(x)) >= 0.1"],
      },
      objective: (x) => pair.at(x)[0],
      slacks: (x) => [a.at(pair.at(x))[0] - 0.1],
    },
    "a cost where a class is likely": {
      definition: { models: { a: a.model, p: classes.model }, minimize: "a(x)", subjectTo: ["p(x)[2] >= 0.45"] },
      objective: (x) => a.at(x)[0],
      slacks: (x) => [classes.at(x)[2] - 0.45],
    },
    "a class where another one is unlikely": {
      definition: {
        models: { p: classes.model },
        maximize: "p(x)[0]",
        subjectTo: ["p(x)[1] <= 0.05", "x[0] >= x[1]^2"],
      },
      objective: (x) => -classes.at(x)[0],
      slacks: (x) => [0.05 - classes.at(x)[1], x[0] - x[1] ** 2],
    },
    "a probability by the logistic function": {
      definition: {
        models: { a: a.model, b: b.model },
        minimize: "b(x)",
        subjectTo: ["0.5 + 0.5*tanh(a(x)) >= 0.6", "a(x) <= b(x) + 1"],
      },
      objective: (x) => b.at(x)[0],
      slacks: (x) => [sigmoid(2 * a.at(x)[0]) - 0.6, b.at(x)[0] + 1 - a.at(x)[0]],
    },
  };
}

/** The best of a fine grid that is feasible; what is proved may not pass it. */
function gridMinimum({ objective, slacks }: Case, steps: number): number {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i <= steps; i++) {
    for (let j = 0; j <= steps; j++) {
      const x = [-2 + (4 * i) / steps, -2 + (4 * j) / steps];
      if (slacks?.(x).some((slack) => slack < 0)) continue;
      best = Math.min(best, objective(x));
    }
  }
  return best;
}

const SEEDS = [1, 2, 3];
const solved: string[] = [];

describe.each(SEEDS.flatMap((seed) => Object.entries(casesOf(seed)).map(([name, is]) => [seed, name, is] as const)))(
  "models of seed %i, %s",
  (_, name, statement) => {
    const { definition, objective, slacks } = statement;
    const sign = definition.minimize === undefined ? -1 : 1;

    test("is bounded below every point of a grid, and solved at least as well", async () => {
      const variables = [{ name: "x", size: 2, lower: -2, upper: 2 }];
      const result = await solve(new Problem({ ...definition, variables }), { relativeGap: 1e-4, nodeLimit: 50_000 });
      const best = gridMinimum(statement, 200);
      if (result.status === "infeasible") {
        expect(best).toBe(Number.POSITIVE_INFINITY);
        return;
      }
      solved.push(name);
      const value = sign * (result.objective as number);
      const { x } = result.x as { x: number[] };
      expect(result.status).toBe("optimal");
      expect(sign * result.bound).toBeLessThanOrEqual(Math.min(best, value));
      expect(value).toBeLessThanOrEqual(best + 1e-4 * Math.abs(best));
      expect(value).toBeCloseTo(objective(x), 9);
      for (const slack of slacks?.(x) ?? []) expect(slack).toBeGreaterThanOrEqual(-1.000001e-6);
    });

    test("has the optimum of enumeration where the variables are whole numbers", async () => {
      const variables = [{ name: "x", size: 2, lower: -2, upper: 2, integer: true }];
      const result = await solve(new Problem({ ...definition, variables }), { absoluteGap: 1e-7, nodeLimit: 50_000 });
      const best = gridMinimum(statement, 4);
      if (best === Number.POSITIVE_INFINITY) expect(result.status).toBe("infeasible");
      else expect(sign * (result.objective as number)).toBeCloseTo(best, 9);
    });
  },
);

test("each formula was solved with the models of some seed, most of them with those of all", () => {
  const names = Object.keys(casesOf(1));
  expect(names.length).toBeGreaterThanOrEqual(12);
  expect(names.filter((name) => !solved.includes(name))).toEqual([]);
  expect(solved.length).toBeGreaterThanOrEqual(0.8 * names.length * SEEDS.length);
});

test("a class that is never likely enough is proved so", async () => {
  const { model, at } = classifier(generator(7));
  const variables = [{ name: "x", size: 2, lower: -2, upper: 2 }];
  const likely = at([0, 0]).map(() => 0);
  for (let k = 0; k <= 40 * 41; k++) {
    at([-2 + (k % 41) / 10, -2 + Math.floor(k / 41) / 10]).forEach((value, c) => {
      likely[c] = Math.max(likely[c], value);
    });
  }
  for (const [c, value] of likely.entries()) {
    const asking = (needed: number) =>
      new Problem({ models: { p: model }, variables, minimize: "x[0]", subjectTo: [`p(x)[${c}] >= ${needed}`] });
    expect((await solve(asking(value))).status).toBe("optimal");
    // The grid's spacing is 0.1; nothing between its points is this much likelier.
    expect((await solve(asking(1.1 * value))).status).toBe("infeasible");
  }
});
