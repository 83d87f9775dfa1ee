import { describe, expect, test } from "vitest";
import { sweptBounds } from "../../src/fullspace/element-bounds.js";
import { DEFAULT_FORMULATION, type Formulation } from "../../src/fullspace/formulation.js";
import { valueAt } from "../../src/fullspace/linear-expression.js";
import { programOf, written } from "../../src/fullspace/program.js";
import { Problem, type ProblemDefinition } from "../../src/index.js";
import { generator, randomNetwork } from "../predictors/network/random-networks.js";
import { randomEnsemble } from "./random-ensembles.js";

const box = { name: "x", size: 3, lower: -1.5, upper: 1 };
const integer = { name: "k", lower: -2, upper: 3, integer: true };

function networkOf(functions: string[], seed: number, isBranched = false) {
  return randomNetwork({ inputs: 3, widths: [7, 6], functions, isBranched }, generator(seed));
}

/** Rows must hold, up to rounding, at the point that belongs to any point of the decision variables: none is cut off. */
function expectSound(definition: ProblemDefinition, formulation: Partial<Formulation>, isExact = true): void {
  const problem = new Problem(definition);
  const program = programOf(problem, 1e-6);
  const random = generator(11);
  const sweep = (["interval", "forward", "backward"] as const)[Math.floor(3 * random())];
  const bounds = sweptBounds(program.network, program.box, sweep);
  if (bounds === null) throw new Error("the network is not defined");
  const { model, encoding } = written(program, bounds, { ...DEFAULT_FORMULATION, ...formulation });
  const { assembly, elements } = encoding;
  const last = elements.at(-1) as NonNullable<(typeof elements)[number]>;
  for (let trial = 0; trial < 200; trial++) {
    const x = Float64Array.from({ length: problem.size }, (_, j) => {
      const [low, high] = [program.box.lower[j], program.box.upper[j]];
      if (program.isInteger?.[j] === 1) return low + Math.floor(random() * (high - low + 1));
      // Corners and edges, too.
      return trial % 4 === 0 ? (random() < 0.5 ? low : high) : low + random() * (high - low);
    });
    const point = assembly.complete(x);
    expect(model.violation(point)).toBeLessThan(1e-9);
    const own = valueAt((last[0] as NonNullable<(typeof last)[number]>).expression, point);
    const value = (problem.sense === "minimize" ? 1 : -1) * problem.evaluate(x);
    if (isExact) expect(Math.abs(own - value)).toBeLessThan(1e-9 * (1 + Math.abs(value)));
  }
}

const exact = ["relu", "leaky-relu", "absolute-value", "clip", "hard-sigmoid", "soft-shrink"];
describe.each<[string, Partial<Formulation>]>([
  ["big-m", {}],
  ["partition", { relu: "partition", parts: 3 }],
  ["partition by range", { relu: "partition", parts: 4, split: "equal-range" }],
  ["ideal", { relu: "ideal" }],
])("%s", (_, formulation) => {
  test.each(exact)("%s is written exactly", (name) => {
    for (let seed = 1; seed <= 3; seed++) {
      expectSound({ models: { net: networkOf([name], seed) }, variables: [box], maximize: "net(x)[0]" }, formulation);
    }
  });
});

describe("enclosures hold the graph", () => {
  test.each(["tanh", "sigmoid", "softplus", "gelu", "silu", "elu", "exp", "square", "sin", "mish", "hard-swish"])(
    "%s",
    (name) => {
      for (const pieces of [1, 3, 8]) {
        const definition = { models: { net: networkOf([name], 4) }, variables: [box], minimize: "net(x)[0]" };
        expectSound(definition, { pieces });
      }
    },
  );
});

test("products, quotients, extrema, integers and skips", () => {
  const net = networkOf(["relu", "tanh"], 9, true);
  expectSound(
    {
      models: { net },
      variables: [box, integer],
      minimize: "net(x)[0] + k*x[0] + x[1]/(x[2] + 2) - max(x[0], k, x[1]*x[2]) + min(k, x[0])",
    },
    {},
  );
});

test("products of binaries with each other and with bounded sums add no enclosure", () => {
  const variables = [box, { name: "b", size: 3, binary: true }];
  const definition = { variables, minimize: "b[0]*b[1]*(x[0] + 2*x[1]) + b[2]*x[2] - b[0]*b[2] + b[0]*b[1]*b[2]*x[0]" };
  expectSound(definition, {});
  const program = programOf(new Problem(definition), 1e-6);
  const bounds = sweptBounds(program.network, program.box, "backward");
  if (bounds === null) throw new Error("not defined");
  expect(written(program, bounds, DEFAULT_FORMULATION).encoding.assembly.enclosures).toEqual([]);
});

test("neurons that cannot switch, or that nothing depends on, add nothing", () => {
  const model = networkOf(["relu"], 1);
  const sizeOver = (lower: number, upper: number) => {
    const narrow = { ...box, lower, upper };
    const program = programOf(
      new Problem({ models: { net: model }, variables: [narrow], minimize: "net(x)[0]" }),
      1e-6,
    );
    const bounds = sweptBounds(program.network, program.box, "backward");
    if (bounds === null) throw new Error("not defined");
    return written(program, bounds, DEFAULT_FORMULATION).model.size.integers;
  };
  expect(sizeOver(-1.5, 1)).toBeGreaterThan(sizeOver(0.1, 0.4));
  expect(sizeOver(0.1, 0.1001)).toBe(0);
});

describe.each(["misic", "linked-leaf"] as const)("trees, %s", (trees) => {
  test.each(["sum", "average", "minimum", "maximum"] as const)("%s", (aggregate) => {
    for (let seed = 1; seed <= 3; seed++) {
      const model = randomEnsemble({ features: 3, trees: 5, depth: 3, aggregate }, generator(seed));
      expectSound({ models: { model }, variables: [box], minimize: "model(x) + 0.1*x[0]" }, { trees });
    }
  });

  test("integer features, and a network behind", () => {
    const model = randomEnsemble({ features: 4, trees: 4, depth: 3, aggregate: "sum" }, generator(5));
    expectSound(
      { models: { model }, variables: [box, integer], maximize: "abs(model(x, k) - 0.2) + model(x, 0.5*k)" },
      { trees },
    );
  });
});
