import type { UnivariateFunction } from "../functions/univariate.js";
import type { Matrix } from "../numeric/matrix.js";
import type { KernelSumDefinition } from "./kernel-sum-definition.js";
import type { TreeEnsembleDefinition } from "./tree-ensemble-definition.js";

/**
 * What an ONNX operator is made of. Every operator is written once, over tensors that are either constants (numbers are
 * there, and are folded in float64) or symbolic (they depend on the model's inputs); an `Algebra` says what becomes of the
 * symbolic ones. predictors/network/ builds a layered network out of them; a test may count them.
 */
export type ElementType = "float" | "integer" | "boolean" | "string";

/** Numbers known when the graph is read. Integers and booleans are held as float64 (refused beyond 2^53). Row-major. */
export interface ConstantTensor {
  readonly kind: "constant";
  readonly type: ElementType;
  readonly shape: readonly number[];
  readonly data: Float64Array;
  /** |exact value - data|, element by element, where data was folded in float64; absent: exactly as stored in the file. */
  readonly error?: Float64Array | undefined;
  /** Only for type "string"; `data` is then empty. */
  readonly strings?: readonly string[];
}

/** A tensor that depends on the inputs: `elements[k]` is the id that the algebra gave to the k-th scalar, row-major. */
export interface SymbolicTensor {
  readonly kind: "symbolic";
  readonly type: ElementType;
  readonly shape: readonly number[];
  readonly elements: Int32Array;
}

export type Tensor = ConstantTensor | SymbolicTensor;

/** A function of two arguments that has its own relaxation: see predictors/network/bivariate/. */
export type BivariateName = "product" | "quotient" | "maximum" | "minimum";

/** One summand matrix * x of an affine map; matrix.columns is the number of elements of x. */
export interface AffineTerm {
  readonly x: SymbolicTensor;
  readonly matrix: Matrix;
}

export interface AffineOptions {
  /** Added to the sum; length is the number of rows; zero if absent. */
  readonly bias?: Float64Array | undefined;
  /**
   * How many units of roundoff (2^-53) each coefficient and each bias may be off, relative to its own magnitude (for the
   * bias: to `biasMagnitude`), because it was computed in float64 from the stored weights. 0: exactly as stored.
   */
  readonly roundingUnits?: number | undefined;
  /** Sum of magnitudes from which the bias was computed; |bias| if absent. */
  readonly biasMagnitude?: Float64Array | undefined;
}

/** Makes new symbolic tensors out of given ones. Views (reshape, gather, concat of symbolic tensors) need no algebra: they only rearrange ids. */
export interface Algebra {
  /** phi applied to every element. */
  apply(phi: UnivariateFunction, x: SymbolicTensor): SymbolicTensor;
  /** The operation on corresponding elements; both have the same shape (operators broadcast before). */
  combine(operation: BivariateName, left: SymbolicTensor, right: SymbolicTensor): SymbolicTensor;
  /** sum_k matrix_k x_k + bias, laid out as `shape`. */
  affine(shape: readonly number[], terms: readonly AffineTerm[], options?: AffineOptions): SymbolicTensor;
  /** The sums of kernels at x, whose length is the definition's `inputs`; one element per output. */
  kernelSum(definition: KernelSumDefinition, x: SymbolicTensor): SymbolicTensor;
  /** The values of an ensemble of decision trees at x, whose length is the definition's `features`; one element per output. */
  ensemble(definition: TreeEnsembleDefinition, x: SymbolicTensor): SymbolicTensor;
  /** A constant as a symbolic tensor, for example to concatenate it with one. */
  embed(constant: ConstantTensor): SymbolicTensor;
}
