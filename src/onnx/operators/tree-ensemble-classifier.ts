import { denseMatrix } from "../../numeric/matrix.js";
import type { Tensor } from "../algebra.js";
import { affine } from "../arithmetic/affine.js";
import { floatConstant } from "../arithmetic/constant.js";
import { apply } from "../arithmetic/elementwise.js";
import { ensemble } from "../arithmetic/ensemble.js";
import { grouping } from "../arithmetic/reduction.js";
import { quoted } from "../error.js";
import type { OperatorCall } from "../operator.js";
import { phi } from "../phi.js";
import { softmax } from "./softmax.js";
import { ensembleDefinitions, leafTable, presences } from "./tree-leaves.js";
import { listedNodes, numbersOf } from "./tree-nodes.js";

const TRANSFORMS = ["NONE", "LOGISTIC", "SOFTMAX"];

/**
 * The scores of TreeEnsembleClassifier; the label is not computed. Two classes are the case on which the standard is vague;
 * it is read as onnxruntime reads it, and refused where that differs from the standard's text or depends on the point.
 */
export function treeEnsembleClassifier(call: OperatorCall): (Tensor | undefined)[] {
  const x = call.input(0);
  const transform = call.text("post_transform", "NONE");
  if (!TRANSFORMS.includes(transform))
    throw call.fail(
      "unsupported",
      `post_transform ${quoted(transform)} is not supported; ${TRANSFORMS.join(", ")} are`,
    );
  const classes = labelCount(call);
  if (classes < 2) throw call.fail("unsupported", `a classifier with ${classes} class labels; two or more are read`);
  const { nodes, entries } = listedNodes(call, x.shape[x.shape.length - 1] ?? 1, "class");
  const base = numbersOf(call, "base_values") ?? new Float64Array(0);
  const isFirstOnly = classes === 2 && Array.from(entries.target).every((target) => target === 0);
  if (isFirstOnly) {
    if (base.length > 1)
      throw call.fail("unsupported", `${base.length} base_values for one score: runtimes differ on their meaning`);
    const table = leafTable(nodes, entries, 1);
    const offset = base.length === 0 ? new Float64Array(1) : base;
    const score = ensemble(call.w, ensembleDefinitions(nodes, table, offset, "sum", !call.isDouble), x);
    const isShare = Array.from(entries.weight).every((weight) => weight >= 0);
    return [undefined, twoScores(call, score, transform, isShare)];
  }
  const table = leafTable(nodes, entries, classes);
  if (base.length !== 0 && (classes === 2 || base.length !== classes))
    throw call.fail(
      "unsupported",
      `${base.length} base_values for ${classes} scores: runtimes differ on their meaning`,
    );
  if (classes === 2 && !nodes.roots.some((_, t) => presences(nodes, table)[t * 2 + 1] === "every"))
    throw call.fail(
      "unsupported",
      "some leaves have no score for the second class: it depends on the point what runtimes do",
    );
  const offset = base.length === 0 ? new Float64Array(classes) : base;
  const scores = ensemble(call.w, ensembleDefinitions(nodes, table, offset, "sum", !call.isDouble), x);
  if (transform === "LOGISTIC") return [undefined, apply(call.w, phi("sigmoid"), scores)];
  if (transform === "NONE") return [undefined, scores];
  return [undefined, softmax(call.w, scores, grouping(call.w, scores.shape, [-1]))];
}

function labelCount(call: OperatorCall): number {
  const integers = call.integers("classlabels_int64s")?.length ?? 0;
  return integers > 0 ? integers : (call.attribute("classlabels_strings", "strings")?.value.length ?? 0);
}

/**
 * Both scores of a two-class model that stores one, s: [1 - s, s] where no weight is negative, so that s is a share of votes,
 * else [-s, s]; with LOGISTIC [sigmoid(-s), sigmoid(s)] in either case; SOFTMAX changes nothing.
 */
function twoScores(call: OperatorCall, score: Tensor, transform: string, isShare: boolean): Tensor {
  const rows = score.shape[0]!;
  const isLogistic = transform === "LOGISTIC";
  const signs = denseMatrix(2 * rows, rows);
  const bias = new Float64Array(2 * rows);
  for (let row = 0; row < rows; row++) {
    signs.data[2 * row * rows + row] = -1;
    signs.data[(2 * row + 1) * rows + row] = 1;
    if (isShare && !isLogistic) bias[2 * row] = 1;
  }
  const scores = affine(call.w, [rows, 2], [{ x: score, matrix: signs }], floatConstant([rows, 2], bias));
  return isLogistic ? apply(call.w, phi("sigmoid"), scores) : scores;
}
