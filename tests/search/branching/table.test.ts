import { describe, expect, test } from "vitest";
import type { Bounder } from "../../../src/bounds/bounder.js";
import { box } from "../../../src/numeric/box.js";
import { type BranchingName, branchingRules } from "../../../src/search/branching/table.js";

const part = box([0, 0], [1, 3]);

const bounder: Bounder = {
  variables: 2,
  candidate: new Float64Array(2),
  bound: () => 0,
  branchingScores: (_, out) => out.set([7, 5]),
  derivativeRanges(_, lower, upper) {
    lower.set([-8, -1]);
    upper.set([2, 2]);
  },
};

describe.each(Object.keys(branchingRules) as BranchingName[])("%s", (name) => {
  const rule = branchingRules[name](2);

  test("is known by its name", () => {
    expect(rule.name).toBe(name);
  });

  test("writes a score per variable", () => {
    const scores = Float64Array.of(Number.NaN, Number.NaN);
    rule.score(part, bounder, scores);
    expect(scores).not.toContain(Number.NaN);
  });
});

test("relaxation gap: the bounder's scores", () => {
  const scores = new Float64Array(2);
  branchingRules["relaxation-gap"]().score(part, bounder, scores);
  expect([...scores]).toEqual([7, 5]);
});

test("smear: largest derivative times width, unknown without derivative ranges", () => {
  const scores = new Float64Array(2);
  const rule = branchingRules.smear(2);
  rule.score(part, bounder, scores);
  expect([...scores]).toEqual([8, 6]);
  const { derivativeRanges: _, ...without } = bounder;
  rule.score(part, without, scores);
  expect([...scores]).toEqual([0, 0]);
});
