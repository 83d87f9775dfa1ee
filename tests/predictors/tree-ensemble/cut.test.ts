import { describe, expect, test } from "vitest";
import { Random } from "../../../src/numeric/random.js";
import { BRANCH_MODES, isTaken } from "../../../src/onnx/tree-ensemble-definition.js";
import { cutLine, float64Above, float64Below, largestRoundedTo } from "../../../src/predictors/tree-ensemble/cut.js";

const LARGEST = (2 - 2 ** -23) * 2 ** 127;
const SPECIAL = [
  0,
  -0,
  2 ** -149,
  -(2 ** -149),
  2 ** -126,
  1,
  -1,
  2,
  1 + 2 ** -23,
  LARGEST,
  -LARGEST,
  0.1,
  1e-40,
  3e38,
];

/** A float32 of any size. */
function anySingle(random: Random): number {
  return Math.fround(random.between(-2, 2) * 2 ** (random.below(250) - 130));
}

test("neighbours of float64", () => {
  for (const x of [0, -0, 1, -1, 2 ** -1074, -(2 ** -1074), 1e308, -1e308, 0.1]) {
    expect(float64Below(x)).toBeLessThan(x);
    expect(float64Above(x)).toBeGreaterThan(x);
    expect(float64Above(float64Below(x)) === x).toBe(true);
  }
  expect(float64Below(1)).toBe(1 - 2 ** -53);
  expect(float64Above(1)).toBe(1 + 2 ** -52);
  expect(float64Below(Infinity)).toBe(Number.MAX_VALUE);
  expect(float64Below(-Infinity)).toBe(-Infinity);
  expect(float64Above(Infinity)).toBe(Infinity);
});

test("the largest float64 that rounds to a float32 or below it: the next one rounds above", () => {
  const random = new Random(91);
  const singles = [...SPECIAL.map(Math.fround), ...Array.from({ length: 5000 }, () => anySingle(random))];
  const wrong = singles.filter((t) => {
    const cut = largestRoundedTo(t);
    return !(Math.fround(cut) === t && Math.fround(float64Above(cut)) > t);
  });
  expect(wrong).toEqual([]);
});

describe.each([true, false])("cut lines (float32 inputs: %s)", (isSingle) => {
  test.each(BRANCH_MODES)("mode %s: every float64 around the cuts", (mode) => {
    const random = new Random(92);
    const wrong: (readonly [threshold: number, x: number])[] = [];
    for (let round = 0; round < 400; round++) {
      const draw = () =>
        random.below(4) === 0 ? Math.fround(SPECIAL[random.below(SPECIAL.length)]) : anySingle(random);
      const threshold = draw();
      const set = Float64Array.from({ length: 2 * random.below(3) }, draw);
      if (mode === "within") set.sort();
      const { cuts, isTaken: outcomes } = cutLine(mode, threshold, set, isSingle);
      expect(outcomes.length).toBe(cuts.length + 1);
      expect(cuts.every((cut, k) => k === 0 || cut > cuts[k - 1])).toBe(true);
      const near = [...cuts, threshold, ...set, 0].flatMap((c) => [float64Below(c), c, float64Above(c)]);
      for (const x of near.filter(Number.isFinite)) {
        const part = cuts.filter((cut) => x > cut).length;
        if (outcomes[part] !== isTaken(mode, isSingle ? Math.fround(x) : x, threshold, set)) wrong.push([threshold, x]);
      }
    }
    expect(wrong).toEqual([]);
  });
});
