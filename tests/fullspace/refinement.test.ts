import { expect, test } from "vitest";
import type { Enclosure } from "../../src/fullspace/assembly.js";
import { columnExpression } from "../../src/fullspace/linear-expression.js";
import { type Breakpoints, refine } from "../../src/fullspace/refinement.js";

/** x^2 on [0, 4], its argument in column 2 k and its result in column 2 k + 1. */
function enclosure(k: number, breakpoints: number[]): Enclosure {
  return {
    key: `n${k}`,
    argument: columnExpression(2 * k),
    result: columnExpression(2 * k + 1),
    value: (x) => x * x,
    breakpoints,
    error: 1,
  };
}

test("the segment at the point is cut, not too near its ends", () => {
  const cuts: Breakpoints = new Map();
  expect(refine([enclosure(0, [0, 4])], Float64Array.of(0.1, 3), cuts)).toBe(true);
  expect(cuts.get("n0")).toEqual([1]);
  expect(refine([enclosure(0, [0, 4])], Float64Array.of(2.5, 3), cuts)).toBe(true);
  expect(cuts.get("n0")).toEqual([1, 2.5]);
});

test("a longer segment next to the point is cut, too", () => {
  const cuts: Breakpoints = new Map();
  refine([enclosure(0, [0, 1, 4])], Float64Array.of(0.9, 3), cuts);
  expect(cuts.get("n0")).toEqual([0.75, 2.5]);
});

test("only what is off by much is cut, and nothing where the point lies on every graph", () => {
  const cuts: Breakpoints = new Map();
  const both = [enclosure(0, [0, 4]), enclosure(1, [0, 4])];
  expect(refine(both, Float64Array.of(1, 1.01, 2, 6), cuts)).toBe(true);
  expect([...cuts.keys()]).toEqual(["n1"]);
  expect(refine(both, Float64Array.of(1, 1, 2, 4), cuts)).toBe(false);
});
