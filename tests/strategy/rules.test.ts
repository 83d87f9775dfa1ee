import { expect, test } from "vitest";
import type { TreeNode } from "../../src/strategy/learners/tree.js";
import { loadProgram } from "../../src/strategy/program/program-file.js";
import { rulesText } from "../../src/strategy/rules.js";

const program = loadProgram("instances/strategy/tracking.json");
const strategy = (on: number[], rows: number[]) => ({
  rows: Int8Array.from(rows),
  columns: new Int8Array(6),
  integers: Float64Array.from(on),
});
const leaf = (...counts: number[]): TreeNode => ({ kind: "leaf", counts: Float64Array.from(counts) });

test("splits are written in the parameters' names, leaves by what they fix; equations are not worth a word", () => {
  const root: TreeNode = {
    kind: "split",
    weights: Float64Array.of(-0.5, 1),
    threshold: 0.25,
    left: leaf(9, 1),
    right: leaf(0, 5),
  };
  expect(rulesText(program, [strategy([1, 0], [1, 1, 0, 1]), strategy([0, 1], [1, 1, 0, 0])], root)).toBe(
    [
      "if 0.5 target[0] - target[1] > -0.25",
      "  strategy 1 (right for 9 of 10 draws)",
      "    whole: on[0] = 1, on[1] = 0",
      "    tight: power[1] <= 2 * on[1]",
      "else",
      "  strategy 2 (right for 5 of 5 draws)",
      "    whole: on[0] = 0, on[1] = 1",
      "",
    ].join("\n"),
  );
});

test("what all strategies make tight is said once", () => {
  const root: TreeNode = {
    kind: "split",
    weights: Float64Array.of(1, 0),
    threshold: 1,
    left: leaf(2, 0),
    right: leaf(0, 2),
  };
  const text = rulesText(program, [strategy([1, 0], [1, 1, 1, 1]), strategy([0, 1], [1, 1, 1, 0])], root);
  expect(text).toMatch(/ {4}tight: power\[1\] <= 2 \* on\[1\]\nelse\n/);
  expect(text).toMatch(/else\n {2}strategy 2 .*\n {4}whole: .*\neverywhere\n {2}tight: power\[0\] <= 2 \* on\[0\]\n$/);
  expect(rulesText(program, [strategy([1, 0], [1, 1, 1, 1])], leaf(3))).not.toContain("everywhere");
});
