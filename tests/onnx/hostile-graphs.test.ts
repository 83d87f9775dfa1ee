import { expect, test } from "vitest";
import { OnnxError } from "../../src/onnx/error.js";
import { readModel } from "../../src/onnx/model-reading.js";
import { evaluateSymbolic } from "./evaluation.js";
import { floatTensor, int64Tensor, integersAttribute, node, simpleModel } from "./model-writing.js";

type Bytes = Uint8Array;

/** Small files that ask for far more than they hold. Each must end soon in a typed error or a small result. */
const cases: readonly (readonly [what: string, nodes: readonly Bytes[], initializers: readonly Bytes[]])[] = [
  ["a huge expansion", [node("Expand", ["x", "s"], ["y"])], [int64Tensor("s", [3], [1e5, 1e5, 1])]],
  [
    "many large expansions",
    Array.from({ length: 200 }, (_, k) =>
      node("Expand", [k === 0 ? "x" : `h${k - 1}`, "s"], [k === 199 ? "y" : `h${k}`]),
    ),
    [int64Tensor("s", [3], [1000, 1000, 1])],
  ],
  [
    "a huge constant",
    [node("ConstantOfShape", ["s"], ["h"]), node("Add", ["x", "h"], ["y"])],
    [int64Tensor("s", [1], [1e9])],
  ],
  [
    "a huge range",
    [node("Range", ["a", "b", "c"], ["h"]), node("Add", ["x", "h"], ["y"])],
    [int64Tensor("a", [], [0]), int64Tensor("b", [], [1e15]), int64Tensor("c", [], [1])],
  ],
  ["a huge padding", [node("Pad", ["x", "p"], ["y"])], [int64Tensor("p", [4], [0, 2e9, 0, 2e9])]],
  [
    "an empty product of long sides",
    [node("MatMul", ["a", "b"], ["h"]), node("Add", ["x", "h"], ["y"])],
    [floatTensor("a", [1e6, 0], []), floatTensor("b", [0, 1e6], [])],
  ],
  [
    "an outer product",
    [
      node("Reshape", ["x", "s"], ["c"]),
      node("Expand", ["c", "t"], ["d"]),
      node("Transpose", ["d"], ["e"]),
      node("MatMul", ["d", "e"], ["y"]),
    ],
    [int64Tensor("s", [2], [2, 1]), int64Tensor("t", [2], [2, 1e6])],
  ],
  [
    "an empty reduction over long axes",
    [node("ReduceSum", ["e", "k"], ["h"]), node("Add", ["x", "h"], ["y"])],
    [floatTensor("e", [1e6, 1e6, 0], []), int64Tensor("k", [1], [2])],
  ],
  [
    "a slice of an empty tensor",
    [node("Slice", ["e", "k", "k"], ["h"]), node("Add", ["x", "h"], ["y"])],
    [floatTensor("e", [1e6, 1e6, 0], []), int64Tensor("k", [1], [0])],
  ],
  [
    "a convolution without filters over huge pads",
    [
      node("Reshape", ["x", "s"], ["i"]),
      node("Conv", ["i", "w"], ["y"], { attributes: [integersAttribute("pads", [2e9, 2e9])] }),
    ],
    [int64Tensor("s", [3], [1, 1, 2]), floatTensor("w", [0, 1, 1], [])],
  ],
  [
    "a pooling over huge pads",
    [
      node("Reshape", ["x", "s"], ["i"]),
      node("AveragePool", ["i"], ["y"], {
        attributes: [integersAttribute("kernel_shape", [1e9]), integersAttribute("pads", [2e9, 2e9])],
      }),
    ],
    [int64Tensor("s", [3], [1, 1, 2])],
  ],
  [
    "many axes",
    [node("Unsqueeze", ["x", "k"], ["y"])],
    [
      int64Tensor(
        "k",
        [1000],
        Array.from({ length: 1000 }, (_, k) => k),
      ),
    ],
  ],
  [
    "a split into very many parts",
    [node("Split", ["x", "k"], ["y"])],
    [int64Tensor("k", [20000], [2, ...new Array(19999).fill(0)])],
  ],
  [
    "a doubling chain of products",
    Array.from({ length: 60 }, (_, k) =>
      node("Mul", [k === 0 ? "x" : `h${k - 1}`, k === 0 ? "x" : `h${k - 1}`], [k === 59 ? "y" : `h${k}`]),
    ),
    [],
  ],
];

test.each(cases)("%s ends soon", (_what, nodes, initializers) => {
  const start = performance.now();
  try {
    const { values } = evaluateSymbolic(readModel(simpleModel(["N", 2], nodes, initializers)), "y", [0.5, 1]);
    expect(values.length).toBeLessThan(1e7);
  } catch (error) {
    expect(error).toBeInstanceOf(OnnxError);
  }
  expect(performance.now() - start).toBeLessThan(20_000);
});
