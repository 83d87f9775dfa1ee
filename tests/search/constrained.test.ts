import { describe, expect, test } from "vitest";
import { box } from "../../src/numeric/box.js";
import type { Outcome } from "../../src/search/branch-and-bound.js";
import {
  type Constrained,
  contradictoryRows,
  himmelblauInDisc,
  lineOnCircle,
  mixedInteger,
  objectiveOf,
  searchConstrained,
} from "./constrained.js";

function expectOptimum(outcome: Outcome, optimum: number, slack: number): void {
  expect(outcome.status).toBe("optimal");
  expect(outcome.bound).toBeLessThanOrEqual(optimum);
  // A row may be violated within the tolerance, by which the value may fall below the optimum.
  expect(outcome.incumbent).toBeGreaterThanOrEqual(optimum - slack);
  expect(outcome.incumbent).toBeLessThanOrEqual(optimum + 1e-3 * (1 + Math.abs(optimum)));
}

test("Himmelblau's function in a disc: the best point of a fine walk along the circle", async () => {
  let best = Number.POSITIVE_INFINITY;
  for (let k = 0; k < 1e6; k++) {
    const angle = (2 * Math.PI * k) / 1e6;
    const point = Float64Array.of(2 * Math.cos(angle), 2 * Math.sin(angle));
    best = Math.min(best, himmelblauInDisc.objective.evaluate(point));
  }
  const outcome = await searchConstrained(himmelblauInDisc, { relativeGap: 1e-3 });
  expectOptimum(outcome, best, 1e-4);
});

test("an equation: a line on the circle", async () => {
  const outcome = await searchConstrained(lineOnCircle, { relativeGap: 1e-3 });
  expectOptimum(outcome, -Math.sqrt(5), 1e-5);
  const [x, y] = outcome.x as Float64Array;
  expect(Math.abs(x * x + y * y - 1)).toBeLessThanOrEqual(1e-6);
});

describe("integers", () => {
  test("a mixed-integer quadratic: the best of all integer choices", async () => {
    let best = Number.POSITIVE_INFINITY;
    for (let k = -3; k <= 4; k++) {
      for (let l = -3; l <= 2; l++) {
        const x = Math.min(1.6, 2.25 - k - l);
        if (x < -3) continue;
        best = Math.min(best, mixedInteger.objective.evaluate(Float64Array.of(x, k, l)));
      }
    }
    const outcome = await searchConstrained(mixedInteger);
    expectOptimum(outcome, best, 1e-5);
    for (const value of (outcome.x as Float64Array).subarray(1)) expect(Number.isInteger(value)).toBe(true);
  });

  test("without rows, each box down to a point", async () => {
    const all = ([k, l]: Float64Array): number[] => [(k * k - 3) ** 2 + Math.abs(l - 0.4) + 0.1 * k];
    const problem: Constrained = {
      root: box([-4, -4], [4, 4]),
      isInteger: Uint8Array.of(1, 1),
      objective: objectiveOf(2, [], all),
      ranges: ({ lower, upper }) => {
        const isPoint = lower[0] === upper[0] && lower[1] === upper[1];
        return [[isPoint ? all(lower)[0] : -1, 1e9]];
      },
    };
    const outcome = await searchConstrained(problem);
    // k = -2: 1 + 0.4 - 0.2.
    expectOptimum(outcome, 1.2, 0);
    expect([...(outcome.x as Float64Array)]).toEqual([-2, 0]);
    expect(outcome.nodes).toBeLessThanOrEqual(2 * 81);
  });

  test("no integer in the box: infeasible, before anything is bounded", async () => {
    const outcome = await searchConstrained({ ...mixedInteger, root: box([-1, 0.2, 0], [1, 0.8, 1]) });
    expect(outcome).toMatchObject({ status: "infeasible", bound: Number.POSITIVE_INFINITY, x: null, nodes: 0 });
  });
});

describe("infeasible", () => {
  test("rows that contradict each other", async () => {
    const outcome = await searchConstrained(contradictoryRows);
    expect(outcome).toMatchObject({ status: "infeasible", bound: Number.POSITIVE_INFINITY, x: null });
    expect(outcome.incumbent).toBe(Number.POSITIVE_INFINITY);
    expect(outcome.nodes).toBeGreaterThan(1);
  });

  test("stopped before it is proved: no point, and the bound so far", async () => {
    const outcome = await searchConstrained(contradictoryRows, { nodeLimit: 5 });
    expect(outcome).toMatchObject({ status: "node-limit", bound: -10, x: null });
  });
});
