import type { ConstantTensor, Tensor } from "../algebra.js";
import { floatConstant, integerConstant } from "../arithmetic/constant.js";
import type { Operator, OperatorCall } from "../operator.js";

/** Integer keys to numbers, of constants only: a table of what depends on the inputs would jump. */
function labelEncoder(call: OperatorCall): Tensor[] {
  const x = call.constant(0, "the labels");
  const keys = call.integers("keys_int64s");
  const floats = call.floats("values_floats");
  const integers = call.integers("values_int64s");
  const values = floats ?? integers;
  if (x.type !== "integer" || keys === undefined || values === undefined)
    throw call.fail("unsupported", "only tables from integers to numbers are read");
  if (keys.length !== values.length) throw call.fail("malformed", `${keys.length} keys for ${values.length} values`);
  const otherwise = floats === undefined ? call.integer("default_int64", -1) : call.float("default_float", -0);
  const table = new Map(keys.map((key, k) => [key, values[k]!]));
  const found = x.data.map((key) => table.get(key) ?? otherwise);
  const result: ConstantTensor = floats === undefined ? integerConstant(x.shape, found) : floatConstant(x.shape, found);
  return [result];
}

export const labelEncoderOperators: readonly Operator[] = [
  { domain: "ai.onnx.ml", name: "LabelEncoder", since: 2, apply: labelEncoder },
];
