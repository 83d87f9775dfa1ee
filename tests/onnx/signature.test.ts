import { expect, test } from "vitest";
import { readModel } from "../../src/onnx/model-reading.js";
import { chooseOutput, modelInputs } from "../../src/onnx/signature.js";
import { evaluateSymbolic } from "./evaluation.js";
import { model, node, value } from "./model-writing.js";

const two = [
  node("Concat", ["x", "u"], ["y"], { attributes: [new Uint8Array([10, 4, 97, 120, 105, 115, 24, 1, 160, 1, 2])] }),
];

function read(inputs: readonly Uint8Array[], nodes: readonly Uint8Array[] = two, outputs = [value("y", null)]) {
  return readModel(model({ nodes, inputs, outputs }), { file: "m.onnx" });
}

test("several inputs are concatenated in order; the batch axis is 1 however it is written", () => {
  for (const batch of ["N", null, 0, 1]) {
    const { graph } = read([value("x", [batch, 2]), value("u", [batch, 3])]);
    expect(modelInputs(graph, ["y"])).toEqual({
      inputs: [
        { name: "x", type: "float", shape: [1, 2], size: 2, offset: 0 },
        { name: "u", type: "float", shape: [1, 3], size: 3, offset: 2 },
      ],
      total: 5,
    });
  }
  const m = read([value("x", ["N", 2]), value("u", ["N", 3])]);
  expect(evaluateSymbolic(m, "y", [1, 2, 3, 4, 5]).values).toEqual([1, 2, 3, 4, 5]);
});

test("only inputs on which the output depends count", () => {
  const { graph } = read([value("x", ["N", 2]), value("u", ["N", 3])], [node("Tanh", ["u"], ["y"])]);
  expect(modelInputs(graph, ["y"]).inputs.map((input) => input.name)).toEqual(["u"]);
});

test.each([
  ["integers", [value("x", ["N", 2], 7), value("u", ["N", 3])], /m\.onnx: the input "x" is of type int64/],
  ["no shape", [value("x", null), value("u", ["N", 3])], /the shape of the input "x" is not in the file/],
  [
    "open beyond the batch",
    [value("x", ["N", "L"]), value("u", ["N", 3])],
    /the shape \[N, L\] of the input "x" is open beyond the batch axis/,
  ],
  ["lost constants", [value("x", ["N", 2]), value("u", [1, 3])], /inputs without a batch axis and without values: "u"/],
  ["too large", [value("x", ["N", 1e8]), value("u", ["N", 3])], /the input "x" has 100000000 elements/],
])("refused: %s", (_what, inputs, pattern) => {
  expect(() => modelInputs(read(inputs).graph, ["y"])).toThrow(pattern);
});

test("shapes may be given where the file has none", () => {
  const { graph } = read([value("x", null), value("u", ["N", 3])]);
  expect(modelInputs(graph, ["y"], { shapes: { x: [1, 4] } }).total).toBe(7);
});

test("the first floating-point output, or the named one", () => {
  const nodes = [node("Tanh", ["x"], ["y"]), node("Abs", ["x"], ["z"])];
  const outputs = [value("y", ["N"], 7), value("z", ["N", 2], 11)];
  const { graph } = read([value("x", ["N", 2])], nodes, outputs);
  expect(chooseOutput(graph)).toBe("z");
  expect(chooseOutput(graph, "y")).toBe("y");
  expect(() => chooseOutput(graph, "w")).toThrow(
    'm.onnx: there is no output "w"; the model has "y" (int64), "z" (double)',
  );
});

test("branches behind other outputs are not looked at", () => {
  const nodes = [node("Tanh", ["x"], ["y"]), node("ArgMax", ["x"], ["label"])];
  const m = read([value("x", ["N", 2])], nodes, [value("label", ["N"], 7), value("y", ["N", 2])]);
  expect(evaluateSymbolic(m, chooseOutput(m.graph), [0, 0]).values).toEqual([0, 0]);
  expect(() => evaluateSymbolic(m, "label", [0, 0])).toThrow(
    /operator ArgMax \(opset 17\), node "#1": .*supported are Abs, /,
  );
});
