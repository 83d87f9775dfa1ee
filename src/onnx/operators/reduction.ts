import type { Tensor } from "../algebra.js";
import { integerConstant, scalar } from "../arithmetic/constant.js";
import { apply, multiply } from "../arithmetic/elementwise.js";
import { groupExtrema } from "../arithmetic/extremum.js";
import { type Grouping, grouping, groupMeans, groupSums } from "../arithmetic/reduction.js";
import { broadcast, gathered } from "../arithmetic/view.js";
import { newSize, type Workspace } from "../arithmetic/workspace.js";
import type { Operator, OperatorCall } from "../operator.js";
import { phi } from "../phi.js";
import { logSumExp } from "./softmax.js";

type Reduce = (w: Workspace, x: Tensor, groups: Grouping["groups"], shape: readonly number[]) => Tensor;

/** `inputAxesSince`: from this opset on the axes are an input. */
function reduction(name: string, inputAxesSince: number, reduce: Reduce): Operator[] {
  const versions: Operator[] = [
    { domain: "", name, since: inputAxesSince, apply: (call) => reduced(call, reduce, axesInput(call)) },
  ];
  return [
    ...versions,
    { domain: "", name, until: inputAxesSince - 1, apply: (call) => reduced(call, reduce, call.integers("axes")) },
  ];
}

function axesInput(call: OperatorCall): number[] | undefined {
  const axes = call.optionalIntegers(1, "axes");
  return axes !== undefined && axes.length === 0 ? undefined : axes;
}

function reduced(call: OperatorCall, reduce: Reduce, axes: number[] | undefined): Tensor[] {
  const x = call.input(0);
  const keep = call.integer("keepdims", 1) !== 0;
  const none = axes === undefined && call.integer("noop_with_empty_axes", 0) !== 0;
  newSize(call.w, x.shape);
  const { kept, dropped, groups } = grouping(call.w, x.shape, none ? [] : axes);
  const result = reduce(call.w, x, groups, keep ? kept : dropped);
  if (x.kind === "constant" && x.type === "integer" && result.kind === "constant") {
    if (result.data.every(Number.isSafeInteger)) return [integerConstant(result.shape, result.data)];
    throw call.fail("unsupported", "a reduction of integers is not an integer");
  }
  return [result];
}

function squares(w: Workspace, x: Tensor): Tensor {
  return apply(w, phi("square"), x);
}

function product(w: Workspace, x: Tensor, groups: Grouping["groups"], shape: readonly number[]): Tensor {
  let result: Tensor = broadcast(w, scalar(1), shape);
  const longest = groups.reduce((most, group) => Math.max(most, group.length), 0);
  for (let k = 0; k < longest; k++) {
    newSize(w, shape);
    const factor = gathered(
      x,
      shape,
      Int32Array.from(groups, (group) => group[k]!),
    );
    result = k === 0 ? factor : multiply(w, result, factor);
  }
  return result;
}

export const reductionOperators: readonly Operator[] = [
  ...reduction("ReduceSum", 13, groupSums),
  ...reduction("ReduceMean", 18, groupMeans),
  ...reduction("ReduceMax", 18, (w, x, groups, shape) => groupExtrema(w, "maximum", x, groups, shape)),
  ...reduction("ReduceMin", 18, (w, x, groups, shape) => groupExtrema(w, "minimum", x, groups, shape)),
  ...reduction("ReduceProd", 18, product),
  ...reduction("ReduceSumSquare", 18, (w, x, groups, shape) => groupSums(w, squares(w, x), groups, shape)),
  ...reduction("ReduceL1", 18, (w, x, groups, shape) =>
    groupSums(w, apply(w, phi("absolute-value"), x), groups, shape),
  ),
  ...reduction("ReduceL2", 18, (w, x, groups, shape) =>
    apply(w, phi("sqrt"), groupSums(w, squares(w, x), groups, shape)),
  ),
  ...reduction("ReduceLogSum", 18, (w, x, groups, shape) => apply(w, phi("log"), groupSums(w, x, groups, shape))),
  ...reduction("ReduceLogSumExp", 18, logSumExp),
];
