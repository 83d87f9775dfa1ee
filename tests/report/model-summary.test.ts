import { expect, test } from "vitest";
import { Random } from "../../src/numeric/random.js";
import { readModel } from "../../src/onnx/model-reading.js";
import { summarize } from "../../src/report/model-summary.js";
import { modelTable } from "../../src/report/model-table.js";
import { floatTensor, message, model, node, value } from "../onnx/model-writing.js";
import { listedTreeFile } from "../onnx/tree-writing.js";
import { randomDefinition } from "../predictors/tree-ensemble/random-definitions.js";

test("a model is summed up: who wrote it, what goes in and out, what it consists of, what it was recognised as", () => {
  const nodes = [node("MatMul", ["x", "w"], ["h"]), node("Tanh", ["h"], ["t"]), node("Tanh", ["t"], ["y"])];
  const bytes = model({
    nodes,
    initializers: [floatTensor("w", [2, 2], [1, 2, 3, 4])],
    inputs: [value("x", ["N", 2])],
    outputs: [value("y", ["N", 2])],
  });
  const producer = message([2, "someone"], [3, "1.0"]);
  const read = readModel(Uint8Array.from([...producer, ...bytes]), { file: "net.onnx" });
  expect(summarize(read, "net.onnx")).toEqual({
    surety: 1,
    file: "net.onnx",
    producer: "someone 1.0",
    opsets: { "ai.onnx": 17 },
    inputs: [{ name: "x", type: "float", shape: ["N", 2] }],
    outputs: [{ name: "y", type: "float", shape: ["N", 2] }],
    operators: { Tanh: 2, MatMul: 1 },
    parameters: 4,
    family: "network",
    recognised: { inputs: 2, outputs: 2, layers: ["input 2", "affine 2", "tanh 2", "tanh 2"] },
    canBeBounded: true,
    reason: null,
    notes: [],
  });
});

test("the first operator that stands in the way is named; dead branches are not", () => {
  const nodes = [
    node("LSTM", ["x"], ["h"], { name: "memory" }),
    node("Tanh", ["h"], ["y"]),
    node("Relu", ["x"], ["z"]),
  ];
  const parts = { nodes, inputs: [value("x", [1])], outputs: [value("y", [1]), value("z", [1])] };
  const read = readModel(model(parts));
  const refused = summarize(read, "net.onnx");
  expect([refused.canBeBounded, refused.family]).toEqual([false, null]);
  expect(refused.reason).toMatch(/operator LSTM \(opset 17\), node "memory": the operator is not supported/);
  expect(summarize(read, "net.onnx", "z").canBeBounded).toBe(true);
  expect(() => summarize(read, "net.onnx", "nothing")).toThrow(/there is no output/);
});

test("thresholds that an export rounded are noted, and trees are a layer", () => {
  const definition = randomDefinition(new Random(1), { features: 2, isPlain: true });
  const plain = summarize(readModel(listedTreeFile(definition)), "trees.onnx");
  expect(plain.recognised?.layers).toEqual(["input 2", "tree-ensemble 1"]);
  expect(plain.notes).toEqual([]);
  const rounded = summarize(readModel(listedTreeFile(definition, { hasMissingWays: true })), "trees.onnx");
  expect(rounded.notes).toHaveLength(1);
  expect(rounded.notes[0]).toMatch(/TreeEnsembleRegressor: .*rounded from float64 to float32/);
  expect(modelTable(rounded)).toMatch(/\n {2}notes +ai.onnx.ml.TreeEnsembleRegressor: /);
});
