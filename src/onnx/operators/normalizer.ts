import type { Tensor } from "../algebra.js";
import { apply, divide } from "../arithmetic/elementwise.js";
import { groupExtrema } from "../arithmetic/extremum.js";
import { grouping, groupSums } from "../arithmetic/reduction.js";
import { broadcast } from "../arithmetic/view.js";
import type { Operator, OperatorCall } from "../operator.js";
import { phi } from "../phi.js";

/** Every row divided by its norm. Where a row is zero the runtime leaves it, and the quotient is not defined here. */
function normalizer(call: OperatorCall): Tensor[] {
  const { w } = call;
  const x = call.input(0);
  const { kept, groups } = grouping(w, x.shape, [-1]);
  const name = call.text("norm", "MAX");
  // Probabilities that a classifier made sum to 1 already.
  if (name === "L1" && x.kind === "symbolic" && w.relations.areDistributions(x, groups)) return [x];
  const norm = (): Tensor => {
    const magnitudes = () => apply(w, phi("absolute-value"), x);
    if (name === "L1") return groupSums(w, magnitudes(), groups, kept);
    if (name === "L2") return apply(w, phi("sqrt"), groupSums(w, apply(w, phi("square"), x), groups, kept));
    if (name === "MAX") return groupExtrema(w, "maximum", magnitudes(), groups, kept);
    throw call.fail("malformed", `norm is "${name}" instead of MAX, L1 or L2`);
  };
  const quotient = divide(w, x, broadcast(w, norm(), x.shape));
  // The clip changes nothing, but bounds of a quotient of dependent numbers do not know it.
  return [apply(w, phi("clip", { lower: -1, upper: 1 }), quotient)];
}

export const normalizerOperators: readonly Operator[] = [
  { domain: "ai.onnx.ml", name: "Normalizer", apply: normalizer },
];
