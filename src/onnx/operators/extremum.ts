import type { ConstantTensor, Tensor } from "../algebra.js";
import { scalar } from "../arithmetic/constant.js";
import { apply } from "../arithmetic/elementwise.js";
import { type ExtremumName, extremum } from "../arithmetic/extremum.js";
import { broadcast } from "../arithmetic/view.js";
import type { Operator, OperatorCall } from "../operator.js";
import { phi } from "../phi.js";

function nary(name: string, which: ExtremumName): Operator {
  return {
    domain: "",
    name,
    since: 8,
    apply: (call) => [call.inputs().reduce((best, next) => extremum(call.w, which, best, next))],
  };
}

/** Exporters write the largest float32 for "no bound"; no float32 activation passes it. */
const LARGEST_FLOAT32 = (2 - 2 ** -23) * 2 ** 127;

function clip(call: OperatorCall, lower: ConstantTensor | undefined, upper: ConstantTensor | undefined): Tensor[] {
  const x = call.input(0);
  const low = lower !== undefined && !(lower.data[0]! <= -LARGEST_FLOAT32) ? lower : undefined;
  const high = upper !== undefined && !(upper.data[0]! >= LARGEST_FLOAT32) ? upper : undefined;
  for (const bound of [low, high]) {
    if (bound === undefined) continue;
    if (bound.data.length !== 1) throw call.fail("malformed", "a bound is not a single number");
    if (!Number.isFinite(bound.data[0])) throw call.fail("number", `a bound is ${bound.data[0]}`);
  }
  const exact = low?.error === undefined && high?.error === undefined;
  if (x.kind === "symbolic" && low !== undefined && high !== undefined && exact) {
    const [l, u] = [low.data[0]!, high.data[0]!];
    if (l < u) return [apply(call.w, phi("clip", { lower: l, upper: u }), x)];
    return [broadcast(call.w, scalar(u), x.shape)];
  }
  const single = (bound: ConstantTensor): Tensor => ({ ...bound, shape: [] });
  const above = low === undefined ? x : extremum(call.w, "maximum", x, single(low));
  return [high === undefined ? above : extremum(call.w, "minimum", above, single(high))];
}

export const extremumOperators: readonly Operator[] = [
  nary("Max", "maximum"),
  nary("Min", "minimum"),
  {
    domain: "",
    name: "Clip",
    until: 10,
    apply: (call) =>
      clip(call, scalar(call.float("min", -LARGEST_FLOAT32)), scalar(call.float("max", LARGEST_FLOAT32))),
  },
  {
    domain: "",
    name: "Clip",
    since: 11,
    apply: (call) =>
      clip(call, call.optionalConstant(1, "the lower bound"), call.optionalConstant(2, "the upper bound")),
  },
];
