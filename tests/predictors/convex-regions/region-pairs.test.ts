import { describe, expect, test } from "vitest";
import { box as boxOf } from "../../../src/numeric/box.js";
import { AffinePieces } from "../../../src/predictors/convex-regions/affine-pieces.js";
import { ConvexRegions } from "../../../src/predictors/convex-regions/convex-regions.js";
import type { RegionDefinition, RegionsDefinition } from "../../../src/predictors/convex-regions/definition.js";
import { RegionPairs } from "../../../src/predictors/convex-regions/region-pairs.js";
import { RegionSet } from "../../../src/predictors/convex-regions/region-set.js";
import { type RegionChoices, randomRegions } from "./random-regions.js";
import { leastAtVertices } from "./vertices.js";

const SLOPES = [0.3, -0.2, 0.1];
/** sum x >= -0.4 */
const LEAST_SUM = -0.4;

/** Every pair of regions as one region with the sum of the models, and the row. */
function pairsOf(f: RegionsDefinition, g: RegionsDefinition, weight: number): RegionsDefinition {
  const { inputs } = f;
  const end = (a: RegionDefinition, key: "lower" | "upper", j: number) => a[key]?.[j] ?? (key === "lower" ? -1 : 1);
  const side = (a: RegionDefinition, b: RegionDefinition, key: "lower" | "upper") =>
    Array.from({ length: inputs }, (_, j) => (key === "lower" ? Math.max : Math.min)(end(a, key, j), end(b, key, j)));
  const regions = f.regions.flatMap((a) =>
    g.regions.map((b) => ({
      lower: side(a, b, "lower"),
      upper: side(a, b, "upper"),
      rows: [...(a.rows ?? []), ...(b.rows ?? []), Array<number>(inputs).fill(-1)],
      limits: [...(a.limits ?? []), ...(b.limits ?? []), -LEAST_SUM],
      constant: a.constant + weight * b.constant + 0.5,
      slopes: a.slopes.map((slope, j) => slope + weight * b.slopes[j]),
    })),
  );
  return { inputs, regions };
}

function pairs(f: RegionsDefinition, g: RegionsDefinition, weight: number): RegionPairs {
  const n = f.inputs;
  const origins = Int32Array.from({ length: n }, (_, j) => j);
  const box = boxOf(Array(n).fill(-1), Array(n).fill(1));
  const minorant = { constant: 0, linear: new Float64Array(n) };
  new ConvexRegions(new RegionSet(g)).minorantOver(box, Float64Array.of(weight), null, minorant);
  const frame = {
    slopes: Float64Array.from(SLOPES.slice(0, n)),
    constant: 0.5,
    rows: new Float64Array(n).fill(1),
    lower: Float64Array.of(LEAST_SUM),
    upper: Float64Array.of(Number.POSITIVE_INFINITY),
    inward: 0,
  };
  const first = new AffinePieces(new RegionSet(f), n, origins, 1);
  const second = new AffinePieces(new RegionSet(g), n, origins, weight);
  return new RegionPairs(first, second, frame, box, minorant);
}

const MUCH = Number.POSITIVE_INFINITY;

describe.each(["boxes", "oblique", "scattered"] as const)("%s", (kind: RegionChoices["kind"]) => {
  test("the least over all pairs, which vertex enumeration confirms", () => {
    for (let seed = 1; seed <= 6; seed++) {
      const inputs = 1 + (seed % 2);
      const f = randomRegions({ inputs, regions: 7, kind, seed });
      const g = randomRegions({ inputs, regions: 5, kind, seed: seed + 20 });
      const least = leastAtVertices(pairsOf(f, g, 1.5), -1, 1, SLOPES.slice(0, inputs));
      const own = pairs(f, g, 1.5);
      const box = boxOf(Array(inputs).fill(-1), Array(inputs).fill(1));
      const bound = own.bound(box, MUCH, MUCH);
      expect(bound).toBeLessThanOrEqual(least);
      if (least === MUCH) continue;
      expect(bound).toBeGreaterThan(least - 1e-6);
      expect(own.isUnfinished).toBe(false);
      expect(own.value).toBeCloseTo(least, 6);
    }
  });
});

test("a budget only delays: bounds rise to the minimum, and thresholds do not change what lies below them", () => {
  const f = randomRegions({ inputs: 3, regions: 12, kind: "oblique", seed: 3 });
  const g = randomRegions({ inputs: 3, regions: 11, kind: "oblique", seed: 9 });
  const box = boxOf([-1, -1, -1], [1, 1, 1]);
  const whole = pairs(f, g, 1);
  const least = whole.bound(box, MUCH, MUCH);
  const slow = pairs(f, g, 1);
  let before = Number.NEGATIVE_INFINITY;
  let rounds = 0;
  for (; rounds === 0 || slow.isUnfinished; rounds++) {
    const bound = slow.bound(box, MUCH, 1);
    expect(bound).toBeGreaterThanOrEqual(before);
    expect(bound).toBeLessThanOrEqual(least + 1e-9);
    before = bound;
  }
  expect(rounds).toBeGreaterThan(2);
  expect(before).toBeCloseTo(least, 9);
  expect(pairs(f, g, 1).bound(box, least - 0.1, MUCH)).toBeGreaterThanOrEqual(least - 0.1);
  const part = boxOf([0.2, 0.2, 0.2], [0.4, 0.4, 0.4]);
  expect(whole.bound(part, MUCH, MUCH)).toBeGreaterThanOrEqual(least - 1e-9);
});
