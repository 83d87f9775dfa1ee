import { describe, expect, test } from "vitest";
import { univariateFunction } from "../../../src/functions/table.js";
import type { Matrix } from "../../../src/numeric/matrix.js";
import { denseMatrix, diagonalMatrix, sparseMatrix } from "../../../src/numeric/matrix.js";
import type { AffineLayer, Layer } from "../../../src/predictors/network/layer.js";
import { Network } from "../../../src/predictors/network/network.js";
import { simplified } from "../../../src/predictors/network/simplification.js";
import { Exact, type Exact as ExactNumber, exactLayers, exactly, exactPoint } from "./exact.js";
import { generator } from "./random-networks.js";

const input: Layer = { kind: "input", size: 3 };
const tanh = (source: number): Layer => ({ kind: "univariate", size: 3, source, phi: univariateFunction("tanh") });

function affine(source: number, matrix: Matrix, bias: ArrayLike<number> = new Float64Array(matrix.rows)): AffineLayer {
  const terms = [{ source, matrix }];
  const stored = Float64Array.from(bias);
  const biasMagnitude = stored.map(Math.abs);
  return { kind: "affine", size: matrix.rows, terms, bias: stored, biasMagnitude, roundingUnits: 0 };
}

function randomVector(random: () => number): Float64Array {
  return Float64Array.from({ length: 3 }, () => (random() < 0.1 ? 0 : (2 * random() - 1) * 10 ** (6 * random() - 3)));
}

function randomMatrix(random: () => number): Matrix {
  if (random() < 0.5) return denseMatrix(3, 3, Float64Array.from([0, 1, 2].flatMap(() => [...randomVector(random)])));
  return sparseMatrix(
    3,
    [0, 1, 2].map((r) => [[r, 2 * random() - 1] as const, [(r + 1) % 3, 2 * random() - 1] as const]),
  );
}

const u = new Exact(2).pow(-53);

/** What the sweeps allow for: roundingUnits of the sum of magnitudes, row by row. */
function allowance(layer: AffineLayer, layers: readonly ExactNumber[][]): ExactNumber[] {
  return Array.from(layer.biasMagnitude, (magnitude, r) => {
    let sum = exactly(magnitude);
    for (const { source, matrix } of layer.terms) {
      const [from, to] = matrix.kind === "dense" ? [r * matrix.columns, (r + 1) * matrix.columns] : rowOf(matrix, r);
      for (let k = from; k < to; k++) {
        const [column, value] =
          matrix.kind === "dense" ? [k - from, matrix.data[k]] : [matrix.indices[k], matrix.values[k]];
        sum = sum.plus(exactly(Math.abs(value)).times(layers[source][column].abs()));
      }
    }
    return sum.times(u).times(layer.roundingUnits);
  });
}

function rowOf({ starts }: Extract<Matrix, { kind: "sparse" }>, r: number): [number, number] {
  return [starts[r], starts[r + 1]];
}

describe("folding of scalings and shifts", () => {
  test("leaves one layer that is equal in exact arithmetic within its roundingUnits", () => {
    const random = generator(81);
    let inexact = 0;
    for (let trial = 0; trial < 200; trial++) {
      const layers: Layer[] = [input, affine(0, randomMatrix(random), randomVector(random))];
      for (let depth = 1 + (trial % 3); depth > 0; depth--) {
        layers.push(affine(layers.length - 1, diagonalMatrix(randomVector(random)), randomVector(random)));
      }
      const original = new Network(layers);
      const folded = new Network(simplified(layers, layers.length - 1));
      expect(folded.layers).toHaveLength(2);
      const x = exactPoint(randomVector(random));
      const expected = exactLayers(original, x).at(-1)!;
      const values = exactLayers(folded, x);
      const allowed = allowance(folded.layers[1] as AffineLayer, values);
      values[1].forEach((value, r) => {
        const error = value.minus(expected[r]).abs();
        expect(error.lte(allowed[r])).toBe(true);
        if (error.gt(0)) inexact++;
      });
    }
    // The statement above is about something.
    expect(inexact).toBeGreaterThan(200);
  });

  test("a scaling costs two units, and the magnitude of a bias is at least the bias", () => {
    const layers = [input, affine(0, diagonalMatrix(Float64Array.of(0.1, 0.2, 0.3)), [0.1, 0.2, 0.3])];
    layers.push(affine(1, diagonalMatrix(Float64Array.of(0.7, 0.7, 0.7)), [0.1, 0.1, 0.1]));
    const folded = simplified(layers, 2)[1] as AffineLayer;
    expect(folded.roundingUnits).toBe(2);
    expect(folded.biasMagnitude.every((magnitude, r) => magnitude >= Math.abs(folded.bias[r]))).toBe(true);
  });

  test("a bias that is added after a product costs no units", () => {
    const random = generator(82);
    const layers = [
      input,
      affine(0, randomMatrix(random)),
      affine(1, diagonalMatrix(Float64Array.of(1, 1, 1)), [1, 2, 3]),
    ];
    const [, folded, ...rest] = simplified(layers, 2);
    expect(rest).toEqual([]);
    expect(folded).toMatchObject({ roundingUnits: 0, bias: Float64Array.of(1, 2, 3) });
  });

  test("two biases that are added cost units, relative to both magnitudes", () => {
    const ones = diagonalMatrix(Float64Array.of(1, 1, 1));
    const layers = [input, affine(0, ones, [0.1, 0.1, 0.1]), affine(1, ones, [-0.3, -0.1, 0.2])];
    const folded = simplified(layers, 2)[1] as AffineLayer;
    expect(folded.roundingUnits).toBeGreaterThan(0);
    folded.biasMagnitude.forEach((magnitude, r) => {
      expect(magnitude).toBeGreaterThanOrEqual(0.1 + [0.3, 0.1, 0.2][r]);
    });
  });

  test("does not happen where another layer reads what is scaled", () => {
    const random = generator(83);
    const layers = [input, affine(0, randomMatrix(random)), affine(1, diagonalMatrix(randomVector(random)))];
    const both = {
      ...affine(1, denseMatrix(3, 3)),
      terms: [1, 2].map((source) => ({ source, matrix: randomMatrix(random) })),
    };
    expect(simplified([...layers, both], 3)).toHaveLength(4);
  });

  test("does not happen for what is not a diagonal, or behind a function", () => {
    const permutation = sparseMatrix(3, [[[1, 1]], [[0, 1]], [[2, 1]]]);
    expect(simplified([input, affine(0, permutation), affine(1, permutation)], 2)).toHaveLength(3);
    const diagonal = diagonalMatrix(Float64Array.of(2, 2, 2));
    expect(simplified([input, tanh(0), affine(1, diagonal)], 2)).toHaveLength(3);
    const incomplete = sparseMatrix(3, [[[0, 1]], [], [[2, 1]]]);
    expect(simplified([input, affine(0, permutation), affine(1, incomplete)], 2)).toHaveLength(3);
  });
});

describe("folding of the terms of sums", () => {
  const ones = diagonalMatrix(Float64Array.of(1, 1, 1));
  const sparse = (random: () => number) =>
    sparseMatrix(
      3,
      [0, 1, 2].map((r) => [[(r + 1) % 3, 2 * random() - 1] as const]),
    );
  const sum = (sources: readonly number[], matrices: readonly Matrix[]): AffineLayer => ({
    ...affine(0, ones),
    terms: sources.map((source, t) => ({ source, matrix: matrices[t] })),
  });

  test("leaves one layer of a chain of sums over the inputs, equal within its units", () => {
    const random = generator(85);
    for (let trial = 0; trial < 100; trial++) {
      const layers: Layer[] = [input];
      for (let k = 0; k < 5; k++) layers.push(affine(0, sparse(random), randomVector(random)));
      layers.push(sum([1, 2], [ones, diagonalMatrix(randomVector(random))]));
      for (let k = 3; k <= 5; k++) layers.push(sum([layers.length - 1, k], [ones, ones]));
      const folded = new Network(simplified(layers, layers.length - 1));
      expect(folded.layers).toHaveLength(2);
      const x = exactPoint(randomVector(random));
      const expected = exactLayers(new Network(layers), x).at(-1)!;
      const values = exactLayers(folded, x);
      const allowed = allowance(folded.layers[1] as AffineLayer, values);
      values[1].forEach((value, r) => {
        expect(value.minus(expected[r]).abs().lte(allowed[r])).toBe(true);
      });
    }
  });

  test("is exact for sums and differences of copies", () => {
    const copy = (column: number) => sparseMatrix(3, [[[column, 1]], [[(column + 1) % 3, 1]], [[(column + 2) % 3, 1]]]);
    const minus = diagonalMatrix(Float64Array.of(-1, -1, -1));
    const layers = [input, affine(0, copy(0)), affine(0, copy(1)), sum([1, 2], [ones, minus])];
    const [, folded, ...rest] = simplified(layers, 3);
    expect(rest).toEqual([]);
    expect(folded).toMatchObject({ roundingUnits: 0, terms: [{ source: 0 }] });
  });

  test("leaves the last layers of networks apart, behind which limits are carried back", () => {
    const random = generator(86);
    const layers = [input, tanh(0), affine(1, sparse(random)), affine(0, ones), sum([2, 3], [ones, ones])];
    expect(simplified(layers, 4).map(({ kind }) => kind)).toEqual(["input", "univariate", "affine", "affine"]);
  });
});

describe("layers", () => {
  test("that nothing needs are dropped, and the others renumbered", () => {
    const random = generator(84);
    const layers = [
      input,
      tanh(0),
      affine(0, randomMatrix(random)),
      tanh(2),
      affine(1, randomMatrix(random)),
      tanh(4),
      tanh(3),
    ];
    const result = simplified(layers, 5);
    expect(result.map((layer) => layer.kind)).toEqual(["input", "univariate", "affine", "univariate"]);
    const x = exactPoint([0.5, -0.25, 2]);
    const expected = exactLayers(new Network(layers), x)[5];
    exactLayers(new Network(result), x)
      .at(-1)!
      .forEach((value, j) => {
        expect(value.eq(expected[j])).toBe(true);
      });
  });

  test("behind the output are dropped even if they read it", () => {
    const layers = [input, tanh(0), tanh(1), tanh(1)];
    expect(simplified(layers, 1)).toEqual([input, tanh(0)]);
  });

  test("an output that is the input is repeated behind it", () => {
    const result = simplified([input, tanh(0)], 0);
    expect(result.map((layer) => layer.kind)).toEqual(["input", "affine"]);
    const y = new Float64Array(3);
    new Network(result).evaluate(Float64Array.of(1, -2, 3), y);
    expect(Array.from(y)).toEqual([1, -2, 3]);
    expect(result[1]).toMatchObject({ roundingUnits: 0 });
  });

  test("the input stays even if nothing reads it", () => {
    const constant = { ...affine(0, denseMatrix(1, 3)), terms: [] };
    expect(simplified([input, constant], 1).map((layer) => layer.kind)).toEqual(["input", "affine"]);
  });

  test("given are not changed", () => {
    const layers = [input, affine(0, diagonalMatrix(Float64Array.of(1, 2, 3)), [1, 1, 1])];
    layers.push(affine(1, diagonalMatrix(Float64Array.of(5, 5, 5)), [2, 2, 2]));
    const copy = structuredClone(layers);
    simplified(layers, 2);
    expect(layers).toEqual(copy);
  });
});
