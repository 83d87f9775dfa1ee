import type { Decimal } from "decimal.js";
import { describe, expect, test } from "vitest";
import type { Bounder, Knowledge } from "../../../src/bounds/bounder.js";
import { createBounder } from "../../../src/bounds/table.js";
import { type Box, copyBox, isWithin } from "../../../src/numeric/box.js";
import { denseMatrix } from "../../../src/numeric/matrix.js";
import { Random } from "../../../src/numeric/random.js";
import { NetworkBuilder } from "../../../src/predictors/network/builder.js";
import type { Predictor } from "../../../src/predictors/predictor.js";
import { D, exact } from "../../numeric/exact-decimal.js";
import { boxesInAnyOrder, pointsIn } from "./boxes-in-any-order.js";
import { type Example, PREDICTOR_KINDS } from "./predictor-kinds.js";

const EXAMPLES = 2;
const BOXES = 14;
const POINTS = 6;
const NOISE = new D("1e-35");

/** Objective and two rows, each a multiple of the model's outputs and a linear function: weights and slopes by functional. */
interface Functionals {
  readonly weights: readonly Float64Array[];
  readonly slopes: readonly Float64Array[];
}

/** Two problems with one model in the objective and in a row: the second one has the objective of the first as a row. */
function functionals(random: Random, { inputs, outputs }: Predictor, { hasBounds }: Example): Functionals[] {
  const made = Array.from({ length: 3 }, (_, k) => {
    const weights = Float64Array.from({ length: outputs }, () =>
      k === 2 ? 0 : [1, -1, random.normal()][random.below(3)],
    );
    if (hasBounds?.(weights) === false) weights.fill(0, 1);
    return {
      weights,
      slopes: Float64Array.from({ length: inputs }, () => (random.below(2) === 0 ? 0 : random.normal())),
    };
  });
  const inOrder = (order: readonly number[]) => ({
    weights: order.map((k) => made[k].weights),
    slopes: order.map((k) => made[k].slopes),
  });
  return [inOrder([0, 1, 2]), inOrder([1, 0, 2])];
}

function networkOf(model: Predictor, { weights, slopes }: Functionals) {
  const { inputs, outputs } = model;
  const builder = new NetworkBuilder(inputs);
  const x = builder.inputTensor();
  const y = builder.embedModel(model, x);
  const rows = (list: readonly Float64Array[], columns: number) =>
    denseMatrix(list.length, columns, Float64Array.from(list.flatMap((row) => [...row])));
  const terms = [
    { x: y, matrix: rows(weights, outputs) },
    { x, matrix: rows(slopes, inputs) },
  ];
  return builder.build(builder.affine([weights.length], terms, { bias: new Float64Array(weights.length) }));
}

function valueAt(values: readonly Decimal[], x: Float64Array, { weights, slopes }: Functionals, k: number): Decimal {
  const linear = slopes[k].reduce((sum, slope, j) => sum.add(exact(slope).mul(exact(x[j]))), new D(0));
  return values.reduce((sum, value, o) => sum.add(value.mul(exact(weights[k][o]))), linear);
}

interface Searched {
  readonly bounder: Bounder;
  readonly functionals: Functionals;
  /** Upper limits of the rows. */
  readonly limits: Float64Array;
  readonly known: { readonly box: Box; readonly knowledge: Knowledge }[];
  /** Falls in the course of a search. */
  cutoff: number;
}

/** Problems of which about half of the points are feasible. */
function searched(model: Predictor, own: Example, random: Random): Searched[] {
  const points = pointsIn(own.whole, random, 15);
  return functionals(random, model, own).map((functionals) => {
    const medianOf = (k: number): number => {
      const values = points.flatMap((x) => {
        const y = own.truth(x);
        return y === null ? [] : [Number(valueAt(y, x, functionals, k))];
      });
      return values.sort((a, b) => a - b)[values.length >> 1] ?? 0;
    };
    const limits = Float64Array.of(medianOf(1), medianOf(2));
    const rows = { lower: new Float64Array(2).fill(Number.NEGATIVE_INFINITY), upper: limits };
    const bounder = createBounder(networkOf(model, functionals), { bounds: "auto", rows });
    return { bounder, functionals, limits, known: [], cutoff: Number.POSITIVE_INFINITY };
  });
}

/** Bounds the box, from what is known of a box around it, and returns what points of it are lost or too good. */
function wrongPoints(
  problem: Searched,
  box: Box,
  { truth }: Example,
  random: Random,
): { wrong: string[]; held: number } {
  const { bounder, functionals, limits, known, cutoff } = problem;
  const around = known.filter(({ box: outer }) => isWithin(box, outer));
  const inherited = around.length > 0 && random.below(3) > 0 ? around[random.below(around.length)].knowledge : null;
  const left = copyBox(box);
  const bound = bounder.bound(left, cutoff, inherited);
  const wrong: string[] = [];
  let held = 0;
  for (const x of pointsIn(box, random, POINTS)) {
    const values = truth(x);
    if (values === null) continue;
    if (limits.some((limit, k) => valueAt(values, x, functionals, k + 1).gt(exact(limit)))) continue;
    held++;
    const isKept = isWithin({ lower: x, upper: x }, left);
    const proved = isKept && bound < cutoff ? bound : cutoff;
    if (Number.isNaN(proved) || proved === Number.NEGATIVE_INFINITY) continue;
    const value = valueAt(values, x, functionals, 0);
    if (proved === Number.POSITIVE_INFINITY || value.add(NOISE).lt(exact(proved)))
      wrong.push(`${x}: ${value} < ${proved}`);
    else if (random.below(8) === 0) problem.cutoff = Math.min(cutoff, Number(value) + 0.1);
  }
  const knowledge = bounder.knowledge?.() ?? null;
  if (bound < cutoff && knowledge !== null) known.push({ box: left, knowledge });
  return { wrong, held };
}

describe.each(PREDICTOR_KINDS)("$name", ({ example }) => {
  test("no feasible point of two problems with one model is lost or better than its bound, boxes in any order", () => {
    let total = 0;
    for (let seed = 1; seed <= EXAMPLES; seed++) {
      const own = example(seed);
      const random = new Random(seed);
      const problems = searched(own.make(), own, random);
      for (const box of boxesInAnyOrder(random, own.whole, BOXES)) {
        const { wrong, held } = wrongPoints(problems[random.below(2)], box, own, random);
        expect(wrong, `seed ${seed}`).toEqual([]);
        total += held;
      }
    }
    expect(total).toBeGreaterThan(EXAMPLES);
  });
});
