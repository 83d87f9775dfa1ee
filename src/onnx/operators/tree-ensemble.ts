import type { Tensor } from "../algebra.js";
import { floatConstant } from "../arithmetic/constant.js";
import { add, apply } from "../arithmetic/elementwise.js";
import { ensemble } from "../arithmetic/ensemble.js";
import { grouping } from "../arithmetic/reduction.js";
import { sizeOf } from "../arithmetic/shape.js";
import { quoted } from "../error.js";
import type { Operator, OperatorCall } from "../operator.js";
import { phi } from "../phi.js";
import type { Aggregate } from "../tree-ensemble-definition.js";
import { softmax } from "./softmax.js";
import { treeEnsembleClassifier } from "./tree-ensemble-classifier.js";
import { ensembleDefinitions, type LeafTable, leafTable, presences, type TreeNodes } from "./tree-leaves.js";
import { listedNodes, numbersOf, separateNodes } from "./tree-nodes.js";

const AGGREGATES: Readonly<Record<string, Aggregate>> = {
  SUM: "sum",
  AVERAGE: "average",
  MIN: "minimum",
  MAX: "maximum",
};

function treeEnsembleRegressor(call: OperatorCall): Tensor[] {
  const x = call.input(0);
  const targets = call.integer("n_targets", 1);
  const { nodes, entries } = listedNodes(call, x.shape[x.shape.length - 1] ?? 1, "target");
  const name = call.text("aggregate_function", "SUM");
  const aggregate = AGGREGATES[name];
  if (aggregate === undefined) throw call.fail("malformed", `aggregate_function ${quoted(name)} is not known`);
  const table = leafTable(nodes, entries, targets);
  const base = baseValues(call, nodes, table);
  const definitions = ensembleDefinitions(nodes, table, base, aggregate, !call.isDouble);
  return [transformed(call, inexact(call, ensemble(call.w, definitions, x)), targets)];
}

/** Values that were computed while the file was read are off by as much as their rounding errors: see leaf-functions.ts. */
function inexact(call: OperatorCall, scores: Tensor): Tensor {
  const error = call.attribute("target_weights_as_tensor", "tensor")?.value.error;
  if (error === undefined) return scores;
  const size = sizeOf(scores.shape);
  const largest = new Float64Array(size).fill(error.reduce((most, radius) => Math.max(most, radius), 0));
  return add(call.w, scores, floatConstant(scores.shape, new Float64Array(size), largest));
}

/** base_values, zero where there are none. */
function baseValues(call: OperatorCall, nodes: TreeNodes, table: LeafTable): Float64Array {
  const { targets } = table;
  const base = numbersOf(call, "base_values") ?? new Float64Array(0);
  if (base.length === 0) return new Float64Array(targets);
  if (base.length !== targets) throw call.fail("malformed", `${base.length} base_values for ${targets} targets`);
  if (targets === 1) return base;
  const all = presences(nodes, table);
  base.forEach((value, o) => {
    if (value !== 0 && !nodes.roots.some((_, t) => all[t * targets + o] === "every"))
      throw call.fail(
        "unsupported",
        `no tree has a value for target ${o} in every leaf: runtimes differ on its base value`,
      );
  });
  return base;
}

function transformed(call: OperatorCall, scores: Tensor, targets: number): Tensor {
  const transform = call.text("post_transform", "NONE");
  if (transform === "NONE") return scores;
  if (targets === 1 && (transform === "LOGISTIC" || transform === "SOFTMAX"))
    throw call.fail("unsupported", `post_transform "${transform}" of a single target, which onnxruntime leaves out`);
  if (transform === "LOGISTIC") return apply(call.w, phi("sigmoid"), scores);
  if (transform === "SOFTMAX") return softmax(call.w, scores, grouping(call.w, scores.shape, [-1]));
  throw call.fail(
    "unsupported",
    `post_transform ${quoted(transform)} is not supported; NONE, LOGISTIC and SOFTMAX are`,
  );
}

const AGGREGATE_CODES: readonly Aggregate[] = ["average", "sum", "minimum", "maximum"];

function treeEnsemble(call: OperatorCall): Tensor[] {
  const x = call.input(0);
  const targets = call.integer("n_targets", 1);
  const transform = call.integer("post_transform", 0);
  if (transform === 1 || transform === 2)
    throw call.fail(
      "unsupported",
      `post_transform ${transform}: the standard and onnxruntime differ on which of 1 and 2 is SOFTMAX`,
    );
  if (transform !== 0) throw call.fail("unsupported", `post_transform ${transform} is not supported; 0 (NONE) is`);
  const code = call.integer("aggregate_function", 1);
  const aggregate = AGGREGATE_CODES[code];
  if (aggregate === undefined) throw call.fail("malformed", `aggregate_function ${code} is not known`);
  const { nodes, entries } = separateNodes(call, x.shape[x.shape.length - 1] ?? 1);
  const table = leafTable(nodes, entries, targets);
  const definitions = ensembleDefinitions(nodes, table, new Float64Array(targets), aggregate, !call.isDouble);
  return [ensemble(call.w, definitions, x)];
}

export const treeEnsembleOperators: readonly Operator[] = [
  { domain: "ai.onnx.ml", name: "TreeEnsemble", since: 5, apply: treeEnsemble },
  { domain: "ai.onnx.ml", name: "TreeEnsembleClassifier", apply: treeEnsembleClassifier },
  { domain: "ai.onnx.ml", name: "TreeEnsembleRegressor", apply: treeEnsembleRegressor },
];
