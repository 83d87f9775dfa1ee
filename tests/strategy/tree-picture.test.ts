import { expect, test } from "vitest";
import type { TreeNode } from "../../src/strategy/learners/tree.js";
import { loadProgram } from "../../src/strategy/program/program-file.js";
import { treePicture } from "../../src/strategy/tree-picture.js";

const program = loadProgram("instances/strategy/tracking.json");
const strategy = (on: number[]) => ({
  rows: Int8Array.of(1, 1, 0, on[0]),
  columns: new Int8Array(6),
  integers: Float64Array.from(on),
});
const leaf = (...counts: number[]): TreeNode => ({ kind: "leaf", counts: Float64Array.from(counts) });

test("every box lies in the picture and beside the others, and says what the rules say", () => {
  const inner: TreeNode = {
    kind: "split",
    weights: Float64Array.of(1, 0),
    threshold: 1,
    left: leaf(3, 4),
    right: leaf(9, 0),
  };
  const root: TreeNode = {
    kind: "split",
    weights: Float64Array.of(-0.5, 1),
    threshold: 0.25,
    left: inner,
    right: leaf(0, 5),
  };
  const svg = treePicture(program, [strategy([1, 0]), strategy([0, 1])], root);
  expect(svg).toContain("0.5 target[0] - target[1] &gt; -0.25");
  expect(svg).toContain("strategy 2: 4 of 7 draws");
  expect(svg).toContain("power[1] &lt;= 2 * on[1]");
  const [, width, height] = /width="([\d.]+)" height="([\d.]+)"/.exec(svg) ?? [];
  const boxes = [...svg.matchAll(/<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"/g)].map(
    ([, ...numbers]) => numbers.map(Number),
  );
  expect(boxes).toHaveLength(5);
  boxes.forEach(([x, y, w, h], k) => {
    expect(x + w).toBeLessThan(Number(width));
    expect(y + h).toBeLessThan(Number(height));
    for (const [u, v, s, t] of boxes.slice(0, k)) {
      expect(x + w <= u || u + s <= x || y + h <= v || v + t <= y).toBe(true);
    }
  });
});

test("a tree of one leaf is one box", () => {
  expect(treePicture(program, [strategy([1, 0])], leaf(4)).match(/<rect x/g)).toHaveLength(1);
});
