import { univariateFunction } from "../functions/table.js";
import type { UnivariateFunction } from "../functions/univariate.js";
import { OnnxError } from "./error.js";

/** The univariate function with that name in functions/table.ts. @throws OnnxError for parameters outside its range. */
export function phi(name: string, parameters: Readonly<Record<string, number>> = {}): UnivariateFunction {
  try {
    return univariateFunction(name, parameters);
  } catch (error) {
    if (error instanceof RangeError) throw new OnnxError("unsupported", error.message);
    throw error;
  }
}
