import { expect, test } from "vitest";
import { checkedDefinition } from "../../src/onnx/tree-ensemble-check.js";
import type { TreeEnsembleDefinition } from "../../src/onnx/tree-ensemble-definition.js";

/** Node 0 sends x[0] <= 0 to leaf 1, others to node 2 with leaves 3 and 4. */
const sound: TreeEnsembleDefinition = {
  features: 2,
  outputs: 1,
  roots: Int32Array.of(0),
  feature: Int32Array.of(0, -1, 1, -1, -1),
  mode: new Uint8Array(5),
  threshold: new Float64Array(5),
  sets: new Map(),
  whenTrue: Int32Array.of(1, -1, 3, -1, -1),
  whenFalse: Int32Array.of(2, -1, 4, -1, -1),
  values: Float64Array.of(0, 1, 0, 2, 3),
  base: Float64Array.of(0),
  aggregate: "sum",
  isSingle: false,
};

test.each<[string, Partial<TreeEnsembleDefinition>, RegExp]>([
  ["no outputs", { outputs: 0 }, /has 0 outputs/],
  ["a feature that is not there", { features: 1 }, /node 2 reads feature 1 of 1/],
  ["a node that is not there", { whenTrue: Int32Array.of(9, -1, 3, -1, -1) }, /no tree node 9/],
  ["two ways to a node", { whenTrue: Int32Array.of(2, -1, 3, -1, -1) }, /node 2 is reached in two ways/],
  ["a circle", { whenTrue: Int32Array.of(1, -1, 0, -1, -1) }, /node 0 is reached in two ways/],
  ["a threshold that is no number", { threshold: new Float64Array(5).fill(Number.NaN) }, /threshold of node 0 is NaN/],
  ["an infinite leaf", { values: new Float64Array(5).fill(Infinity) }, /leaf value 0 is Infinity/],
  ["an infinite base", { base: Float64Array.of(Infinity) }, /base value 0 is Infinity/],
])("%s is refused", (_what, change, reason) => {
  expect(checkedDefinition(sound)).toBe(sound);
  expect(() => checkedDefinition({ ...sound, ...change })).toThrow(reason);
});

test("a path of thousands of comparisons is refused", () => {
  const count = 3001;
  const inner = Array.from({ length: 2 * count + 1 }, (_, k) => k % 2 === 0 && k < 2 * count);
  const chain: TreeEnsembleDefinition = {
    ...sound,
    feature: Int32Array.from(inner, (isInner) => (isInner ? 0 : -1)),
    mode: new Uint8Array(inner.length),
    threshold: new Float64Array(inner.length),
    whenTrue: Int32Array.from(inner, (isInner, k) => (isInner ? k + 1 : -1)),
    whenFalse: Int32Array.from(inner, (isInner, k) => (isInner ? k + 2 : -1)),
    values: new Float64Array(inner.length),
  };
  expect(() => checkedDefinition(chain)).toThrow(/deeper than 2000/);
});
