import { diagonalMatrix } from "../../numeric/matrix.js";
import type { Algebra, SymbolicTensor, Tensor } from "../../onnx/algebra.js";
import { grouping } from "../../onnx/arithmetic/reduction.js";
import { workspace } from "../../onnx/arithmetic/workspace.js";
import { DEFAULT_LIMITS } from "../../onnx/limits.js";
import { softmax } from "../../onnx/operators/softmax.js";
import { phi } from "../../onnx/phi.js";
import type { TreeEnsembleDefinition } from "../../onnx/tree-ensemble-definition.js";

/** What a library's prediction is of the sum of its trees. */
export interface Link {
  readonly name: "identity" | "sigmoid" | "exp" | "softmax";
  /** The sum is multiplied by it first. */
  readonly slope?: number;
}

/** A model as a library's own file describes it. */
export interface LinkedEnsemble {
  readonly definition: TreeEnsembleDefinition;
  readonly link: Link;
}

/** The link of the scores, shape [outputs]. */
export function linked(algebra: Algebra, { name, slope = 1 }: Link, scores: SymbolicTensor): Tensor {
  const size = scores.elements.length;
  const argument =
    slope === 1 || name === "identity"
      ? scores
      : algebra.affine([size], [{ x: scores, matrix: diagonalMatrix(new Float64Array(size).fill(slope)) }]);
  if (name === "identity") return argument;
  if (name !== "softmax") return algebra.apply(phi(name), argument);
  const w = workspace(algebra, DEFAULT_LIMITS);
  return softmax(w, argument, grouping(w, argument.shape, [0]));
}
