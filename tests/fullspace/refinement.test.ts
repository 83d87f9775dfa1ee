import { expect, test } from "vitest";
import type { Breakpoints, Enclosure } from "../../src/fullspace/assembly.js";
import { columnExpression } from "../../src/fullspace/linear-expression.js";
import { refine } from "../../src/fullspace/refinement.js";
import { BELOW, BOTH } from "../../src/fullspace/side.js";

/** x^2 on [0, 4], its argument in column 2 k and its result in column 2 k + 1. */
function enclosure(k: number, breakpoints: number[], side = BOTH): Enclosure {
  return {
    key: `n${k}`,
    side,
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

test("what is held from below is touched where a point falls short of it, however far it lies above", () => {
  const touches: Breakpoints = new Map();
  const floor = [enclosure(0, [0, 2, 4], BELOW)];
  expect(refine(floor, Float64Array.of(1, 5), touches)).toBe(false);
  expect(refine(floor, Float64Array.of(1, 0.5), touches)).toBe(true);
  expect(refine(floor, Float64Array.of(3, 8.5), touches)).toBe(true);
  expect(touches.get("n0")).toEqual([1, 3]);
});
