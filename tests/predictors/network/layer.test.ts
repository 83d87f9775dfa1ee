import { expect, test } from "vitest";
import { univariateFunction } from "../../../src/functions/table.js";
import { denseMatrix } from "../../../src/numeric/matrix.js";
import { bivariateOperations } from "../../../src/predictors/network/bivariate/table.js";
import type { Layer } from "../../../src/predictors/network/layer.js";
import { nonlinearDepths, relocated, sourcesOf } from "../../../src/predictors/network/layer.js";

const matrix = denseMatrix(2, 2);
const zeros = new Float64Array(2);
const phi = univariateFunction("tanh");

function affine(...sources: number[]): Layer {
  const terms = sources.map((source) => ({ source, matrix }));
  return { kind: "affine", size: 2, terms, bias: zeros, biasMagnitude: zeros, roundingUnits: 0 };
}

/** 0 input, 1 affine(0), 2 tanh(1), 3 affine(2, 0), 4 max(3, 1), 5 tanh(4), 6 affine(5, 2), 7 constant. */
const layers: readonly Layer[] = [
  { kind: "input", size: 2 },
  affine(0),
  { kind: "univariate", size: 2, source: 1, phi },
  affine(2, 0),
  { kind: "bivariate", size: 2, left: 3, right: 1, operation: bivariateOperations.maximum },
  { kind: "univariate", size: 2, source: 4, phi },
  affine(5, 2),
  affine(),
];

test("sources are the layers that are read, once per reading", () => {
  expect(layers.map(sourcesOf)).toEqual([[], [0], [1], [2, 0], [3, 1], [4], [5, 2], []]);
});

test("depth counts the nonlinear layers of the longest path", () => {
  expect(Array.from(nonlinearDepths(layers))).toEqual([0, 0, 1, 1, 2, 3, 3, 0]);
});

test("relocation renumbers every source and changes nothing else", () => {
  const places = [10, 11, 12, 13, 14, 15, 16, 17];
  expect(layers.map((layer) => sourcesOf(relocated(layer, places)))).toEqual(
    layers.map((layer) => sourcesOf(layer).map((source) => source + 10)),
  );
  const back = places.reduce<number[]>((inverse, place, k) => {
    inverse[place] = k;
    return inverse;
  }, []);
  expect(layers.map((layer) => relocated(relocated(layer, places), back))).toEqual(layers);
});
