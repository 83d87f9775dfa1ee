import { describe, expect, test } from "vitest";
import { box as boxOf } from "../../../src/numeric/box.js";
import { Random } from "../../../src/numeric/random.js";
import { ConvexRegions } from "../../../src/predictors/convex-regions/convex-regions.js";
import type { RegionDefinition, RegionsDefinition } from "../../../src/predictors/convex-regions/definition.js";
import { RegionSet } from "../../../src/predictors/convex-regions/region-set.js";
import { exactWide, Wide } from "../../numeric/exact-decimal.js";
import { randomRegions, stretched } from "./random-regions.js";

const modelOf = (definition: RegionsDefinition) => new ConvexRegions(new RegionSet(definition));

function dotExact(row: ArrayLike<number>, x: ArrayLike<number>) {
  let sum = new Wide(0);
  for (let j = 0; j < x.length; j++) sum = sum.add(exactWide(row[j]).mul(exactWide(x[j])));
  return sum;
}

/** The model of a region at x in exact arithmetic. */
function valueExact({ constant, slopes, squares = [] }: RegionDefinition, x: ArrayLike<number>) {
  let value = dotExact(slopes, x).add(exactWide(constant));
  for (const { row, offset } of squares) value = value.add(dotExact(row, x).add(exactWide(offset)).pow(2));
  return value;
}

const KINDS = (["boxes", "oblique", "scattered"] as const).flatMap((kind) => [
  { kind, isCurved: false },
  { kind, isCurved: true },
]);

describe.each(KINDS)("random regions, $kind, curved: $isCurved", ({ kind, isCurved }) => {
  test("range and minorants lie below every region that counts, in exact arithmetic without slack", () => {
    let compared = 0;
    for (let seed = 1; seed <= 8; seed++) {
      const inputs = 1 + (seed % 4);
      const [factor, shift] = [1000 ** (seed % 3), seed % 2 === 0 ? 0 : 1e5];
      const definition = stretched(randomRegions({ inputs, regions: 12, kind, isCurved, seed }), factor, shift);
      const model = modelOf(definition);
      const random = new Random(seed);
      const scale = seed % 3 === 0 ? 1 : 0.3;
      for (let k = 0; k < 10; k++) {
        const centre = Array.from({ length: inputs }, () => random.between(-1, 1));
        const width = Array.from({ length: inputs }, () => scale * random.uniform() ** 3);
        const box = boxOf(
          centre.map((c, j) => shift + factor * Math.max(-1, c - width[j])),
          centre.map((c, j) => shift + factor * Math.min(1, c + width[j])),
        );
        const tilt = Float64Array.from(centre, () => (random.normal() * random.below(2)) / factor);
        const weight = k % 2 === 0 ? random.uniform() : -random.uniform();
        const anchor = box.lower.map((low, j) => random.between(low, box.upper[j]));
        const minorant = { constant: 0, linear: new Float64Array(inputs) };
        model.minorantOver(box, Float64Array.of(weight), k % 3 === 0 ? null : anchor, minorant);
        const least = model.leastOver(box, Float64Array.of(weight), tilt);
        // The tightest spot: where the program of the best region ends, and next to it.
        const tight = model.minimum.minimiser.slice();
        const [lower, upper] = [new Float64Array(1), new Float64Array(1)];
        model.rangeOver(box, lower, upper);
        const y = new Float64Array(1);
        for (let p = 0; p < 30; p++) {
          const x = box.lower.map((low, j) => {
            if (p < 8) return Math.min(Math.max(low, tight[j] * (1 + (random.below(3) - 1) * 2 ** -52)), box.upper[j]);
            const side = random.below(4);
            return side === 0 ? low : side === 1 ? box.upper[j] : random.between(low, box.upper[j]);
          });
          model.evaluate(x, y);
          const r = model.regionAt(x);
          expect(Number.isNaN(y[0])).toBe(r < 0);
          if (r < 0) continue;
          const value = valueExact(definition.regions[r], x);
          const below = dotExact(minorant.linear, x).add(exactWide(minorant.constant));
          expect(below.lte(value.mul(exactWide(weight)))).toBe(true);
          expect(value.mul(exactWide(weight)).add(dotExact(tilt, x)).gte(exactWide(least))).toBe(true);
          expect(value.gte(exactWide(lower[0]))).toBe(true);
          expect(value.lte(exactWide(upper[0]))).toBe(true);
          compared++;
        }
      }
    }
    expect(compared).toBeGreaterThan(300);
  });
});

test("over one affine region the minorant is the model itself", () => {
  const definition = randomRegions({ inputs: 3, regions: 6, kind: "boxes", seed: 4 });
  const model = modelOf(definition);
  const [lower, upper] = [definition.regions[2].lower as number[], definition.regions[2].upper as number[]];
  const inner = boxOf(
    lower.map((low, j) => 0.9 * low + 0.1 * upper[j]),
    upper.map((high, j) => 0.9 * high + 0.1 * lower[j]),
  );
  const minorant = { constant: 0, linear: new Float64Array(3) };
  for (const weight of [2, -2]) {
    model.minorantOver(inner, Float64Array.of(weight), null, minorant);
    const { slopes, constant } = definition.regions[2];
    expect(Array.from(minorant.linear)).toEqual(slopes.map((slope) => weight * slope));
    expect(minorant.constant).toBeCloseTo(weight * constant, 12);
  }
});

test("the minorant touches the convex envelope at the anchor", () => {
  // |x| as two regions, minus a bump in the middle: the envelope of max(-|x|, ...) is known.
  const model = modelOf({
    inputs: 1,
    regions: [
      { lower: [-1], upper: [0], constant: 0, slopes: [1] },
      { lower: [0], upper: [1], constant: 0, slopes: [-2] },
    ],
  });
  const minorant = { constant: 0, linear: new Float64Array(1) };
  // Values -1 at -1 and -2 at 1: the envelope of the concave function is the chord.
  for (const anchor of [-0.9, 0, 0.3, 0.8]) {
    model.minorantOver(boxOf([-1], [1]), Float64Array.of(1), Float64Array.of(anchor), minorant);
    expect(minorant.constant + minorant.linear[0] * anchor).toBeCloseTo(-1.5 - 0.5 * anchor, 6);
  }
});

test("outside the union there is no value, and a box outside has an empty range", () => {
  const model = modelOf({ inputs: 2, regions: [{ lower: [0, 0], upper: [1, 1], constant: 1, slopes: [1, 1] }] });
  const y = new Float64Array(1);
  model.evaluate(Float64Array.of(2, 0), y);
  expect(y[0]).toBeNaN();
  const out = new Float64Array(2).fill(7);
  model.gradient(Float64Array.of(2, 0), Float64Array.of(1), out);
  expect(Array.from(out)).toEqual([0, 0]);
  const [lower, upper] = [new Float64Array(1), new Float64Array(1)];
  model.rangeOver(boxOf([2, 0], [3, 1]), lower, upper);
  expect(lower[0]).toBeGreaterThan(upper[0]);
});

test("where regions overlap the least value counts", () => {
  const model = modelOf({
    inputs: 1,
    regions: [
      { lower: [0], upper: [2], constant: 5, slopes: [0] },
      { lower: [1], upper: [3], constant: 3, slopes: [0] },
    ],
  });
  const y = new Float64Array(1);
  const at = (x: number) => {
    model.evaluate(Float64Array.of(x), y);
    return y[0];
  };
  expect([at(0.5), at(1.5), at(2.5)]).toEqual([5, 3, 3]);
  const [lower, upper] = [new Float64Array(1), new Float64Array(1)];
  model.rangeOver(boxOf([1.2], [1.8]), lower, upper);
  expect(upper[0]).toBeCloseTo(3, 12);
});

test("values beyond float64 prove nothing instead of vanishing", () => {
  const model = modelOf({
    inputs: 1,
    regions: [
      { lower: [0], upper: [2], constant: -1e308, slopes: [-1e308] },
      { lower: [0], upper: [2], constant: 0, slopes: [0] },
    ],
  });
  const minorant = { constant: 0, linear: new Float64Array(1) };
  const [lower, upper] = [new Float64Array(1), new Float64Array(1)];
  model.rangeOver(boxOf([0], [2]), lower, upper);
  expect(lower[0]).toBe(Number.NEGATIVE_INFINITY);
  model.minorantOver(boxOf([0], [2]), Float64Array.of(1), null, minorant);
  expect(minorant.constant + minorant.linear[0]).not.toBeGreaterThan(-1.5e308);
});
