import { expect, test } from "vitest";
import type { Bounder } from "../../src/bounds/bounder.js";
import { DeferredBounder, withDeferredRows } from "../../src/bounds/deferred-bounder.js";
import { NetworkBounder } from "../../src/bounds/network-bounder.js";
import type { Rows } from "../../src/bounds/rows.js";
import { SeparatedBounder } from "../../src/bounds/separated-bounder.js";
import { boundingMethods } from "../../src/bounds/table.js";
import { type Box, copyBox } from "../../src/numeric/box.js";
import type { Network } from "../../src/predictors/network/network.js";
import { withOutputs } from "../../src/predictors/network/output-choice.js";
import { compiled } from "../../src/problem/compilation.js";
import { Problem } from "../../src/problem/problem.js";
import { exactLayers, exactly, exactPoint } from "../predictors/network/exact.js";
import { Parabolas } from "../predictors/network/parabolas.js";
import { generator, randomNetwork } from "../predictors/network/random-networks.js";

const INFINITE = Number.POSITIVE_INFINITY;

/** Answers with a given number and counts how often it is asked. */
class Scripted implements Bounder {
  readonly variables = 1;
  readonly candidate = new Float64Array(1);
  asked = 0;
  constructor(public answer: number) {}
  bound(): number {
    this.asked++;
    return this.answer;
  }
  branchingScores(_box: Box, out: Float64Array): void {
    out.fill(this.answer);
  }
}

const box = { lower: Float64Array.of(0), upper: Float64Array.of(1) };

test("all rows are asked at first, then where the gap is as small as they have closed, and at the latest in every fourth generation", () => {
  const whole = new Scripted(2);
  const rest = new Scripted(1);
  const bounder = new DeferredBounder(whole, rest);
  expect(bounder.bound(box, 10)).toBe(2);
  expect(whole.asked).toBe(1);
  for (let k = 0; k < 30; k++) bounder.bound(box, 10);
  const before = whole.asked;
  expect(before).toBeLessThan(5);
  // Generation after generation, each with what is known of the one before.
  let known = bounder.knowledge();
  for (let generation = 1; generation <= 8; generation++) {
    bounder.bound(box, 10, known);
    known = bounder.knowledge();
  }
  expect(whole.asked - before).toBe(2);
  // A small gap.
  bounder.bound(box, 1.01);
  expect(whole.asked - before).toBe(3);
});

test("the better of two bounds counts, NaN proves nothing, and scores are those of the bounder that came last", () => {
  const whole = new Scripted(Number.NaN);
  const rest = new Scripted(1);
  const bounder = new DeferredBounder(whole, rest);
  expect(bounder.bound(box, 3)).toBe(1);
  whole.answer = 0.5;
  expect(bounder.bound(box, 3)).toBe(1);
  const scores = new Float64Array(1);
  bounder.branchingScores(box, scores);
  expect(scores[0]).toBe(0.5);
  rest.answer = 5;
  expect(bounder.bound(box, 3)).toBe(5);
  bounder.branchingScores(box, scores);
  expect(scores[0]).toBe(5);
  rest.answer = Number.NaN;
  whole.answer = 2;
  expect(bounder.bound(box, 3)).toBe(2);
});

test("no feasible point is lost or better than the bound, in exact arithmetic, with what parts inherit", () => {
  const random = generator(4);
  let held = 0;
  for (let trial = 0; trial < 12; trial++) {
    const network = randomNetwork({ inputs: 2, widths: [6, 5], functions: ["tanh", "relu"], outputs: 2 }, random);
    const rows: Rows = { lower: Float64Array.of(-0.2), upper: Float64Array.of(INFINITE) };
    const bounder = new DeferredBounder(
      new SeparatedBounder(network, boundingMethods.auto, rows),
      new NetworkBounder(withOutputs(network, [0]), boundingMethods.auto),
    );
    const root = { lower: Float64Array.of(-2, -2), upper: Float64Array.of(2, 2) };
    const points = Array.from({ length: 30 }, () => Float64Array.of(4 * random() - 2, 4 * random() - 2));
    const values = points.map((x) => exactLayers(network, exactPoint(x))[network.layers.length - 1]);
    const cutoff = Number(values[0][0]) + 0.2;
    bounder.bound(copyBox(root), INFINITE);
    let known = bounder.knowledge();
    const part = copyBox(root);
    for (let depth = 0; depth < 8; depth++) {
      part.upper[depth % 2] = 0.5 * (part.lower[depth % 2] + part.upper[depth % 2]);
      const kept = copyBox(part);
      const bound = bounder.bound(kept, cutoff, known);
      known = bounder.knowledge();
      points.forEach((x, p) => {
        const isIn = ({ lower, upper }: Box) => x.every((at, i) => at >= lower[i] && at <= upper[i]);
        if (!isIn(part) || values[p][1].lt(exactly(-0.2))) return;
        held++;
        expect(values[p][0].gte(exactly(isIn(kept) ? Math.min(bound, cutoff) : cutoff))).toBe(true);
      });
    }
  }
  expect(held).toBeGreaterThan(50);
});

test("rows on trees and processes are deferred, those of networks and formulas are not, nor objectives with such models", () => {
  class Steps extends Parabolas {
    readonly isPiecewiseConstant = true;
  }
  const net = randomNetwork({ inputs: 2, widths: [3], functions: ["tanh"] }, generator(6));
  const networkOf = (minimize: string, subjectTo: string[]): Network => {
    const problem = new Problem({
      models: { net, steps: new Steps([[1, 1]], [[0, 0]]), smooth: new Parabolas([[1, 1]], [[0, 0]]) },
      variables: [{ name: "x", size: 2, lower: -2, upper: 2 }],
      minimize,
      subjectTo,
    });
    return compiled([problem.objective, ...problem.constraints.map(({ expression }) => expression)], 2);
  };
  const made: number[] = [];
  const make = (own: Network, rows: Rows): Bounder => {
    made.push(rows.lower.length);
    return new SeparatedBounder(own, boundingMethods.auto, rows);
  };
  const limits = (count: number): Rows => ({
    lower: new Float64Array(count).fill(-INFINITE),
    upper: new Float64Array(count).fill(1),
  });
  const mixed = networkOf("net(x)", ["steps(x) <= 1", "smooth(x) <= 1"]);
  expect(withDeferredRows(mixed, limits(2), make)).toBeInstanceOf(DeferredBounder);
  expect(made).toEqual([2, 1]);
  expect(withDeferredRows(networkOf("net(x)", ["smooth(x) <= 1"]), limits(1), make)).toBeInstanceOf(SeparatedBounder);
  const same = networkOf("net(x) + steps(x)", ["steps(x) <= 1"]);
  expect(withDeferredRows(same, limits(1), make)).toBeInstanceOf(SeparatedBounder);
});
