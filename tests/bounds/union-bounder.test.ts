import { expect, test } from "vitest";
import type { Bounder } from "../../src/bounds/bounder.js";
import { SeparatedBounder } from "../../src/bounds/separated-bounder.js";
import { boundingMethods } from "../../src/bounds/table.js";
import { UnionBounder } from "../../src/bounds/union-bounder.js";
import { type Box, copyBox } from "../../src/numeric/box.js";
import { Random } from "../../src/numeric/random.js";
import { HullDistance } from "../../src/predictors/convex-hull/hull-distance.js";
import { withOutputs } from "../../src/predictors/network/output-choice.js";
import { compiled } from "../../src/problem/compilation.js";
import { Problem } from "../../src/problem/problem.js";
import { exactly, exactPoint, exactValue } from "../predictors/network/exact.js";

/** Says what it is told to, and cuts the upper end of the box. */
class Stub implements Bounder {
  readonly variables = 1;
  readonly candidate = new Float64Array(1);
  calls = 0;

  constructor(
    private readonly value: number,
    private readonly end: number,
  ) {
    this.candidate[0] = end;
  }

  bound(box: Box): number {
    this.calls++;
    box.upper[0] = Math.min(box.upper[0], this.end);
    return this.value;
  }

  branchingScores(_box: Box, out: Float64Array): void {
    out[0] = this.end;
  }
}

const unit = (): Box => ({ lower: Float64Array.of(0), upper: Float64Array.of(1) });

test("the least bound counts, with its candidate, and the box around what is left", () => {
  const members = [new Stub(3, 0.5), new Stub(1, 0.25), new Stub(9, 1)];
  const union = new UnionBounder(members);
  const box = unit();
  expect(union.bound(box, 5)).toBe(1);
  expect(box.upper[0]).toBe(0.5);
  expect(union.candidate[0]).toBe(0.25);
  const known = union.knowledge();
  expect(Array.from(known.isAlive)).toEqual([1, 1, 0]);
  expect(union.bound(unit(), 5, known)).toBe(1);
  expect(members.map(({ calls }) => calls)).toEqual([2, 2, 1]);
});

test("a member is asked for no more than it had left of a box, and not at all beyond that", () => {
  const members = [new Stub(3, 0.5), new Stub(1, 1)];
  const union = new UnionBounder(members);
  union.bound(unit(), 5);
  const known = union.knowledge();
  const upperHalf = { lower: Float64Array.of(0.75), upper: Float64Array.of(1) };
  expect(union.bound(upperHalf, 5, known)).toBe(1);
  expect(members.map(({ calls }) => calls)).toEqual([1, 2]);
});

test("a NaN proves nothing, whatever comes before or after it", () => {
  for (const values of [
    [Number.NaN, 1],
    [1, Number.NaN],
  ]) {
    const union = new UnionBounder(values.map((value) => new Stub(value, 1)));
    expect(union.bound(unit(), 5)).toBe(Number.NEGATIVE_INFINITY);
    expect(Array.from(union.knowledge().isAlive)).toEqual([1, 1]);
  }
});

test("where no member matters nothing below the cutoff is left", () => {
  const union = new UnionBounder([new Stub(6, 0.5), new Stub(Number.POSITIVE_INFINITY, 1)]);
  expect(union.bound(unit(), 5)).toBe(Number.POSITIVE_INFINITY);
});

test("no point of a union of hulls is lost or better than the bound, in exact arithmetic", () => {
  const random = new Random(9);
  const clusters = [-1.2, 0, 1].map((at) =>
    Array.from({ length: 9 }, () =>
      Float64Array.from({ length: 2 }, () => at + Math.round(32 * random.between(-0.5, 0.5)) / 64),
    ),
  );
  const [a, b, c] = clusters.map((points) => new HullDistance(2, Float64Array.from(points.flatMap((x) => [...x]))));
  const problem = new Problem({
    models: { a, b, c },
    variables: [{ name: "x", size: 2, lower: -2, upper: 2 }],
    minimize: "tanh(2*x[0]) * tanh(x[1] - 0.5) + 0.1*x[0]",
    subjectTo: ["min(a(x[0], x[1]), min(b(x[0], x[1]), c(x[0], x[1]))) <= 0"],
  });
  const network = compiled([problem.objective, problem.constraints[0].expression], 2);
  const rows = { lower: Float64Array.of(Number.NEGATIVE_INFINITY), upper: Float64Array.of(1e-6) };
  const bounder = new SeparatedBounder(network, boundingMethods.auto, rows);
  const root = { lower: Float64Array.of(-2, -2), upper: Float64Array.of(2, 2) };
  bounder.bound(copyBox(root), Number.POSITIVE_INFINITY);
  // The members that are left: bounded member by member.
  expect(bounder.knowledge()?.own).toHaveProperty("isAlive");
  const objective = withOutputs(network, [0]);
  const inside = clusters.flat().map((x) => ({ x, value: exactValue(objective, exactPoint(x)) }));
  let held = 0;
  for (let trial = 0; trial < 150; trial++) {
    const { x, value } = inside[trial % inside.length];
    const width = 10 ** random.between(-2, 0.3);
    const box = {
      lower: x.map((at) => Math.max(-2, at - width * random.between(0, 1))),
      upper: x.map((at) => Math.min(2, at + width * random.between(0, 1))),
    };
    const cutoff = Number(value) + [-0.05, 0.05, Number.POSITIVE_INFINITY][trial % 3];
    const left = copyBox(box);
    const lower = bounder.bound(left, cutoff);
    for (const point of inside) {
      if (!isIn(box, point.x)) continue;
      held++;
      const isKept = isIn(left, point.x);
      const proved = isKept ? Math.min(lower, lower === Number.POSITIVE_INFINITY ? cutoff : lower) : cutoff;
      expect(point.value.gte(exactly(proved))).toBe(true);
    }
  }
  expect(held).toBeGreaterThan(300);
});

function isIn({ lower, upper }: Box, x: Float64Array): boolean {
  return x.every((value, j) => lower[j] <= value && value <= upper[j]);
}
