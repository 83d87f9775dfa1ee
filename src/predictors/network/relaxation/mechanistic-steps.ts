import type { UnivariateFunction } from "../../../functions/univariate.js";
import { gamma } from "../../../numeric/rounding.js";
import type { BivariateOperation } from "../bivariate/bivariate.js";
import type { AffineLayer, Layer } from "../layer.js";
import { readElements } from "../layer.js";
import { type Branches, branchesOf } from "./preimage.js";
import { TINY } from "./state.js";

/** sum_k coefficients_k * (element operands_k) + bias, as one row of an affine layer. */
export interface SumStep {
  readonly kind: "sum";
  readonly result: number;
  readonly operands: Int32Array;
  readonly coefficients: Float64Array;
  readonly bias: number;
  readonly biasMagnitude: number;
  /** Rounding of the sum and of the coefficients, relative to the sum of magnitudes. */
  readonly margin: number;
  /** Absolute rounding error; 0 for a mere copy of an element. */
  readonly slack: number;
}

export interface FunctionStep {
  readonly kind: "function";
  readonly result: number;
  readonly operand: number;
  readonly phi: UnivariateFunction;
  readonly branches: Branches;
}

export interface OperationStep {
  readonly kind: "operation";
  readonly result: number;
  readonly left: number;
  readonly right: number;
  readonly operation: BivariateOperation;
}

/** How one element is computed. Elements are numbered through: layer's offset plus place in it. */
export type Step = SumStep | FunctionStep | OperationStep;

/** The elements of a network that are computed by formulas rather than by trained models, operands before results. */
export interface MechanisticSteps {
  /** Number of the first element of each layer. */
  readonly offsets: Int32Array;
  readonly size: number;
  readonly steps: readonly Step[];
  /** Elements that steps read, but whose own computation is not among them: a model's outputs. */
  readonly leaves: Int32Array;
  /** Whether any step reads an input of the network. */
  readonly reachesInputs: boolean;
}

/** Longer sums are a trained model's: narrowing one of their terms needs all the others to be narrow. */
const LONGEST_SUM = 40;

/**
 * The elements that the last layer reads through formulas only. Rows of dense matrices are a model's weights; formulas are
 * compiled to sparse ones.
 * @param hasModelInputs whether what models without layers read counts as well
 */
export function mechanisticSteps(layers: readonly Layer[], hasModelInputs = false): MechanisticSteps {
  const offsets = new Int32Array(layers.length);
  for (let k = 1; k < layers.length; k++) offsets[k] = offsets[k - 1] + layers[k - 1].size;
  const last = layers.length - 1;
  const size = offsets[last] + layers[last].size;
  const isRead = readElements(layers);
  const isNeeded = new Uint8Array(size);
  isNeeded.fill(1, offsets[last]);
  const steps: Step[] = [];
  const leaves: number[] = [];
  for (let k = last; k > 0; k--) {
    const layer = layers[k];
    if (hasModelInputs && layer.kind === "model") {
      isNeeded.fill(1, offsets[layer.source], offsets[layer.source] + layers[layer.source].size);
    }
    for (let j = layers[k].size - 1; j >= 0; j--) {
      const result = offsets[k] + j;
      if (isNeeded[result] === 0 || isRead[k][j] === 0) continue;
      const step = stepOf(layers, offsets, k, j);
      if (step === null) {
        leaves.push(result);
        continue;
      }
      steps.push(step);
      for (const operand of operandsOf(step)) isNeeded[operand] = 1;
    }
  }
  const reachesInputs = isNeeded.subarray(0, layers[0].size).includes(1);
  return { offsets, size, steps: steps.reverse(), leaves: Int32Array.from(leaves), reachesInputs };
}

function stepOf(layers: readonly Layer[], offsets: Int32Array, k: number, j: number): Step | null {
  const layer = layers[k];
  const result = offsets[k] + j;
  switch (layer.kind) {
    case "affine":
      return sumStep(layer, offsets, result, j);
    case "univariate": {
      const { phi, source } = layer;
      return { kind: "function", result, operand: offsets[source] + j, phi, branches: branchesOf(phi) };
    }
    case "bivariate": {
      const { left, right, operation } = layer;
      return { kind: "operation", result, left: offsets[left] + j, right: offsets[right] + j, operation };
    }
    default:
      return null;
  }
}

function sumStep(layer: AffineLayer, offsets: Int32Array, result: number, row: number): SumStep | null {
  const operands: number[] = [];
  const coefficients: number[] = [];
  for (const { source, matrix } of layer.terms) {
    if (matrix.kind === "dense") return null;
    for (let e = matrix.starts[row]; e < matrix.starts[row + 1]; e++) {
      if (matrix.values[e] === 0) continue;
      operands.push(offsets[source] + matrix.indices[e]);
      coefficients.push(matrix.values[e]);
    }
  }
  if (operands.length > LONGEST_SUM) return null;
  const isCopy = operands.length === 1 && coefficients[0] === 1 && layer.biasMagnitude[row] === 0;
  const isExact = isCopy && layer.roundingUnits === 0;
  return {
    kind: "sum",
    result,
    operands: Int32Array.from(operands),
    coefficients: Float64Array.from(coefficients),
    bias: layer.bias[row],
    biasMagnitude: layer.biasMagnitude[row],
    margin: isExact ? 0 : 3 * gamma(operands.length + layer.roundingUnits + 8),
    slack: isExact ? 0 : TINY,
  };
}

function operandsOf(step: Step): Iterable<number> {
  if (step.kind === "sum") return step.operands;
  return step.kind === "function" ? [step.operand] : [step.left, step.right];
}
