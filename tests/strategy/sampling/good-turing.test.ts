import { expect, test } from "vitest";
import { goodTuring } from "../../../src/strategy/sampling/good-turing.js";

test("the share of strategies seen once, and the published bound", () => {
  const { estimate, bound } = goodTuring([5, 1, 3, 1], 0.05);
  expect(estimate).toBe(0.2);
  expect(bound).toBeCloseTo(0.2 + (2 * Math.sqrt(2) + Math.sqrt(3)) * Math.sqrt(Math.log(60) / 10), 12);
});

test("without draws everything is unseen", () => {
  expect(goodTuring([], 0.05)).toEqual({ estimate: 1, bound: Number.POSITIVE_INFINITY });
});
