import { down, up } from "../../numeric/rounding.js";
import type { ConstantTensor, Tensor } from "../algebra.js";
import { errorAt, SAFETY, typedConstant } from "../arithmetic/constant.js";
import { newSize } from "../arithmetic/workspace.js";
import { storedType } from "../element-type.js";
import { roundedTo } from "../half-precision.js";
import type { Operator, OperatorCall } from "../operator.js";

/** Nearest number of a floating-point type, for constants; what depends on the inputs is not rounded anywhere. */
const ROUNDING: Readonly<Record<string, (x: number) => number>> = {
  float: Math.fround,
  float16: (x) => roundedTo(x, 11, -14, 15),
  bfloat16: (x) => roundedTo(x, 8, -126, 127),
};

function cast(call: OperatorCall): Tensor[] {
  const x = call.input(0);
  const target = storedType(call.integer("to", 0));
  if (target.kind === null || target.kind === "string")
    throw call.fail("unsupported", `a cast to ${target.name} is not supported`);
  if (x.kind === "symbolic") {
    if (target.kind === "float") return [x];
    throw call.fail(
      "unsupported",
      `a cast to ${target.name} rounds what depends on the model's inputs and is not supported`,
    );
  }
  if (x.type === "string") throw call.fail("unsupported", "a cast of strings is not supported");
  newSize(call.w, x.shape);
  if (target.kind === "float")
    return [target.name === "double" ? { ...x, type: "float" } : rounded(x, ROUNDING[target.name]!)];
  if (target.kind === "boolean")
    return [{ ...x, type: "boolean", data: x.data.map((v) => (v === 0 ? 0 : 1)), error: undefined }];
  return [toInteger(call, x, target.name)];
}

/** Rounding is monotone: the ends of the ball bound it. */
function rounded(x: ConstantTensor, round: (x: number) => number): ConstantTensor {
  const data = x.data.map(round);
  if (x.error === undefined) return typedConstant("float", x.shape, data);
  const error = data.map((value, k) => {
    const radius = errorAt(x, k);
    if (radius === 0) return 0;
    return Math.max(round(up(x.data[k]! + radius)) - value, value - round(down(x.data[k]! - radius))) * SAFETY;
  });
  return typedConstant("float", x.shape, data, error);
}

const INTEGER_RANGES: Readonly<Record<string, readonly [number, number]>> = {
  uint8: [0, 2 ** 8 - 1],
  int8: [-(2 ** 7), 2 ** 7 - 1],
  uint16: [0, 2 ** 16 - 1],
  int16: [-(2 ** 15), 2 ** 15 - 1],
  int32: [-(2 ** 31), 2 ** 31 - 1],
  uint32: [0, 2 ** 32 - 1],
  int64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  uint64: [0, Number.MAX_SAFE_INTEGER],
};

function toInteger(call: OperatorCall, x: ConstantTensor, name: string): ConstantTensor {
  const [least, most] = INTEGER_RANGES[name]!;
  const data = x.data.map((value, k) => {
    const whole = Math.trunc(value);
    const radius = errorAt(x, k);
    const certain =
      radius === 0 || (Math.trunc(down(value - radius)) === whole && Math.trunc(up(value + radius)) === whole);
    const sentinel = name === "int64" && x.type === "integer" && Math.abs(whole) >= 2 ** 62;
    if (sentinel || (certain && whole >= least && whole <= most)) return whole;
    throw call.fail("number", `${value} does not become an ${name}`);
  });
  return typedConstant("integer", x.shape, data);
}

export const castOperators: readonly Operator[] = [{ domain: "", name: "Cast", since: 6, apply: cast }];
