import { expect, test } from "vitest";
import { readModel } from "../../src/onnx/model-reading.js";
import { evaluateConstant, evaluateSymbolic } from "./evaluation.js";
import {
  floatTensor,
  integerAttribute,
  integersAttribute,
  message,
  model,
  node,
  textAttribute,
  value,
} from "./model-writing.js";

type Bytes = Uint8Array;

const ROWS = floatTensor("rows", [3, 2], [0, 1, 2, 3, -1, 5]);
const graphAttribute = (name: string, graph: Bytes) => message([1, name], [6, graph], [20, 5]);

function body(nodes: readonly Bytes[], inputs: readonly string[], outputs: readonly string[]): Bytes {
  return message(
    ...nodes.map((bytes) => [1, bytes] as const),
    [2, "body"],
    ...inputs.map((name) => [11, value(name, null)] as const),
    ...outputs.map((name) => [12, value(name, null)] as const),
  );
}

/** A running sum s += x - row; the sums before are stacked. */
const RUNNING = body(
  [node("Sub", ["s", "row"], ["d"]), node("Identity", ["d"], ["next"]), node("Identity", ["s"], ["stacked"])],
  ["s", "row"],
  ["next", "stacked"],
);

function scanModel(graph: Bytes, attributes: readonly Bytes[] = [], scanned = 1, opset = 17) {
  const all = [graphAttribute("body", graph), integerAttribute("num_scan_inputs", scanned), ...attributes];
  const nodes = [node("Scan", ["x", "rows"], ["last", "y"], { attributes: all })];
  const outputs = [value("last", null), value("y", null)];
  return readModel(
    model({ nodes, initializers: [ROWS], inputs: [value("x", [1, 2])], outputs, opsets: [["", opset]] }),
  );
}

test("a scan hands its state on and stacks what its body gives", () => {
  const read = scanModel(RUNNING);
  const stacked = evaluateConstant(read, "y", [10, 20]);
  expect(stacked.shape).toEqual([3, 1, 2]);
  expect(Array.from(stacked.data)).toEqual([10, 20, 10, 19, 8, 16]);
  expect(Array.from(evaluateConstant(read, "last", [10, 20]).data)).toEqual([9, 11]);
  expect(evaluateSymbolic(read, "y", [10, 20]).values).toEqual([10, 20, 10, 19, 8, 16]);
});

test.each([
  ["backwards", () => scanModel(RUNNING, [integersAttribute("scan_input_directions", [1])]), /other than 0; scans run/],
  ["another axis", () => scanModel(RUNNING, [integersAttribute("scan_input_axes", [1])]), /"scan_input_axes" is other/],
  ["nothing scanned", () => scanModel(RUNNING, [], 0), /0 scanned of 2 inputs/],
  ["opset 8", () => scanModel(RUNNING, [], 1, 8), /supported in opsets 9 to newest/],
  [
    "a body of other arity",
    () => scanModel(body([node("Neg", ["s"], ["t"])], ["s"], ["t"])),
    /body takes 1 inputs, but is given 2/,
  ],
  [
    "names from outside",
    () => scanModel(body([node("Add", ["row", "x"], ["t"])], ["s", "row"], ["s", "t"])),
    /its body uses names of the graph around it/,
  ],
])("%s is refused", (_what, make, message) => {
  expect(() => evaluateConstant(make(), "y", [1, 2])).toThrow(message);
});

function distances(metric: string, inputs: readonly string[] = ["x", "rows"]) {
  const options = { domain: "com.microsoft", attributes: [textAttribute("metric", metric)] };
  const opsets = [
    ["", 17],
    ["com.microsoft", 1],
  ] as const;
  const nodes = [node("CDist", inputs, ["y"], options)];
  return readModel(
    model({ nodes, initializers: [ROWS], inputs: [value("x", [1, 2])], outputs: [value("y", null)], opsets }),
  );
}

test("distances between rows, squared or not", () => {
  const squared = distances("sqeuclidean");
  expect(evaluateConstant(squared, "y", [2, 1]).shape).toEqual([1, 3]);
  expect(Array.from(evaluateConstant(squared, "y", [2, 1]).data)).toEqual([4, 4, 25]);
  expect(evaluateSymbolic(squared, "y", [2, 1]).values).toEqual([4, 4, 25]);
  expect(Array.from(evaluateConstant(distances("euclidean", ["rows", "x"]), "y", [2, 1]).data)).toEqual([2, 2, 5]);
  expect(() => evaluateConstant(distances("cosine"), "y", [2, 1])).toThrow(/metric "cosine" is not supported/);
});
