import { expect, test } from "vitest";
import { leafReached } from "../../../src/onnx/tree-ensemble-definition.js";
import { readLightgbmText } from "../../../src/predictors/tree-ensemble/lightgbm-text.js";

/** One comparison of feature 0 of 1; leaf 1 on the left, 2 on the right. */
function model(change: Readonly<Record<string, string>> = {}): string {
  const head = { num_tree_per_iteration: "1", max_feature_idx: "0", objective: "regression" };
  const tree = {
    num_leaves: "2",
    num_cat: "0",
    split_feature: "0",
    threshold: "0.5",
    decision_type: "2",
    left_child: "-1",
    right_child: "-2",
    leaf_value: "1 2",
    is_linear: "0",
  };
  const lines = (entries: object) =>
    Object.entries({ ...entries, ...Object.fromEntries(Object.entries(change).filter(([key]) => key in entries)) })
      .map(([key, value]) => `${key}=${value}`)
      .join("\n");
  const more = "cat" in change ? `\n${change.cat}` : "";
  return `tree\n${lines(head)}\n\nTree=0\n${lines(tree)}${more}\n\nend of trees\nTree=nonsense behind the end\n`;
}

function valueAt(text: string, x: number): number {
  const { definition } = readLightgbmText(text);
  return definition.values[leafReached(definition, definition.roots[0], [x])];
}

type Case = [threshold: string, type: string, ...points: (readonly [x: number, value: number])[]];

test.each<Case>([
  ["0.5", "2", [0.5, 1], [0.5000000000000001, 2], [0, 1]],
  // Zeros are missing and go right (type 4) or left (type 6).
  ["0.5", "4", [0, 2], [1e-36, 2], [-1e-36, 2], [2e-35, 1], [0.4, 1], [0.6, 2]],
  ["-0.5", "6", [0, 1], [1e-36, 1], [2e-35, 2], [-0.4, 2], [-0.6, 1]],
  ["0.5", "6", [0, 1], [0.5, 1], [0.6, 2]],
  ["-0.5", "4", [0, 2], [-0.5, 1], [-0.4, 2]],
  ["0", "4", [0, 2], [-1e-36, 2], [-2e-35, 1], [2e-35, 2]],
  // A threshold that is zero to LightGBM.
  ["-1e-36", "2", [0, 2], [-1e-36, 2], [-1e-34, 1]],
  ["1e-36", "2", [0, 1], [5e-36, 1], [1e-34, 2]],
])("threshold %s, decision type %s", (threshold, type, ...points) => {
  for (const [x, value] of points) expect(valueAt(model({ threshold, decision_type: type }), x)).toBe(value);
});

test("sets of categories: bits of words, cut off to whole numbers", () => {
  const text = model({
    num_cat: "1",
    threshold: "0",
    decision_type: "1",
    cat: "cat_boundaries=0 2\ncat_threshold=9 2147483648",
  });
  const values = [-1, -0.5, 0, 0.9, 1, 2, 3, 3.99, 4, 62, 63, 63.5, 64, 1e6].map((x) => valueAt(text, x));
  expect(values).toEqual([2, 1, 1, 1, 2, 2, 1, 1, 2, 2, 1, 1, 2, 2]);
});

test.each<[string, Readonly<Record<string, string>>, RegExp]>([
  ["an unknown objective", { objective: "my_own" }, /objective "my_own" is not read/],
  ["square roots", { objective: "regression sqrt" }, /without "sqrt"/],
  ["linear leaves", { is_linear: "1" }, /linear functions/],
  ["missing numbers", { leaf_value: "1" }, /tree 0: leaf_value is not 2 numbers/],
  ["words", { threshold: "high" }, /tree 0: threshold is not 1 numbers/],
  ["a feature too many", { split_feature: "3" }, /reads feature 3 of 1/],
  ["a child that is not there", { left_child: "-9" }, /no tree node/],
  ["no number of outputs", { num_tree_per_iteration: "many" }, /num_tree_per_iteration=many is not a whole number/],
])("%s: refused", (_what, change, reason) => {
  expect(() => readLightgbmText(model(change))).toThrow(reason);
});

test("another text is refused", () => {
  expect(() => readLightgbmText("forest\nnum_tree_per_iteration=1\nobjective=regression\n")).toThrow(
    /begin with "tree"/,
  );
});
