import { expect, test } from "vitest";
import { readModel } from "../../src/onnx/model-reading.js";
import { PATTERNS } from "../../src/onnx/patterns/table.js";
import { evaluateSymbolic } from "./evaluation.js";
import { floatAttribute, floatTensor, node, simpleModel } from "./model-writing.js";

const scalar = (name: string, value: number) => floatTensor(name, [], [value]);
const n = node;
const SQRT2 = Math.fround(Math.SQRT2);
const K = Math.fround(0.7978846);
const A = Math.fround(0.044715);

type Nodes = readonly Uint8Array[];
type Case = readonly [what: string, used: string, nodes: Nodes, constants: Nodes];

const geluConstants = [scalar("half", 0.5), scalar("one", 1), scalar("d", SQRT2)];
const geluStart = [n("Div", ["x", "d"], ["a"]), n("Erf", ["a"], ["b"]), n("Add", ["b", "one"], ["c"])];
const tanhConstants = [scalar("half", 0.5), scalar("one", 1), scalar("k", K), scalar("c3", A), scalar("three", 3)];
const tanhEnd = [
  n("Add", ["x", "q"], ["s"]),
  n("Mul", ["k", "s"], ["u"]),
  n("Tanh", ["u"], ["t"]),
  n("Add", ["t", "one"], ["g"]),
  n("Mul", ["half", "g"], ["h"]),
  n("Mul", ["x", "h"], ["y"]),
];
const thresholdNodes = [
  n("Mul", ["x", "beta"], ["s"]),
  n("Softplus", ["s"], ["p"]),
  n("Div", ["p", "beta"], ["d"]),
  n("Greater", ["s", "t"], ["c"]),
  n("Where", ["c", "x", "d"], ["y"]),
];
const shrinkNodes = [
  n("Greater", ["x", "l"], ["g"]),
  n("Sub", ["x", "l"], ["a"]),
  n("Where", ["g", "a", "zero"], ["u"]),
  n("Less", ["x", "m"], ["s"]),
  n("Add", ["x", "l"], ["b"]),
  n("Where", ["s", "b", "zero"], ["v"]),
  n("Add", ["u", "v"], ["y"]),
];

const recognised: readonly Case[] = [
  ["SiLU", "silu", [n("Sigmoid", ["x"], ["s"]), n("Mul", ["x", "s"], ["y"])], []],
  [
    "SiLU through an identity",
    "silu",
    [n("Identity", ["x"], ["i"]), n("Sigmoid", ["i"], ["s"]), n("Mul", ["s", "x"], ["y"])],
    [],
  ],
  ["Mish", "mish", [n("Softplus", ["x"], ["p"]), n("Tanh", ["p"], ["t"]), n("Mul", ["x", "t"], ["y"])], []],
  [
    "Hardswish",
    "hard-swish",
    [
      n("HardSigmoid", ["x"], ["s"], { attributes: [floatAttribute("alpha", Math.fround(1 / 6))] }),
      n("Mul", ["x", "s"], ["y"]),
    ],
    [],
  ],
  [
    "GELU, legacy exporter",
    "gelu",
    [...geluStart, n("Mul", ["x", "c"], ["m"]), n("Mul", ["m", "half"], ["y"])],
    geluConstants,
  ],
  [
    "GELU, dynamo exporter",
    "gelu",
    [...geluStart, n("Mul", ["half", "c"], ["m"]), n("Mul", ["x", "m"], ["y"])],
    geluConstants,
  ],
  [
    "GELU tanh, power",
    "gelu-tanh",
    [n("Pow", ["x", "three"], ["p"]), n("Mul", ["c3", "p"], ["q"]), ...tanhEnd],
    tanhConstants,
  ],
  [
    "GELU tanh, products",
    "gelu-tanh",
    [n("Mul", ["x", "x"], ["p2"]), n("Mul", ["x", "p2"], ["p"]), n("Mul", ["c3", "p"], ["q"]), ...tanhEnd],
    tanhConstants,
  ],
  ["Softplus with threshold", "softplus-threshold", thresholdNodes, [scalar("beta", 2), scalar("t", 20)]],
  ["Softshrink", "soft-shrink", shrinkNodes, [scalar("l", 0.5), scalar("m", -0.5), scalar("zero", 0)]],
  [
    "Softsign",
    "softsign",
    [n("Abs", ["x"], ["a"]), n("Add", ["one", "a"], ["b"]), n("Div", ["x", "b"], ["y"])],
    [scalar("one", 1)],
  ],
  ["LogSigmoid", "log-sigmoid", [n("Sigmoid", ["x"], ["s"]), n("Log", ["s"], ["y"])], []],
  ["a cube", "power", [n("Mul", ["x", "x"], ["a"]), n("Mul", ["a", "x"], ["y"])], []],
];

test.each(recognised)("%s is read as one function", (_what, used, nodes, constants) => {
  const model = readModel(simpleModel(["N", 3], nodes, constants));
  const x = [-1.7, 0.3, 2.9];
  const { values, algebra } = evaluateSymbolic(model, "y", x);
  expect(algebra.used).toEqual([used]);
  expect(values.length).toBe(3);
  if (used !== "softplus-threshold" && used !== "soft-shrink") {
    const plain = evaluateSymbolic(model, "y", x, { patterns: false });
    expect(plain.algebra.used.length).toBeGreaterThan(1);
    values.forEach((value, k) => {
      expect(value).toBeCloseTo(plain.values[k]!, 12);
    });
  }
});

test("every pattern has a case", () => {
  const used = new Set(recognised.map(([, name]) => name));
  for (const pattern of PATTERNS) expect(used.has(pattern.name === "monomial" ? "power" : pattern.name)).toBe(true);
});

const notQuite: readonly Case[] = [
  [
    "a gate of something else",
    "silu",
    [n("Neg", ["x"], ["m"]), n("Sigmoid", ["m"], ["s"]), n("Mul", ["x", "s"], ["y"])],
    [],
  ],
  [
    "GELU with 0.4999 for a half",
    "gelu",
    [...geluStart, n("Mul", ["x", "c"], ["m"]), n("Mul", ["m", "half"], ["y"])],
    [scalar("half", 0.4999), ...geluConstants.slice(1)],
  ],
  [
    "GELU with 1.001 for one",
    "gelu",
    [...geluStart, n("Mul", ["x", "c"], ["m"]), n("Mul", ["m", "half"], ["y"])],
    [geluConstants[0]!, scalar("one", 1.001), geluConstants[2]!],
  ],
  [
    "GELU with a vector of halves",
    "gelu",
    [...geluStart, n("Mul", ["x", "c"], ["m"]), n("Mul", ["m", "half"], ["y"])],
    [floatTensor("half", [3], [0.5, 0.5, 0.5]), ...geluConstants.slice(1)],
  ],
  [
    "GELU tanh with a fourth power",
    "gelu-tanh",
    [n("Pow", ["x", "three"], ["p"]), n("Mul", ["c3", "p"], ["q"]), ...tanhEnd],
    [...tanhConstants.slice(0, 4), scalar("three", 4)],
  ],
  [
    "Softsign with 2",
    "softsign",
    [n("Abs", ["x"], ["a"]), n("Add", ["one", "a"], ["b"]), n("Div", ["x", "b"], ["y"])],
    [scalar("one", 2)],
  ],
];

test.each(notQuite)("%s is read operator by operator", (_what, name, nodes, constants) => {
  const model = readModel(simpleModel(["N", 3], nodes, constants));
  const { values, algebra } = evaluateSymbolic(model, "y", [-1.7, 0.3, 2.9]);
  expect(algebra.used).not.toContain(name);
  expect(values).toEqual(evaluateSymbolic(model, "y", [-1.7, 0.3, 2.9], { patterns: false }).values);
});

test("softshrink with unequal thresholds is refused, because it jumps", () => {
  const model = readModel(simpleModel(["N", 3], shrinkNodes, [scalar("l", 0.5), scalar("m", -0.4), scalar("zero", 0)]));
  expect(() => evaluateSymbolic(model, "y", [1, 2, 3])).toThrow(
    /operator Greater .*may not depend on the model's inputs/,
  );
});

test("constants with more axes than x give the result their axes", () => {
  const nodes = [
    n("Abs", ["x"], ["a"]),
    n("Add", ["one", "a"], ["b"]),
    n("Div", ["x", "b"], ["y0"]),
    n("Shape", ["y0"], ["s"]),
    n("Reshape", ["x", "s"], ["y"]),
  ];
  const model = readModel(simpleModel([1, 3], nodes, [floatTensor("one", [1, 1, 1], [1])]));
  expect(evaluateSymbolic(model, "y", [1, 2, 3]).values).toEqual([1, 2, 3]);
});
