import { expect, test } from "vitest";
import { describe as describeModel } from "../../src/onnx/description.js";
import { readModel } from "../../src/onnx/model-reading.js";
import { floatTensor, message, model, node, value } from "./model-writing.js";

test("a model is described without being interpreted", () => {
  const nodes = [node("MatMul", ["x", "w"], ["h"]), node("Tanh", ["h"], ["t"]), node("Tanh", ["t"], ["y"])];
  const bytes = model({
    nodes,
    initializers: [floatTensor("w", [2, 2], [1, 2, 3, 4])],
    inputs: [value("x", ["N", 2])],
    outputs: [value("y", ["N", 2])],
  });
  const producer = message([2, "someone"], [3, "1.0"]);
  const read = readModel(Uint8Array.from([...producer, ...bytes]), { file: "net.onnx" });
  expect(describeModel(read)).toEqual({
    file: "net.onnx",
    irVersion: 8,
    producer: "someone 1.0",
    opsets: [{ domain: "ai.onnx", version: 17 }],
    inputs: [{ name: "x", type: "float", shape: ["N", 2] }],
    outputs: [{ name: "y", type: "float", shape: ["N", 2] }],
    operators: [
      { name: "Tanh", count: 2 },
      { name: "MatMul", count: 1 },
    ],
    parameters: 4,
    functions: [],
    output: "y",
    unsupported: null,
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
  expect(describeModel(read).unsupported).toMatch(
    /^operator LSTM \(opset 17\), node "memory": the operator is not supported/,
  );
  expect(describeModel(read, "z").unsupported).toBeNull();
  expect(describeModel(read, "nothing")).toMatchObject({
    output: null,
    unsupported: expect.stringMatching(/there is no output/),
  });
});
