import { describe, expect, test } from "vitest";
import { univariateFunction } from "../../../src/functions/table.js";
import { denseMatrix } from "../../../src/numeric/matrix.js";
import type { SymbolicTensor } from "../../../src/onnx/algebra.js";
import { NetworkBuilder } from "../../../src/predictors/network/builder.js";
import type { AffineLayer } from "../../../src/predictors/network/layer.js";
import type { Network } from "../../../src/predictors/network/network.js";
import { exactly } from "./exact.js";
import { generator, randomNetwork } from "./random-networks.js";

function valuesAt(network: Network, x: readonly number[]): number[] {
  const y = new Float64Array(network.outputs);
  network.evaluate(Float64Array.from(x), y);
  return Array.from(y);
}

function kinds(network: Network): string[] {
  return network.layers.map((layer) => {
    if (layer.kind === "univariate") return layer.phi.name;
    return layer.kind === "bivariate" ? layer.operation.name : layer.kind;
  });
}

/** The listed elements of x, as an operator that selects would give them. */
function view(x: SymbolicTensor, positions: readonly number[]): SymbolicTensor {
  return { ...x, shape: [positions.length], elements: Int32Array.from(positions, (p) => x.elements[p]) };
}

function concatenated(...tensors: readonly SymbolicTensor[]): SymbolicTensor {
  const elements = Int32Array.from(tensors.flatMap((tensor) => Array.from(tensor.elements)));
  return { ...tensors[0], shape: [elements.length], elements };
}

describe("views", () => {
  const x3 = () => new NetworkBuilder(3);

  test("of the output select, repeat and reorder without a nonlinear layer", () => {
    const builder = x3();
    const network = builder.build(view(builder.inputTensor(), [2, 0, 0, 1]));
    expect(kinds(network)).toEqual(["input", "affine"]);
    expect(valuesAt(network, [5, 6, 7])).toEqual([7, 5, 5, 6]);
  });

  test("that are a whole layer need no layer of their own, whatever their shape", () => {
    const builder = x3();
    const x = { ...builder.inputTensor(), shape: [1, 3, 1] };
    const network = builder.build(builder.apply(univariateFunction("tanh"), x));
    expect(kinds(network)).toEqual(["input", "tanh"]);
  });

  test("keep the shape that is asked for", () => {
    const builder = x3();
    const x = { ...builder.inputTensor(), shape: [3, 1] };
    const y = builder.apply(univariateFunction("tanh"), x);
    expect([y.shape, builder.apply(univariateFunction("tanh"), { ...x, shape: [1, 3] }).shape]).toEqual([
      [3, 1],
      [1, 3],
    ]);
    expect(builder.combine("product", x, x).shape).toEqual([3, 1]);
  });

  test("across layers become one affine layer with several sources", () => {
    const builder = x3();
    const x = builder.inputTensor();
    const t = builder.apply(univariateFunction("square"), x);
    const mixed = concatenated(view(t, [2]), view(x, [0]), view(t, [0, 2]));
    const y = builder.affine([1], [{ x: mixed, matrix: denseMatrix(1, 4, Float64Array.of(1, 10, 100, 1000)) }]);
    const network = builder.build(y);
    expect(kinds(network)).toEqual(["input", "square", "affine"]);
    expect((network.layers[2] as AffineLayer).terms.map((term) => term.source).sort()).toEqual([0, 1]);
    expect(valuesAt(network, [2, 3, 5])).toEqual([25 + 20 + 400 + 25000]);
  });
});

describe("affine maps", () => {
  test("of repeated elements add up their columns where that is exact, and only there", () => {
    const termsOf = (weights: number[]) => {
      const builder = new NetworkBuilder(2);
      const twice = view(builder.inputTensor(), [0, 1, 0]);
      const y = builder.affine([1], [{ x: twice, matrix: denseMatrix(1, 3, Float64Array.from(weights)) }]);
      return (builder.build(y).layers[1] as AffineLayer).terms;
    };
    expect(termsOf([0.25, 1, 0.5]).map((term) => term.matrix)).toEqual([denseMatrix(1, 2, Float64Array.of(0.75, 1))]);
    expect(termsOf([0.1, 1, 0.2]).length).toBe(2);
  });

  test("three columns of one element that cancel keep what is left", () => {
    const builder = new NetworkBuilder(1);
    const thrice = view(builder.inputTensor(), [0, 0, 0]);
    const matrix = denseMatrix(1, 3, Float64Array.of(1, 2 ** -60, -1));
    const network = builder.build(builder.affine([1], [{ x: thrice, matrix }]));
    const [lower, upper] = [new Float64Array(1), new Float64Array(1)];
    network.rangeOver({ lower: Float64Array.of(-1), upper: Float64Array.of(1) }, lower, upper);
    expect(lower[0]).toBeLessThanOrEqual(-(2 ** -60));
    expect(upper[0]).toBeGreaterThanOrEqual(2 ** -60);
  });

  test("keep what the caller says about rounding", () => {
    const builder = new NetworkBuilder(1);
    const matrix = denseMatrix(1, 1, Float64Array.of(3));
    const options = { bias: Float64Array.of(1), biasMagnitude: Float64Array.of(9), roundingUnits: 4 };
    const layer = builder.build(builder.affine([1], [{ x: builder.inputTensor(), matrix }], options)).layers[1];
    expect(layer).toMatchObject({ roundingUnits: 4, bias: Float64Array.of(1), biasMagnitude: Float64Array.of(9) });
  });

  test("with several terms of the same layer add up", () => {
    const builder = new NetworkBuilder(2);
    const x = builder.inputTensor();
    const terms = [
      { x, matrix: denseMatrix(1, 2, Float64Array.of(1, 2)) },
      { x: view(x, [1]), matrix: denseMatrix(1, 1, Float64Array.of(40)) },
    ];
    expect(valuesAt(builder.build(builder.affine([1], terms)), [3, 5])).toEqual([3 + 10 + 200]);
  });
});

describe("functions", () => {
  test("applied twice to the same elements are one layer", () => {
    const builder = new NetworkBuilder(2);
    const x = builder.inputTensor();
    const first = builder.apply(univariateFunction("elu", { alpha: 2 }), x);
    expect(builder.apply(univariateFunction("elu", { alpha: 2 }), x).elements).toEqual(first.elements);
    expect(builder.apply(univariateFunction("elu", { alpha: 3 }), x).elements).not.toEqual(first.elements);
    expect(builder.apply(univariateFunction("tanh"), x).elements).not.toEqual(first.elements);
  });

  test("of a product with itself, and of that once more, are a square and a cube", () => {
    for (const isSwapped of [false, true]) {
      const builder = new NetworkBuilder(2);
      const x = builder.inputTensor();
      const square = builder.combine("product", x, x);
      const cube = isSwapped ? builder.combine("product", x, square) : builder.combine("product", square, x);
      expect(kinds(builder.build(square))).toEqual(["input", "square"]);
      const network = builder.build(cube);
      expect(kinds(network)).toEqual(["input", "power"]);
      expect(valuesAt(network, [2, -3])).toEqual([8, -27]);
    }
  });

  test("of two different layers stay a product", () => {
    const builder = new NetworkBuilder(2);
    const x = builder.inputTensor();
    const swapped = view(x, [1, 0]);
    expect(valuesAt(builder.build(builder.combine("product", x, swapped)), [2, 5])).toEqual([10, 10]);
    expect(kinds(builder.build(builder.combine("product", x, swapped)))).toEqual(["input", "affine", "product"]);
  });

  test("maximum and minimum of a tensor with itself are the tensor", () => {
    const builder = new NetworkBuilder(2);
    const x = builder.inputTensor();
    expect(builder.combine("maximum", x, x).elements).toEqual(x.elements);
    expect(builder.combine("minimum", x, x).elements).toEqual(x.elements);
  });

  test("a quotient is a layer of its own", () => {
    const builder = new NetworkBuilder(2);
    const x = builder.inputTensor();
    const network = builder.build(builder.combine("quotient", view(x, [0]), view(x, [1])));
    expect(kinds(network)).toContain("quotient");
    expect(valuesAt(network, [3, 4])).toEqual([0.75]);
  });
});

describe("constants", () => {
  const constant = (data: number[], error?: number[]) => ({
    kind: "constant" as const,
    type: "float" as const,
    shape: [data.length],
    data: Float64Array.from(data),
    error: error && Float64Array.from(error),
  });

  test("that are embedded are what they are", () => {
    const builder = new NetworkBuilder(1);
    const both = concatenated(builder.inputTensor(), builder.embed(constant([7, -2])));
    expect(valuesAt(builder.build(both), [5])).toEqual([5, 7, -2]);
  });

  test("that were folded with an error are enclosed with it", () => {
    const random = generator(71);
    for (let trial = 0; trial < 200; trial++) {
      const value = (2 * random() - 1) * 10 ** (20 * random() - 10);
      const error = Math.abs(value) * 10 ** (-18 * random());
      const builder = new NetworkBuilder(1);
      const network = builder.build(concatenated(builder.inputTensor(), builder.embed(constant([value], [error]))));
      const [lower, upper] = [new Float64Array(2), new Float64Array(2)];
      network.rangeOver({ lower: Float64Array.of(-1), upper: Float64Array.of(1) }, lower, upper);
      expect(exactly(lower[1]).lte(exactly(value).minus(exactly(error)))).toBe(true);
      expect(exactly(upper[1]).gte(exactly(value).plus(exactly(error)))).toBe(true);
      expect(upper[1] - lower[1]).toBeLessThan(100 * error + 1e-13 * Math.abs(value) + 1e-270);
    }
  });
});

test("a network that is inlined is the same function of its new inputs", () => {
  const random = generator(72);
  const shape = { inputs: 3, widths: [4, 4], functions: ["sigmoid", "tanh"], outputs: 2, isBranched: true };
  const inner = randomNetwork(shape, random);
  const builder = new NetworkBuilder(2);
  const x = builder.inputTensor();
  const mix = denseMatrix(3, 2, Float64Array.of(1, 0.5, -0.25, 2, 0.75, -1));
  const first = builder.embedModel(inner, builder.affine([3], [{ x, matrix: mix }]));
  const second = builder.embedModel(inner, view(x, [1, 0, 1]));
  const network = builder.build(concatenated(first, second));
  for (let trial = 0; trial < 20; trial++) {
    const [a, b] = [2 * random() - 1, 2 * random() - 1];
    const mixed = [a + 0.5 * b, -0.25 * a + 2 * b, 0.75 * a - b];
    const expected = [...valuesAt(inner, mixed), ...valuesAt(inner, [b, a, b])];
    const values = valuesAt(network, [a, b]);
    expect(values).toHaveLength(4);
    for (let k = 0; k < 4; k++) expect(values[k]).toBeCloseTo(expected[k], 12);
  }
});
