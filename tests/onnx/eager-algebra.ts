import type { UnivariateFunction } from "../../src/functions/univariate.js";
import type {
  AffineOptions,
  AffineTerm,
  Algebra,
  BivariateName,
  ConstantTensor,
  SymbolicTensor,
  Tensor,
} from "../../src/onnx/algebra.js";

import type { KernelSumDefinition } from "../../src/onnx/kernel-sum-definition.js";
import { ensembleValues, type TreeEnsembleDefinition } from "../../src/onnx/tree-ensemble-definition.js";

/** Computes the value of every symbolic element at once, so that the symbolic path of an operator can be compared. */
export class EagerAlgebra implements Algebra {
  readonly values: number[] = [];
  /** Names of functions and operations used, in order. */
  readonly used: string[] = [];
  largestRoundingUnits = 0;

  symbols(shape: readonly number[], values: Iterable<number>): SymbolicTensor {
    const elements = Int32Array.from(values, (value) => this.values.push(value) - 1);
    return { kind: "symbolic", type: "float", shape, elements };
  }

  valuesOf(x: Tensor): number[] {
    return x.kind === "constant" ? Array.from(x.data) : Array.from(x.elements, (id) => this.at(id));
  }

  private at(id: number): number {
    const value = this.values[id];
    if (value === undefined) throw new Error(`element ${id} was never made`);
    return value;
  }

  apply(phi: UnivariateFunction, x: SymbolicTensor): SymbolicTensor {
    this.used.push(phi.name);
    return this.symbols(
      x.shape,
      this.valuesOf(x).map((value) => phi.value(value)),
    );
  }

  combine(operation: BivariateName, left: SymbolicTensor, right: SymbolicTensor): SymbolicTensor {
    if (left.shape.join() !== right.shape.join()) throw new Error("operands of different shapes");
    this.used.push(operation);
    const b = this.valuesOf(right);
    const results = this.valuesOf(left).map((a, k) => {
      if (operation === "product") return a * b[k]!;
      if (operation === "quotient") return a / b[k]!;
      return operation === "maximum" ? Math.max(a, b[k]!) : Math.min(a, b[k]!);
    });
    return this.symbols(left.shape, results);
  }

  kernelSum({ gamma, supports, weights, inputs }: KernelSumDefinition, x: SymbolicTensor): SymbolicTensor {
    this.used.push("kernel sum");
    const values = this.valuesOf(x);
    const count = supports.length / inputs;
    const kernels = Array.from({ length: count }, (_, i) => {
      const squares = values.map((value, j) => (value - supports[i * inputs + j]!) ** 2);
      return Math.exp(-gamma * squares.reduce((sum, square) => sum + square, 0));
    });
    const outputs = Array.from({ length: weights.length / count }, (_, o) =>
      kernels.reduce((sum, kernel, i) => sum + weights[o * count + i]! * kernel, 0),
    );
    return this.symbols([outputs.length], outputs);
  }

  ensemble(definition: TreeEnsembleDefinition, x: SymbolicTensor): SymbolicTensor {
    this.used.push("ensemble");
    return this.symbols([definition.outputs], ensembleValues(definition, this.valuesOf(x)));
  }

  affine(shape: readonly number[], terms: readonly AffineTerm[], options: AffineOptions = {}): SymbolicTensor {
    const rows = shape.reduce((product, size) => product * size, 1);
    const sums = Float64Array.from({ length: rows }, (_, r) => options.bias?.[r] ?? 0);
    for (const { x, matrix } of terms) {
      const values = this.valuesOf(x);
      if (matrix.rows !== rows || matrix.columns !== values.length) throw new Error("matrix does not fit");
      for (let r = 0; r < rows; r++) {
        if (matrix.kind === "dense") {
          for (let c = 0; c < matrix.columns; c++) sums[r]! += matrix.data[r * matrix.columns + c]! * values[c]!;
        } else {
          for (let k = matrix.starts[r]!; k < matrix.starts[r + 1]!; k++) {
            sums[r]! += matrix.values[k]! * values[matrix.indices[k]!]!;
          }
        }
      }
    }
    this.used.push("affine");
    this.largestRoundingUnits = Math.max(this.largestRoundingUnits, options.roundingUnits ?? 0);
    return this.symbols(shape, sums);
  }

  embed(constant: ConstantTensor): SymbolicTensor {
    return this.symbols(constant.shape, constant.data);
  }
}
