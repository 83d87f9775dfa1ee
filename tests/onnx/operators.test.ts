import { expect, test } from "vitest";
import { OnnxError } from "../../src/onnx/error.js";
import { readModel } from "../../src/onnx/model-reading.js";
import { supportedOperators } from "../../src/onnx/operators/table.js";
import { evaluateConstant, evaluateSymbolic } from "./evaluation.js";
import {
  doubleTensor,
  floatAttribute,
  floatTensor,
  int64Tensor,
  integerAttribute,
  integersAttribute,
  message,
  model,
  node,
  simpleModel,
  textAttribute,
  value,
} from "./model-writing.js";

type Bytes = Uint8Array;

function run(
  shape: readonly number[],
  x: readonly number[],
  nodes: readonly Bytes[],
  initializers: readonly Bytes[] = [],
  opset = 17,
) {
  const read = readModel(simpleModel(shape, nodes, initializers, opset));
  const { values, algebra } = evaluateSymbolic(read, "y", x);
  const constant = Array.from(evaluateConstant(read, "y", x).data);
  constant.forEach((expected, k) => {
    expect(values[k]).toBeCloseTo(expected, 10);
  });
  return { values, used: algebra.used, units: algebra.largestRoundingUnits };
}

const one = (operator: string, inputs: readonly string[], ...attributes: Bytes[]) => [
  node(operator, inputs, ["y"], { attributes }),
];

test("Gemm with all its attributes is a single affine map without rounding", () => {
  const attributes = [floatAttribute("alpha", 0.1), floatAttribute("beta", -3), integerAttribute("transB", 1)];
  const weights = [floatTensor("b", [2, 3], [1, 2, 3, 4, 5, 6]), floatTensor("c", [2], [10, 20])];
  const { values, used, units } = run([1, 3], [1, 1, 2], one("Gemm", ["x", "b", "c"], ...attributes), weights);
  const alpha = Math.fround(0.1);
  expect(values).toEqual([alpha * 1 + alpha * 2 + alpha * 6 - 30, alpha * 4 + alpha * 5 + alpha * 12 - 60]);
  expect(used).toEqual(["affine"]);
  expect(units).toBe(0);
});

test("Gemm with symbolic operands on both sides, and a symbolic C", () => {
  const { values } = run(
    [2, 2],
    [1, 2, 3, 4],
    one("Gemm", ["x", "x", "x"], integerAttribute("transA", 1), floatAttribute("alpha", 2)),
  );
  expect(values).toEqual([21, 30, 31, 44]);
});

test("matrix products: vectors, batches, constants on either side", () => {
  expect(run([3], [1, 2, 3], one("MatMul", ["x", "b"]), [floatTensor("b", [3], [4, 5, 6])]).values).toEqual([32]);
  expect(
    run([2, 1, 2], [1, 2, 3, 4], one("MatMul", ["x", "b"]), [floatTensor("b", [2, 2], [1, 2, 3, 4])]).values,
  ).toEqual([7, 10, 15, 22]);
  expect(run([2, 2], [1, 2, 3, 4], one("MatMul", ["a", "x"]), [floatTensor("a", [1, 2], [1, 10])]).values).toEqual([
    31, 42,
  ]);
  expect(() => run([1, 2], [1, 2], one("MatMul", ["x", "b"]), [floatTensor("b", [3, 1], [1, 1, 1])])).toThrow(
    /shapes \[1, 2\] and \[3, 1\] do not multiply/,
  );
});

test("a product of an element with itself is a square, of others a product", () => {
  expect(run([1, 2], [2, 3], one("Mul", ["x", "x"])).used).toEqual(["square"]);
  const mixed = run([2, 2], [1, 2, 3, 4], one("MatMul", ["x", "x"]));
  expect(mixed.values).toEqual([7, 10, 15, 22]);
  expect(mixed.used).toContain("square");
  expect(mixed.used).toContain("product");
});

test("division by a constant has one unit of rounding, by a power of two none", () => {
  expect(run([1, 2], [1, 2], one("Div", ["x", "d"]), [floatTensor("d", [], [3])]).units).toBe(1);
  expect(run([1, 2], [1, 2], one("Div", ["x", "d"]), [floatTensor("d", [], [4])]).units).toBe(0);
  expect(run([1, 2], [1, 2], one("Div", ["d", "x"]), [floatTensor("d", [], [3])]).used).toEqual([
    "reciprocal",
    "affine",
  ]);
});

test("extrema with constants are rectifiers, among symbols pairwise", () => {
  expect(run([1, 2], [-1, 2], one("Max", ["x", "z"]), [floatTensor("z", [], [0])]).used).toEqual(["relu"]);
  expect(run([1, 2], [-1, 2], one("Min", ["x", "z"]), [floatTensor("z", [], [1])]).values).toEqual([-1, 1]);
  expect(run([1, 4], [1, 9, 3, 4], one("ReduceMax", ["x"], integersAttribute("axes", [1])))).toMatchObject({
    values: [9],
    used: ["maximum", "maximum"],
  });
  expect(
    run([1, 1, 3, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9], one("MaxPool", ["x"], integersAttribute("kernel_shape", [2, 2])))
      .values,
  ).toEqual([5, 6, 8, 9]);
});

test("Clip by attributes and by inputs, with one, both or no bounds", () => {
  const attributes = [floatAttribute("min", 0), floatAttribute("max", 6)];
  expect(run([1, 3], [-1, 3, 9], one("Clip", ["x"], ...attributes), [], 10)).toMatchObject({
    values: [0, 3, 6],
    used: ["clip"],
  });
  const bounds = [floatTensor("l", [], [-0.5]), floatTensor("u", [], [0.5])];
  expect(run([1, 3], [-1, 0, 9], one("Clip", ["x", "l", "u"]), bounds)).toMatchObject({
    values: [-0.5, 0, 0.5],
    used: ["clip"],
  });
  expect(run([1, 3], [-1, 0, 9], one("Clip", ["x", "", "u"]), bounds).values).toEqual([-1, 0, 0.5]);
  expect(run([1, 3], [-1, 0, 9], one("Clip", ["x"])).used).toEqual([]);
  expect(run([1, 3], [-1, 0, 9], one("Clip", ["x", "u", "l"]), bounds).values).toEqual([-0.5, -0.5, -0.5]);
  const open = [floatTensor("l", [], [Number.NEGATIVE_INFINITY]), floatTensor("u", [], [1])];
  expect(run([1, 3], [-1, 0, 9], one("Clip", ["x", "l", "u"]), open).values).toEqual([-1, 0, 1]);
});

test("powers: special exponents, several exponents, a constant base", () => {
  const exponent = (values: readonly number[]) => [floatTensor("e", [values.length], values)];
  expect(run([1, 1], [3], one("Pow", ["x", "e"]), exponent([2])).used).toEqual(["square"]);
  expect(run([1, 1], [4], one("Pow", ["x", "e"]), exponent([0.5])).used).toEqual(["sqrt"]);
  expect(run([1, 1], [4], one("Pow", ["x", "e"]), exponent([-1])).used).toEqual(["reciprocal"]);
  expect(run([1, 4], [2, 3, 4, 5], one("Pow", ["x", "e"]), exponent([3, 1, 0, 3])).values).toEqual([8, 3, 1, 125]);
  expect(run([1, 1], [3], one("Pow", ["e", "x"]), exponent([2])).values[0]).toBeCloseTo(8, 12);
  expect(() => run([1, 1], [3], one("Pow", ["x", "x"]))).toThrow(/the exponent may not depend/);
});

test("softmax of two is a sigmoid, of more a reciprocal of exponentials of differences", () => {
  const last = integerAttribute("axis", -1);
  expect(run([1, 2], [1, 2], one("Softmax", ["x"], last)).used).toEqual(["affine", "sigmoid"]);
  expect(run([1, 3], [1, 2, 3], one("Softmax", ["x"], last)).used).toEqual(["affine", "exp", "affine", "reciprocal"]);
  expect(run([1, 3], [1, 2, 3], one("LogSoftmax", ["x"], last)).used).toEqual([
    "affine",
    "exp",
    "affine",
    "log",
    "affine",
  ]);
  expect(run([1, 1], [5], one("Softmax", ["x"], last)).values).toEqual([1]);
  const many = Array.from({ length: 60 }, (_, k) => Math.sin(k));
  expect(run([1, 60], many, one("Softmax", ["x"], last)).values.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
  // Before opset 13 the axes from 1 on are one.
  expect(run([1, 2, 2], [0, 0, 0, 0], one("Softmax", ["x"]), [], 11).values).toEqual([0.25, 0.25, 0.25, 0.25]);
  expect(run([1, 2, 2], [0, 0, 0, 0], one("Softmax", ["x"]), [], 13).values).toEqual([0.5, 0.5, 0.5, 0.5]);
});

test("shape chains are folded with batch 1", () => {
  const nodes = [
    node("Shape", ["x"], ["s"]),
    node("Gather", ["s", "zero"], ["n"]),
    node("Concat", ["n", "two"], ["t"], { attributes: [integerAttribute("axis", 0)] }),
    node("ConstantOfShape", ["t"], ["z"]),
    node("MatMul", ["x", "w"], ["m"]),
    node("Add", ["m", "z"], ["y"]),
  ];
  const constants = [int64Tensor("zero", [1], [0]), int64Tensor("two", [1], [2]), floatTensor("w", [1, 2], [3, 4])];
  const bytes = model({ nodes, initializers: constants, inputs: [value("x", ["N", 1])], outputs: [value("y", null)] });
  expect(evaluateSymbolic(readModel(bytes), "y", [2]).values).toEqual([6, 8]);
});

test("convolutions: groups, strides, pads, dilations, one axis", () => {
  const kernel = [floatTensor("k", [2, 1, 2], [1, -1, 2, 3])];
  const attributes = [
    integerAttribute("group", 2),
    integersAttribute("pads", [1, 0]),
    integersAttribute("strides", [2]),
  ];
  expect(run([1, 2, 3], [1, 2, 3, 4, 5, 6], one("Conv", ["x", "k"], ...attributes), kernel).values).toEqual([
    -1, -1, 12, 28,
  ]);
  const dilated = [integersAttribute("dilations", [2])];
  expect(
    run([1, 1, 3], [1, 2, 4], one("Conv", ["x", "k1"], ...dilated), [floatTensor("k1", [1, 1, 2], [1, 10])]).values,
  ).toEqual([41]);
  expect(() =>
    run([1, 2, 3], [1, 2, 3, 4, 5, 6], one("Conv", ["x", "k1"]), [floatTensor("k1", [1, 1, 2], [1, 1])]),
  ).toThrow(/1 filters over 1 of 2 channels in 1 groups/);
});

test("ai.onnx.ml: scaler and linear models", () => {
  const parts = { inputs: [value("x", ["N", 2])], outputs: [value("y", null)], opsets: [["ai.onnx.ml", 3]] as const };
  const list = (name: string, values: readonly number[]) =>
    message([1, name], [7, new Uint8Array(Float32Array.from(values).buffer)], [20, 6]);
  const ml = (operator: string, ...attributes: Bytes[]) =>
    node(operator, ["x"], ["y"], { domain: "ai.onnx.ml", attributes });
  const scaler = readModel(model({ ...parts, nodes: [ml("Scaler", list("offset", [1, 2]), list("scale", [0.5, 2]))] }));
  expect(evaluateSymbolic(scaler, "y", [3, 5]).values).toEqual([1, 6]);
  const linear = [list("coefficients", [1, 2, 3, 4]), list("intercepts", [10, 20]), integerAttribute("targets", 2)];
  const regressor = readModel(model({ ...parts, nodes: [ml("LinearRegressor", ...linear)] }));
  expect(evaluateSymbolic(regressor, "y", [1, 1]).values).toEqual([13, 27]);
  const probit = readModel(
    model({ ...parts, nodes: [ml("LinearRegressor", ...linear, textAttribute("post_transform", "PROBIT"))] }),
  );
  expect(() => evaluateSymbolic(probit, "y", [1, 1])).toThrow(
    /operator ai\.onnx\.ml\.LinearRegressor \(opset 3\).*post_transform "PROBIT" is not supported/,
  );
});

test("weights that are not numbers are refused by name, wherever they pass", () => {
  const bad = [floatTensor("w", [2], [1, Number.NaN])];
  expect(() => run([1, 2], [1, 2], one("Mul", ["x", "w"]), bad)).toThrow(
    /operator Mul \(opset 17\), node "#0", tensor "w": the weights contain NaN at position 1/,
  );
  const through = [node("Identity", ["w"], ["v"]), node("Mul", ["x", "v"], ["y"])];
  expect(() => run([1, 2], [1, 2], through, [doubleTensor("w", [2], [1, Number.POSITIVE_INFINITY])])).toThrow(
    /weights contain Infinity/,
  );
});

test.each([
  [
    "unknown operator",
    "LSTM",
    [],
    /operator LSTM \(opset 17\), node "#0": the operator is not supported; supported are Abs, Add, /,
  ],
  [
    "operator of a later opset",
    "Gelu",
    [],
    /operator Gelu \(opset 17\), node "#0": the operator is supported in opsets 20 to newest/,
  ],
  [
    "attribute of the wrong kind",
    "Flatten",
    [textAttribute("axis", "1")],
    /attribute "axis" is of kind string instead of integer/,
  ],
  ["axis out of range", "Softmax", [integerAttribute("axis", 5)], /axis 5 of a tensor with 2 axes/],
  ["missing input", "Add", [], /input 1 is missing/],
  [
    "symbolic to integer",
    "Cast",
    [integerAttribute("to", 7)],
    /a cast to int64 rounds what depends on the model's inputs/,
  ],
])("refused: %s", (_what, operator, attributes, pattern) => {
  const go = () => run([1, 2], [1, 2], one(operator, ["x"], ...attributes));
  expect(go).toThrow(OnnxError);
  expect(go).toThrow(pattern);
});

test("what is supported is listed once and sorted", () => {
  const names = supportedOperators();
  expect(new Set(names).size).toBe(names.length);
  expect(names).toEqual([...names].sort());
  for (const name of ["Gemm", "MatMul", "Conv", "ai.onnx.ml.Scaler"]) expect(names).toContain(name);
});
