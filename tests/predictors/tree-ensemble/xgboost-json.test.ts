import { expect, test } from "vitest";
import { leafReached } from "../../../src/onnx/tree-ensemble-definition.js";
import { readXgboostJson } from "../../../src/predictors/tree-ensemble/xgboost-json.js";

interface Change {
  readonly objective?: string;
  readonly booster?: object;
  readonly base?: string;
  readonly tree?: object;
}

/** One comparison of feature 0 of 1; leaf 1 on the left, 2 on the right. */
function model({ objective = "reg:squarederror", booster, base = "5E-1", tree }: Change = {}): string {
  const only = {
    left_children: [1, -1, -1],
    right_children: [2, -1, -1],
    split_conditions: [0.1, 1, 2],
    split_indices: [0, 0, 0],
    split_type: [0, 0, 0],
    ...tree,
  };
  return JSON.stringify({
    learner: {
      learner_model_param: { base_score: base, num_class: "0", num_feature: "1" },
      objective: { name: objective },
      gradient_booster: booster ?? { name: "gbtree", model: { tree_info: [0], trees: [only] } },
    },
  });
}

test("x < t in float32 goes left", () => {
  const { definition } = readXgboostJson(model());
  const at = (x: number) => definition.values[leafReached(definition, 0, [x])];
  const t = Math.fround(0.1);
  expect([at(t), at(0.1), at(t * (1 - 2 ** -26)), at(t * (1 - 2 ** -23)), at(-5)]).toEqual([2, 2, 2, 1, 1]);
});

test.each([
  ["reg:squarederror", "5E-1", 0.5],
  ["reg:squarederror", "[2.5E-1]", 0.25],
  ["binary:logistic", "5E-1", 0],
  ["binary:logistic", "0.9", Math.fround(Math.log(9.000000536))],
  ["count:poisson", "1", 0],
])("%s adds the margin of base_score %s", (objective, base, margin) => {
  expect(readXgboostJson(model({ objective, base })).definition.base[0]).toBeCloseTo(margin, 6);
});

test.each<[string, string, RegExp]>([
  ["no JSON", "{", /not valid JSON/],
  ["another JSON", "{}", /no "learner"/],
  ["an unknown objective", model({ objective: "my:own" }), /objective "my:own" is not read/],
  ["a linear booster", model({ booster: { name: "gblinear" } }), /booster "gblinear" is not read/],
  ["no trees", model({ booster: { name: "gbtree", model: {} } }), /no "learner.gradient_booster.model.tree_info"/],
  [
    "a list that is none",
    model({ tree: { split_indices: "0" } }),
    /trees\[0\].split_indices" is not a list of numbers/,
  ],
  ["too many base scores", model({ base: "[1,2]" }), /2 numbers for 1 outputs/],
  ["a base score without margin", model({ objective: "binary:logistic", base: "1" }), /has the margin/],
  ["a node that is not there", model({ tree: { right_children: [9, -1, -1] } }), /no tree node 9/],
])("%s: refused", (_what, text, reason) => {
  expect(() => readXgboostJson(text)).toThrow(reason);
});
