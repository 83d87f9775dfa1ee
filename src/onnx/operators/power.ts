import type { UnivariateFunction } from "../../functions/univariate.js";
import type { ConstantTensor, Tensor } from "../algebra.js";
import { floatConstant, integerConstant, scalar } from "../arithmetic/constant.js";
import { apply, byGroup, multiply } from "../arithmetic/elementwise.js";
import { broadcastShape } from "../arithmetic/shape.js";
import { broadcast } from "../arithmetic/view.js";
import type { Operator, OperatorCall } from "../operator.js";
import { phi } from "../phi.js";
import { applyWithParameter } from "./parameter.js";

/** x^exponent as a function of x, for exponents other than 0 and 1. */
export function powerFunction(exponent: number): UnivariateFunction {
  if (exponent === 2) return phi("square");
  if (exponent === 0.5) return phi("sqrt");
  if (exponent === -1) return phi("reciprocal");
  return phi("power", { exponent });
}

function power(call: OperatorCall): Tensor[] {
  const shape = broadcastShape(call.input(0).shape, call.input(1).shape);
  const base = broadcast(call.w, call.input(0), shape);
  const exponent = broadcast(call.w, call.input(1), shape);
  if (base.kind === "constant" && exponent.kind === "constant") return [folded(call, base, exponent)];
  if (exponent.kind === "constant") return [constantExponent(call, base, exponent)];
  if (base.kind === "constant" && base.data.every((value) => value > 0)) {
    const logarithm = apply(call.w, phi("log"), base);
    return [apply(call.w, phi("exp"), multiply(call.w, exponent, logarithm))];
  }
  throw call.fail(
    "unsupported",
    "the exponent may not depend on the model's inputs, except that of a positive constant",
  );
}

function constantExponent(call: OperatorCall, base: Tensor, exponent: ConstantTensor): Tensor {
  if (base.kind === "constant") return folded(call, base, exponent);
  if (exponent.error !== undefined) throw call.fail("unsupported", "the exponent was computed with rounding errors");
  return byGroup(
    call.w,
    base,
    (k) => exponent.data[k]!,
    (e, members) => {
      if (!Number.isFinite(e)) throw call.fail("number", `the exponent is ${e}`);
      if (e === 1) return members;
      if (e === 0) return broadcast(call.w, scalar(1), members.shape);
      return apply(call.w, powerFunction(e), members);
    },
  );
}

/** The result has the type of the base. */
function folded(call: OperatorCall, base: ConstantTensor, exponent: ConstantTensor): Tensor {
  if (base.type === "integer") {
    const values = base.data.map((value, k) => Math.trunc(value ** exponent.data[k]!));
    if (!values.every(Number.isSafeInteger)) throw call.fail("number", "an integer power is beyond 2^53");
    return integerConstant(base.shape, values);
  }
  const plain = exponent.data.every((e) => e !== 0 && e !== 1);
  if (plain && exponent.error === undefined) return applyWithParameter(call.w, base, exponent, powerFunction);
  const values = base.data.map((value, k) => value ** exponent.data[k]!);
  const exact = exponent.data.every((e) => e === 0 || e === 1) && exponent.error === undefined;
  const own = base.error;
  const error = exact
    ? values.map((_, k) => (exponent.data[k] === 1 ? (own?.[k] ?? 0) : 0))
    : new Float64Array(values.length).fill(Number.POSITIVE_INFINITY);
  return floatConstant(base.shape, values, error);
}

export const powerOperators: readonly Operator[] = [{ domain: "", name: "Pow", since: 7, apply: power }];
