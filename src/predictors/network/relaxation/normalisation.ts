import { type Matrix, rowOf } from "../../../numeric/matrix.js";
import { gamma } from "../../../numeric/rounding.js";
import type { AffineLayer, Layer } from "../layer.js";

/** A quotient layer of elements y_j = c_j / s with s = sqrt(e + sum_i k_i c_i^2), e >= 0, k > 0: what layer normalisation does to a vector. */
export interface Normalisation {
  /** Layer of the c_j. */
  readonly numerators: number;
  /** Layer of their squares. */
  readonly squares: number;
  /** Layer whose only element is s^2. */
  readonly sum: number;
  /** Layer whose only element is s. */
  readonly root: number;
  /** The k_i. */
  readonly weights: Float64Array;
  /** By how much the model's k_i may differ from these, relatively. */
  readonly weightError: number;
}

/** What layer `place` normalises; null where it is something else. */
export function normalisationAt(layers: readonly Layer[], place: number): Normalisation | null {
  const layer = layers[place];
  if (layer.kind !== "bivariate" || layer.operation.name !== "quotient") return null;
  const copies = layers[layer.right];
  if (copies.kind !== "affine" || !isCopy(copies)) return null;
  const root = layers[copies.terms[0].source];
  if (root.kind !== "univariate" || root.size !== 1 || root.phi.name !== "sqrt") return null;
  const sum = layers[root.source];
  if (sum.kind !== "affine" || sum.terms.length !== 1 || !(sum.bias[0] >= 0)) return null;
  const squares = layers[sum.terms[0].source];
  if (squares.kind !== "univariate" || squares.phi.name !== "square" || squares.source !== layer.left) return null;
  // The bias may differ from the model's, which must not be negative.
  const weightError = gamma(sum.roundingUnits);
  if (sum.bias[0] - weightError * sum.biasMagnitude[0] < 0) return null;
  const weights = Float64Array.from(rowOf(sum.terms[0].matrix, 0));
  if (!weights.every((weight) => weight > 0)) return null;
  const places = { numerators: layer.left, squares: sum.terms[0].source, sum: root.source };
  return { ...places, root: copies.terms[0].source, weights, weightError };
}

/** Whether all elements repeat the same one. */
function isCopy({ terms, bias, roundingUnits }: AffineLayer): boolean {
  if (terms.length !== 1 || roundingUnits > 0 || bias.some((value) => value !== 0)) return false;
  return hasOnlyOnes(terms[0].matrix);
}

function hasOnlyOnes(matrix: Matrix): boolean {
  return (
    matrix.columns === 1 && Array.from({ length: matrix.rows }, (_, r) => rowOf(matrix, r)[0]).every((v) => v === 1)
  );
}
