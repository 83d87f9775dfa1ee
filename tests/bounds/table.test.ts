import { describe, expect, test } from "vitest";
import type { BoundingMethodName } from "../../src/bounds/table.js";
import { boundingMethods, createBounder } from "../../src/bounds/table.js";
import { box } from "../../src/numeric/box.js";
import { generator, randomNetwork } from "../predictors/network/random-networks.js";

const names = Object.keys(boundingMethods) as BoundingMethodName[];

test("the methods are those that the documentation lists", () => {
  expect(names).toEqual(["interval", "mccormick", "mccormick-tightened", "forward", "backward", "alpha", "auto"]);
});

describe.each(names)("%s", (name) => {
  const { summary, sweep, objective, hasAscent, hasSecondOrder } = boundingMethods[name];

  test("has a summary of one line", () => {
    expect(summary).not.toMatch(/\n/);
    expect(summary.length).toBeGreaterThan(10);
  });

  test("asks for nothing that its sweep does not make", () => {
    if (objective === "forward") expect(sweep.forward).toBe("all");
    if (hasAscent) expect(objective).toBe("backward");
    if (hasSecondOrder) expect(hasAscent).toBe(true);
    if (sweep.tangents === "reference") expect(sweep.forward).toBe("all");
  });

  test("bounds a network from below, offers a point of the box and scores without NaN", () => {
    const network = randomNetwork({ inputs: 3, widths: [5, 5], functions: ["tanh"] }, generator(8));
    const bounder = createBounder(network, { bounds: name });
    expect(bounder.variables).toBe(3);
    const domain = box([-1, -1, -1], [1, 1, 1]);
    const bound = bounder.bound(domain, Number.POSITIVE_INFINITY);
    const y = new Float64Array(1);
    network.evaluate(bounder.candidate, y);
    expect(bound).toBeLessThanOrEqual(y[0]);
    expect(bounder.candidate.every((value) => Math.abs(value) <= 1)).toBe(true);
    const scores = new Float64Array(3).fill(Number.NaN);
    bounder.branchingScores(domain, scores);
    expect(scores.every((score) => score >= 0 && score < Number.POSITIVE_INFINITY)).toBe(true);
    expect(scores.some((score) => score > 0)).toBe(objective !== "interval");
  });

  test("refuses a network of several outputs", () => {
    const network = randomNetwork({ inputs: 2, widths: [3], functions: ["relu"], outputs: 2 }, generator(9));
    expect(() => createBounder(network, { bounds: name })).toThrow("has one output, this network has 2");
  });
});
