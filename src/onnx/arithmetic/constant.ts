import { UNIT_ROUNDOFF } from "../../numeric/rounding.js";
import type { ConstantTensor, ElementType, Tensor } from "../algebra.js";
import { OnnxError } from "../error.js";

/** A constant of floating-point type; `error` (see ConstantTensor) is left out where it is zero throughout. */
export function floatConstant(shape: readonly number[], data: Float64Array, error?: Float64Array): ConstantTensor {
  return typedConstant("float", shape, data, error);
}

export function typedConstant(
  type: ElementType,
  shape: readonly number[],
  data: Float64Array,
  error?: Float64Array | undefined,
): ConstantTensor {
  const inexact = error?.some((e) => e !== 0) ? error : undefined;
  return { kind: "constant", type, shape, data, error: inexact };
}

export function integerConstant(shape: readonly number[], values: Iterable<number>): ConstantTensor {
  return { kind: "constant", type: "integer", shape, data: Float64Array.from(values) };
}

export function booleanConstant(shape: readonly number[], data: Float64Array): ConstantTensor {
  return { kind: "constant", type: "boolean", shape, data };
}

export function scalar(value: number): ConstantTensor {
  return { kind: "constant", type: "float", shape: [], data: Float64Array.of(value) };
}

export function errorAt(x: ConstantTensor, k: number): number {
  return x.error === undefined ? 0 : x.error[k]!;
}

/**
 * Bounds on errors are themselves sums and products in float64; multiplied by this they are safe after up to 1000 such
 * operations, each off by at most one unit of roundoff.
 */
export const SAFETY = 1 + 1024 * UNIT_ROUNDOFF;

/** The constant, where only numbers known from the file will do. @throws OnnxError if it depends on the model's inputs. */
export function requireConstant(x: Tensor, what: string): ConstantTensor {
  if (x.kind === "constant") return x;
  throw new OnnxError(
    "unsupported",
    `${what} may not depend on the model's inputs; only constants are supported there`,
  );
}

/** @throws OnnxError if a number is NaN or infinite; `what` says which numbers these are. */
export function requireFinite(values: Float64Array, what: string): void {
  for (let k = 0; k < values.length; k++) {
    if (!Number.isFinite(values[k]))
      throw new OnnxError("number", `${what} has the value ${values[k]} at position ${k}`);
  }
}
