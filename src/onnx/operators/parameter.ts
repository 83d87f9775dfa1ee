import type { UnivariateFunction } from "../../functions/univariate.js";
import type { ConstantTensor, Tensor } from "../algebra.js";
import { floatConstant, scalar } from "../arithmetic/constant.js";
import { apply, byGroup } from "../arithmetic/elementwise.js";
import type { Workspace } from "../arithmetic/workspace.js";
import { OnnxError } from "../error.js";

/** A function with a parameter that differs from element to element: elements with equal parameters are treated together. */
export function applyWithParameter(
  w: Workspace,
  x: Tensor,
  parameters: ConstantTensor,
  make: (parameter: number) => UnivariateFunction,
): Tensor {
  if (parameters.error !== undefined) {
    throw new OnnxError("unsupported", "a parameter of the function was computed in the graph, with rounding errors");
  }
  const { data } = parameters;
  if (data.every((value) => value === data[0]) && data.length > 0) return apply(w, make(data[0]!), x);
  if (x.kind === "symbolic")
    return byGroup(
      w,
      x,
      (k) => data[k]!,
      (parameter, members) => apply(w, make(parameter), members),
    );
  const values = new Float64Array(data.length);
  const error = new Float64Array(data.length);
  for (let k = 0; k < data.length; k++) {
    const element = { ...scalar(x.data[k]!), error: x.error?.subarray(k, k + 1) };
    const result = apply(w, make(data[k]!), element) as ConstantTensor;
    values[k] = result.data[0]!;
    error[k] = result.error?.[0] ?? 0;
  }
  return floatConstant(x.shape, values, error);
}
