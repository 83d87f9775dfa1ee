import { expect, test } from "vitest";
import { box } from "../../src/numeric/box.js";
import { Random } from "../../src/numeric/random.js";
import { halves, leavesOf, type SplitTree } from "../../src/search/partition.js";

const CONTINUOUS = new Uint8Array(2);

test("the leaves of a tree cover the box, and overlap in their faces only", () => {
  const random = new Random(7);
  const root = box([-1, 0], [3, 5]);
  const grown = (depth: number, lower: number[], upper: number[]): SplitTree => {
    if (depth === 0 || (depth < 4 && random.uniform() < 0.3)) return null;
    const variable = random.below(2);
    const point = random.between(lower[variable], upper[variable]);
    if (!(lower[variable] < point && point < upper[variable])) return null;
    const left = grown(depth - 1, lower, upper.with(variable, point));
    return { variable, point, lower: left, upper: grown(depth - 1, lower.with(variable, point), upper) };
  };
  const leaves = leavesOf(grown(7, [-1, 0], [3, 5]), root, CONTINUOUS);
  expect(leaves.length).toBeGreaterThan(5);
  const area = leaves.reduce((sum, { lower, upper }) => sum + (upper[0] - lower[0]) * (upper[1] - lower[1]), 0);
  expect(area).toBeCloseTo(20, 10);
  for (let k = 0; k < 500; k++) {
    const x = [random.between(-1, 3), random.between(0, 5)];
    const around = leaves.filter(({ lower, upper }) => x.every((v, j) => lower[j] <= v && v <= upper[j]));
    expect(around.length).toBeGreaterThan(0);
  }
});

test("whole numbers are split between the integers around the point", () => {
  const [low, high] = halves(box([0, 0], [3, 1]), 0, 1.5, Uint8Array.of(1, 0));
  expect([low.upper[0], high.lower[0]]).toEqual([1, 2]);
  expect(() => halves(box([0, 0], [1, 1]), 0, 1, Uint8Array.of(1, 0))).toThrow(RangeError);
});

test.each([
  ["a variable that there is not", { variable: 2, point: 0.5, lower: null, upper: null }],
  ["a point outside", { variable: 0, point: 7, lower: null, upper: null }],
  ["an end", { variable: 0, point: 1, lower: null, upper: null }],
  ["NaN", { variable: 0, point: Number.NaN, lower: null, upper: null }],
  [
    "a point outside the part",
    { variable: 0, point: 0.5, lower: null, upper: { variable: 0, point: 0.25, lower: null, upper: null } },
  ],
])("refuses %s", (_, tree) => {
  expect(() => leavesOf(tree, box([0, 0], [1, 1]), CONTINUOUS)).toThrow(RangeError);
});
