import type { Decimal } from "decimal.js";
import { describe, expect, test } from "vitest";
import { type Box, copyBox } from "../../../src/numeric/box.js";
import { Random } from "../../../src/numeric/random.js";
import type { AffineMinorant, Predictor } from "../../../src/predictors/predictor.js";
import { D, exact } from "../../numeric/exact-decimal.js";
import { boxesInAnyOrder, pointsIn } from "./boxes-in-any-order.js";
import { type Example, PREDICTOR_KINDS } from "./predictor-kinds.js";

/** More of those that remember something. */
const EXAMPLES = { forgetful: 2, others: 8 };
const BOXES = 20;
const POINTS = 5;
/** The digits of the truth end here. */
const NOISE = new D("1e-35");

/** What a model says about a box. */
interface Answers {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly minorant: AffineMinorant;
  /** Of weights . outputs + slopes . x; NaN: there is none. */
  readonly least: number;
  /** Of the box, where weights . outputs may be at most the limit; null: nowhere. */
  readonly limit: number;
  readonly contracted: Box | null;
}

interface Question {
  readonly box: Box;
  readonly weights: Float64Array;
  readonly anchor: Float64Array | null;
  readonly slopes: Float64Array;
  readonly isRangeFirst: boolean;
  /** Where the limit is, from the least to the largest that ranges allow. */
  readonly share: number;
}

function ask(model: Predictor, { box, weights, anchor, slopes, isRangeFirst, share }: Question): Answers {
  const [lower, upper] = [new Float64Array(model.outputs), new Float64Array(model.outputs)];
  const minorant = { constant: 0, linear: new Float64Array(model.inputs) };
  if (isRangeFirst) model.rangeOver(box, lower, upper);
  model.minorantOver(box, weights, anchor, minorant);
  const least = model.leastOver?.(box, weights, slopes) ?? Number.NaN;
  if (!isRangeFirst) model.rangeOver(box, lower, upper);
  const limit = weights.reduce((sum, weight, o) => {
    const [low, high] = weight > 0 ? [lower[o], upper[o]] : [upper[o], lower[o]];
    return weight === 0 ? sum : sum + weight * (low + share * (high - low));
  }, 0);
  const contracted = copyBox(box);
  const isLeft = model.contract?.(contracted, weights, limit) ?? true;
  return { lower, upper, minorant, least, limit, contracted: isLeft ? contracted : null };
}

function question(random: Random, box: Box, { outputs, inputs }: Predictor, { hasBounds }: Example): Question {
  const isUnit = random.below(2) === 0;
  const unit = random.below(outputs);
  const weights = Float64Array.from({ length: outputs }, (_, o) => {
    if (isUnit) return o === unit ? 1 - 2 * random.below(2) : 0;
    return [0, 1, -1, random.normal()][random.below(4)];
  });
  if (hasBounds?.(weights) === false) weights.fill(0, 1);
  const isAnchored = random.below(2) === 0;
  return {
    box,
    weights,
    anchor: isAnchored ? box.lower.map((low, j) => random.between(low, box.upper[j])) : null,
    slopes: Float64Array.from({ length: inputs }, () => random.normal()),
    isRangeFirst: random.below(2) === 0,
    share: random.uniform(),
  };
}

/** Points at which an answer is wrong. */
function violations(
  { box, weights, slopes }: Question,
  answers: Answers,
  { truth }: Example,
  random: Random,
): string[] {
  const { lower, upper, minorant, least, limit, contracted } = answers;
  const found: string[] = [];
  for (const x of pointsIn(box, random, POINTS)) {
    const values = truth(x);
    if (values === null) continue;
    const at = Array.from(x, exact);
    const line = (linear: Float64Array) => at.reduce((sum, value, j) => sum.add(value.mul(exact(linear[j]))), new D(0));
    values.forEach((value, o) => {
      if (!isAtMost(lower[o], value) || !isAtMost(-upper[o], value.neg())) found.push(`output ${o} at ${x}`);
    });
    // Decimals of another precision take on the least one: sums begin with ours.
    const functional = values.reduce((sum, value, o) => sum.add(value.mul(exact(weights[o]))), new D(0));
    if (!isAtMost(minorant.constant, functional.sub(line(minorant.linear)))) found.push(`minorant at ${x}`);
    if (!Number.isNaN(least) && !isAtMost(least, functional.add(line(slopes)))) found.push(`least at ${x}`);
    if (functional.lte(exact(limit)) && !(contracted !== null && holds(contracted, x)))
      found.push(`contracted at ${x}`);
  }
  return found;
}

function holds({ lower, upper }: Box, x: Float64Array): boolean {
  return x.every((value, j) => lower[j] <= value && value <= upper[j]);
}

function isAtMost(bound: number, value: Decimal): boolean {
  if (bound === Number.NEGATIVE_INFINITY || Number.isNaN(bound)) return true;
  return exact(bound).lte(value.add(NOISE));
}

describe.each(PREDICTOR_KINDS)("$name", ({ example, isForgetful }) => {
  test("bounds over boxes in any order hold, whatever was asked before", () => {
    const examples = isForgetful ? EXAMPLES.forgetful : EXAMPLES.others;
    let compared = 0;
    for (let seed = 1; seed <= examples; seed++) {
      const own = example(seed);
      const random = new Random(seed);
      const used = own.make();
      for (const box of boxesInAnyOrder(random, own.whole, BOXES)) {
        const asked = question(random, box, used, own);
        const answers = ask(used, asked);
        const fresh = ask(own.make(), asked);
        expect(violations(asked, answers, own, random), `seed ${seed}`).toEqual([]);
        expect(violations(asked, fresh, own, random), `seed ${seed}, a new model`).toEqual([]);
        if (isForgetful) expect(answers, `seed ${seed}`).toEqual(fresh);
        if (Number.isFinite(answers.minorant.constant)) compared++;
      }
    }
    expect(compared).toBeGreaterThan(0.5 * examples * BOXES);
  });
});
