import type { ConstantTensor } from "../../../onnx/algebra.js";
import type { RadialExpression } from "./radial-expression.js";

/** z_j = (x_j - offset_j) * factor_j. */
export interface ScaledInputs {
  readonly offset: Float64Array;
  readonly factor: Float64Array;
}

/** Distances from the scaled inputs to N points, N x d row-major. */
export interface Basis extends ScaledInputs {
  readonly points: Float64Array;
  readonly count: number;
}

/** N numbers: expression(|z - z_i|) + slopes_i . x + constants_i. */
export interface KernelRow {
  readonly kind: "row";
  readonly basis: Basis | null;
  readonly expression: RadialExpression;
  /** Of a dot product with the points: N x d slopes in x and N constants. */
  readonly linear: { readonly slopes: Float64Array; readonly constants: Float64Array } | null;
}

/** offset + scale * (weights . row). */
export interface MeanStructure {
  readonly kind: "mean";
  readonly row: KernelRow;
  readonly weights: Float64Array;
  readonly scale: number;
  readonly offset: number;
}

/** scale * (prior - row' matrix row), N x N matrix; `root`: its square root. */
export interface VarianceStructure {
  readonly kind: "variance";
  readonly row: KernelRow;
  readonly matrix: Float64Array;
  readonly prior: number;
  readonly scale: number;
  readonly root: boolean;
}

/** What a name of the graph stands for; null: something else. */
export type Structure =
  | { readonly kind: "constant"; readonly tensor: ConstantTensor }
  | ({ readonly kind: "inputs" } & ScaledInputs)
  | KernelRow
  | MeanStructure
  | VarianceStructure
  | { readonly kind: "product"; readonly row: KernelRow; readonly matrix: Float64Array }
  | { readonly kind: "squares" | "explained"; readonly row: KernelRow; readonly matrix: Float64Array }
  | null;
