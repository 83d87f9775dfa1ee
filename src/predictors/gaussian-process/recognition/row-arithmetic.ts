import * as radial from "./radial-expression.js";
import type { KernelRow, ScaledInputs, Structure } from "./structure.js";

/** f of each element. */
export function rowFunction(
  a: Structure,
  f: (expression: radial.RadialExpression) => radial.RadialExpression | null,
): KernelRow | null {
  if (a?.kind !== "row" || a.linear !== null) return null;
  const expression = f(a.expression);
  return expression && { ...a, expression };
}

/** The one number of which a constant consists; null for others. */
function uniform(a: Structure): number | null {
  if (a?.kind !== "constant" || a.tensor.data.length === 0) return null;
  const [first] = a.tensor.data;
  return a.tensor.data.every((value) => value === first) ? first : null;
}

/** a + sign b. */
export function plus(a: Structure, b: Structure, sign: 1 | -1): Structure {
  if (a === null || b === null) return null;
  if (a.kind === "constant") {
    const value = uniform(a);
    if (sign > 0) return b.kind === "constant" ? null : plus(b, a, 1);
    // prior - explained
    if (b.kind === "explained" && value !== null) {
      return { kind: "variance", row: b.row, matrix: b.matrix, prior: value, scale: 1, root: false };
    }
    return null;
  }
  if (a.kind === "inputs") return b.kind === "constant" ? shifted(a, b.tensor.data, sign) : null;
  if (a.kind === "row" && b.kind === "row") return sign > 0 ? rowSum(a, b) : null;
  const value = uniform(b);
  if (value === null) return null;
  if (a.kind === "mean") return { ...a, offset: a.offset + sign * value };
  if (a.kind === "row") return { ...a, expression: radial.sum(a.expression, radial.constant(sign * value)) };
  return null;
}

function rowSum(a: KernelRow, b: KernelRow): KernelRow | null {
  if (a.basis !== null && b.basis !== null && a.basis !== b.basis) return null;
  if (a.linear !== null && b.linear !== null) return null;
  return {
    kind: "row",
    basis: a.basis ?? b.basis,
    expression: radial.sum(a.expression, b.expression),
    linear: a.linear ?? b.linear,
  };
}

export function product(a: Structure, b: Structure): Structure {
  if (a === null || b === null) return null;
  if (a.kind === "constant") return b.kind === "constant" ? null : product(b, a);
  if (a.kind === "row" && b.kind === "product") return product(b, a);
  if (a.kind === "product" && b.kind === "row") return a.row === b ? { ...a, kind: "squares" } : null;
  if (a.kind === "row" && b.kind === "row") {
    if (a.linear !== null || b.linear !== null || a.basis !== b.basis) return null;
    const expression = radial.product(a.expression, b.expression);
    return expression && { ...a, expression };
  }
  if (b.kind !== "constant") return null;
  if (a.kind === "inputs") return stretched(a, b.tensor.data);
  const value = uniform(b);
  return value === null ? null : times(a, value);
}

export function quotient(a: Structure, b: Structure): Structure {
  if (a === null || b?.kind !== "constant") return null;
  if (a.kind === "inputs") return stretched(a, b.tensor.data, true);
  const value = uniform(b);
  return value === null || value === 0 ? null : times(a, 1 / value, value);
}

/** Dividing by `divisor` where it is given, so that 3 stays a third. */
function times(a: NonNullable<Structure>, factor: number, divisor?: number): Structure {
  const by = (value: number) => (divisor === undefined ? value * factor : value / divisor);
  if (a.kind === "row" && a.linear === null) {
    return { ...a, expression: a.expression.map((term) => ({ ...term, coefficient: by(term.coefficient) })) };
  }
  if (a.kind === "mean") return { ...a, scale: by(a.scale), offset: by(a.offset) };
  if (a.kind === "variance" && !a.root && factor > 0) return { ...a, scale: by(a.scale) };
  return null;
}

function shifted(a: ScaledInputs, by: Float64Array, sign: number): Structure {
  if (by.length !== 1 && by.length !== a.offset.length) return null;
  const offset = a.offset.map((o, j) => o - (sign * by[by.length === 1 ? 0 : j]) / a.factor[j]);
  return { kind: "inputs", offset, factor: a.factor };
}

function stretched(a: ScaledInputs, by: Float64Array, divide = false): Structure {
  if (by.length !== 1 && by.length !== a.offset.length) return null;
  const factor = a.factor.map((f, j) => {
    const value = by[by.length === 1 ? 0 : j];
    return divide ? f / value : f * value;
  });
  return { kind: "inputs", offset: a.offset, factor };
}
