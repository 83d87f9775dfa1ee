import { expect, test } from "vitest";
import { Random } from "../../src/numeric/random.js";
import { readModel } from "../../src/onnx/model-reading.js";
import { leafReached } from "../../src/onnx/tree-ensemble-definition.js";
import { networkOf } from "../../src/predictors/network/recognise.js";
import { treesOf } from "../../src/predictors/tree-ensemble/conversion.js";
import { awkwardPoint, randomDefinition } from "../predictors/tree-ensemble/random-definitions.js";
import { floatTensor, integerAttribute, integersAttribute, message, model, node, value } from "./model-writing.js";
import { listedTreeNode } from "./tree-writing.js";

/** y = log(table(leaf) + 1) + 2 table(leaf), where the tree gives the number of its leaf and the table its double. */
function file(bytes: Uint8Array, keys: readonly number[]): Uint8Array {
  const values = Float32Array.from(keys, (key) => 2 * key);
  const table = message([1, "values_floats"], [7, new Uint8Array(values.buffer)], [20, 6]);
  return model({
    nodes: [
      bytes,
      node("Cast", ["leaf"], ["number"], { attributes: [integerAttribute("to", 7)] }),
      node("LabelEncoder", ["number"], ["found"], {
        domain: "ai.onnx.ml",
        attributes: [integersAttribute("keys_int64s", keys), table],
      }),
      node("Add", ["found", "one"], ["more"]),
      node("Log", ["more"], ["log"]),
      node("Add", ["found", "found"], ["twice"]),
      node("Add", ["log", "twice"], ["y"]),
    ],
    initializers: [floatTensor("one", [1], [1])],
    inputs: [value("x", [null, 2])],
    outputs: [value("y", [null, 1])],
    opsets: [
      ["", 17],
      ["ai.onnx.ml", 3],
    ],
  });
}

test("arithmetic after a tree that gives the number of its leaf becomes the tree's values", () => {
  const random = new Random(97);
  for (let round = 0; round < 10; round++) {
    const drawn = randomDefinition(random, { features: 2, trees: 1, isPlain: true });
    const definition = { ...drawn, values: Float64Array.from(drawn.values, (_, k) => k), base: new Float64Array(1) };
    const keys = Array.from(definition.values);
    const tree = listedTreeNode(definition, { base: [], output: "leaf" });
    const network = networkOf(readModel(file(tree, keys)));
    const y = new Float64Array(1);
    for (let k = 0; k < 20; k++) {
      const x = awkwardPoint(random, 2);
      const leaf = leafReached(definition, definition.roots[0]!, x);
      network.evaluate(x, y);
      expect(y[0]).toBeCloseTo(Math.log(2 * leaf + 1) + 4 * leaf, 10);
    }
    expect(network.layers.filter((layer) => layer.kind === "model")).toHaveLength(treesOf(definition).roots.length);
    // The logarithms are off by rounding: the enclosure of a point is no point, and holds its value.
    const x = awkwardPoint(random, 2);
    const [lower, upper] = [new Float64Array(1), new Float64Array(1)];
    network.rangeOver({ lower: x, upper: x }, lower, upper);
    network.evaluate(x, y);
    expect(lower[0]).toBeLessThan(y[0]!);
    expect(upper[0]).toBeGreaterThan(y[0]!);
    expect(upper[0]! - lower[0]!).toBeLessThan(1e-9);
  }
});
