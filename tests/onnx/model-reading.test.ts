import { expect, test } from "vitest";
import { OnnxError } from "../../src/onnx/error.js";
import { readModel } from "../../src/onnx/model-reading.js";
import { chooseOutput, modelInputs } from "../../src/onnx/signature.js";
import { evaluateConstant } from "./evaluation.js";
import { floatTensor, message, model, node, simpleModel, value } from "./model-writing.js";

const tanh = node("Tanh", ["x"], ["y"], { name: "act" });

function deep(levels: number): Uint8Array {
  let inner = message([2, "leaf"]);
  for (let k = 0; k < levels; k++) inner = message([1, message([5, message([1, "body"], [6, inner], [20, 5])])]);
  return message([7, inner]);
}

test("a text file, an empty file and a truncated one are refused", () => {
  expect(() => readModel(new TextEncoder().encode("hello, I am text\n"), { file: "a.onnx" })).toThrow(/^a\.onnx: not /);
  expect(() => readModel(new Uint8Array(0), { file: "a.onnx" })).toThrow("a.onnx: the file is empty");
  const whole = simpleModel([1, 2], [tanh]);
  for (let length = 1; length < whole.length; length++) {
    try {
      readModel(whole.slice(0, length));
    } catch (error) {
      expect(error).toBeInstanceOf(OnnxError);
    }
  }
});

test("limits on size, nodes, numbers and depth", () => {
  const bytes = simpleModel([1, 2], [tanh], [floatTensor("w", [3], [1, 2, 3])]);
  expect(() => readModel(bytes, { limits: { fileBytes: 10 } })).toThrow(/at most 10 are read/);
  expect(() => readModel(bytes, { limits: { nodes: 0 } })).toThrow(/more than 0e\+0 nodes/);
  expect(() => readModel(bytes, { limits: { elements: 2 } })).toThrow(/numbers in the file/);
  expect(() => readModel(bytes, { limits: { messages: 5 } })).toThrow(/messages and strings/);
  expect(() => readModel(deep(40))).toThrow(/nested deeper than 64/);
  expect(() => readModel(deep(2000))).toThrow(/nested deeper than 64/);
});

test("a field that is a group of groups is skipped or refused, not followed for ever", () => {
  const groups = new Uint8Array(100_000).fill(((99 << 3) & 0x7f) | 3);
  expect(() => readModel(groups)).toThrow(OnnxError);
});

test.each([
  [
    "a cycle",
    [node("Add", ["x", "b"], ["a"]), node("Tanh", ["a"], ["b"]), node("Tanh", ["b"], ["y"])],
    /node "#\d": depends on its own output/,
  ],
  [
    "a missing name",
    [node("Add", ["x", "nowhere"], ["y"])],
    /operator Add, node "#0": nothing produces its input "nowhere"/,
  ],
  ["a missing output", [node("Tanh", ["x"], ["z"])], /nothing produces the graph output "y"/],
  ["two producers", [tanh, node("Relu", ["x"], ["y"])], /its output "y" has another producer/],
  [
    "an attribute twice",
    [
      node("Tanh", ["x"], ["y"], {
        attributes: [message([1, "a"], [3, 1], [20, 2]), message([1, "a"], [3, 1], [20, 2])],
      }),
    ],
    /attribute "a" is given twice/,
  ],
])("refused: %s", (_what, nodes, pattern) => {
  expect(() => readModel(simpleModel([1, 2], nodes))).toThrow(OnnxError);
  expect(() => readModel(simpleModel([1, 2], nodes))).toThrow(pattern);
});

test("nodes in any order are sorted", () => {
  const nodes = [node("Tanh", ["b"], ["y"]), node("Neg", ["a"], ["b"]), node("Abs", ["x"], ["a"])];
  const read = readModel(simpleModel([1], nodes));
  expect(read.graph.nodes.map((n) => n.operator)).toEqual(["Abs", "Neg", "Tanh"]);
});

test("operator sets: listed twice, unequal, unknown, missing", () => {
  const parts = { nodes: [tanh], inputs: [value("x", [1])], outputs: [value("y", [1])] };
  expect(
    readModel(
      model({
        ...parts,
        opsets: [
          ["", 13],
          ["ai.onnx", 13],
        ],
      }),
    ).opsets,
  ).toEqual(new Map([["", 13]]));
  expect(() =>
    readModel(
      model({
        ...parts,
        opsets: [
          ["", 13],
          ["", 14],
        ],
      }),
    ),
  ).toThrow(/versions 13 and 14/);
  expect(() => readModel(model({ ...parts, opsets: [["", 25]] }))).toThrow(
    /version 25 is not known; known are 1 to 24/,
  );
  expect(readModel(model({ ...parts, opsets: [["ai.onnx.ml", 1]], irVersion: 8 })).graph.nodes[0]!.opset).toBe(18);
  expect(readModel(model({ ...parts, opsets: [["com.example", 7]] })).opsets.get("com.example")).toBe(7);
});

test("inputs with an initializer are weights; sparse initializers are refused", () => {
  const weights = floatTensor("w", [2], [3, 4]);
  const nodes = [node("Mul", ["x", "w"], ["y"])];
  const inputs = [value("x", ["N", 2]), value("w", [2])];
  const read = readModel(model({ nodes, initializers: [weights], inputs, outputs: [value("y", null)] }));
  expect(modelInputs(read.graph, ["y"]).inputs.map((input) => input.name)).toEqual(["x"]);
  const sparse = message([7, message([15, message([1, weights])])]);
  expect(() => readModel(sparse)).toThrow('tensor "w": sparse initializers are not read');
});

function functionBody(name: string, nodes: readonly Uint8Array[], attributes: readonly string[] = []): Uint8Array {
  return message(
    [1, name],
    [4, "a"],
    [5, "b"],
    ...attributes.map((attribute) => [6, attribute] as const),
    ...nodes.map((bytes) => [7, bytes] as const),
    [9, message([1, ""], [2, 17])],
    [10, "local"],
  );
}

test("local functions are inlined, with attributes passed on", () => {
  const leak = node("LeakyRelu", ["t"], ["b"], { attributes: [message([1, "alpha"], [21, "slope"], [20, 1])] });
  const body = functionBody("Leak", [node("Neg", ["a"], ["t"]), leak], ["slope"]);
  const slope = Uint8Array.of(0x0a, 5, ...new TextEncoder().encode("slope"), 0x15, 0, 0, 0, 0x3f, 0xa0, 1, 1);
  const call = (x: string, y: string) => node("Leak", [x], [y], { domain: "local", attributes: [slope] });
  const parts = {
    inputs: [value("x", [1])],
    outputs: [value("y", [1])],
    opsets: [
      ["", 17],
      ["local", 1],
    ] as const,
  };
  const read = readModel(model({ ...parts, nodes: [call("x", "m"), call("m", "y")], functions: [body] }));
  expect(evaluateConstant(read, chooseOutput(read.graph), [3]).data[0]).toBe(-0 + 1.5 / 1 - 0);
  expect(read.functions).toEqual(["Leak"]);
});

test("functions that call themselves, or each other exponentially often, end at a limit", () => {
  const parts = {
    inputs: [value("x", [1])],
    outputs: [value("y", [1])],
    opsets: [
      ["", 17],
      ["local", 1],
    ] as const,
  };
  const call = node("F0", ["x"], ["y"], { domain: "local" });
  const self = functionBody("F0", [node("F0", ["a"], ["b"], { domain: "local" })]);
  expect(() => readModel(model({ ...parts, nodes: [call], functions: [self] }))).toThrow(/nested deeper than 64/);
  const chain = Array.from({ length: 40 }, (_, k) => {
    const next = { domain: "local" };
    return functionBody(`F${k}`, [node(`F${k + 1}`, ["a"], ["t"], next), node(`F${k + 1}`, ["t"], ["b"], next)]);
  });
  expect(() => readModel(model({ ...parts, nodes: [call], functions: chain }))).toThrow(/nodes; raise the limit/);
});
