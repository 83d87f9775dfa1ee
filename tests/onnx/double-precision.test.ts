import { expect, test } from "vitest";
import { doubleTensors } from "../../src/onnx/double-precision.js";
import { readModel } from "../../src/onnx/model-reading.js";
import { integerAttribute, model, node, value } from "./model-writing.js";

function doubles(type: number): string[] {
  const cast = (to: number) => ({ attributes: [integerAttribute("to", to)] });
  const bytes = model({
    nodes: [
      node("Relu", ["x"], ["same"]),
      node("Cast", ["same"], ["single"], cast(1)),
      node("Cast", ["single"], ["double"], cast(11)),
      node("Add", ["double", "double"], ["sum"]),
      node("Scaler", ["sum"], ["scaled"], { domain: "ai.onnx.ml" }),
      node("Add", ["scaled", "scaled"], ["y"]),
    ],
    inputs: [value("x", [null, 2], type)],
    outputs: [value("y", null)],
    opsets: [
      ["", 17],
      ["ai.onnx.ml", 3],
    ],
  });
  return [...doubleTensors(readModel(bytes).graph)];
}

test("double is what the input says, until a cast or an operator of ai.onnx.ml", () => {
  expect(doubles(11)).toEqual(["x", "same", "double", "sum"]);
  expect(doubles(1)).toEqual(["double", "sum"]);
});
