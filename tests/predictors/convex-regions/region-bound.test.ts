import { describe, expect, test } from "vitest";
import { box as boxOf } from "../../../src/numeric/box.js";
import { Random } from "../../../src/numeric/random.js";
import type { RegionDefinition } from "../../../src/predictors/convex-regions/definition.js";
import { RegionBound } from "../../../src/predictors/convex-regions/region-bound.js";
import { RegionSet } from "../../../src/predictors/convex-regions/region-set.js";
import { randomRegions } from "./random-regions.js";
import { leastAtVertices } from "./vertices.js";

const zero = (n: number) => new Float64Array(n);

describe.each(["boxes", "oblique", "scattered"] as const)("%s", (kind) => {
  test("the program of a region has the least vertex's value, and ends there", () => {
    for (let seed = 1; seed <= 6; seed++) {
      const inputs = 2 + (seed % 2);
      const definition = randomRegions({ inputs, regions: 8, kind, seed });
      const regions = new RegionSet(definition);
      const bounds = new RegionBound(regions);
      const random = new Random(seed);
      const tilt = Float64Array.from({ length: inputs }, () => random.normal());
      const box = boxOf(zero(inputs).fill(-0.7), zero(inputs).fill(0.6));
      definition.regions.forEach((region, r) => {
        const least = leastAtVertices({ inputs, regions: [region] }, -0.7, 0.6, Array.from(tilt));
        const found = bounds.run(r, box, 1, tilt);
        expect(bounds.quick(r, box, 1, tilt)).toBeLessThanOrEqual(found);
        if (least === Number.POSITIVE_INFINITY) return;
        bounds.run(r, box, 1, tilt);
        expect(found).toBeLessThanOrEqual(least);
        expect(found).toBeGreaterThan(least - 1e-6);
        expect(regions.contains(r, bounds.minimiser)).toBe(true);
      });
    }
  });
});

test("models with squares: tangents close the gap, secants bound from above", () => {
  for (let seed = 1; seed <= 8; seed++) {
    const definition = randomRegions({ inputs: 2, regions: 6, kind: "oblique", isCurved: true, seed });
    const regions = new RegionSet(definition);
    const bounds = new RegionBound(regions);
    const box = boxOf([-1, -1], [1, 1]);
    for (let r = 0; r < regions.count; r++) {
      let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
      for (let a = -100; a <= 100; a++) {
        for (let b = -100; b <= 100; b++) {
          const x = Float64Array.of(a / 100, b / 100);
          if (!regions.contains(r, x)) continue;
          least = Math.min(least, regions.valueAt(r, x));
          most = Math.max(most, regions.valueAt(r, x));
        }
      }
      const lower = bounds.run(r, box, 1, zero(2));
      expect(lower).toBeLessThanOrEqual(least);
      expect(regions.valueAt(r, bounds.minimiser) - lower).toBeLessThan(1e-3 * (1 + Math.abs(lower)));
      expect(-bounds.run(r, box, -1, zero(2))).toBeGreaterThanOrEqual(most);
    }
  }
});

describe("degenerate regions", () => {
  const model = { constant: 1, slopes: [1, 2] };
  const cases: [string, RegionDefinition, number][] = [
    ["a point", { lower: [0.5, 0.5], upper: [0.5, 0.5], ...model }, 2.5],
    [
      "a segment",
      {
        rows: [
          [1, 1],
          [-1, -1],
        ],
        limits: [1, -1],
        ...model,
      },
      2,
    ],
    [
      "a row twice",
      {
        rows: [
          [-1, 0],
          [-1, 0],
          [0, -1],
        ],
        limits: [0, 0, 0],
        ...model,
      },
      1,
    ],
    [
      "a row of zeros",
      {
        rows: [
          [0, 0],
          [-1, 0],
        ],
        limits: [1, 0],
        lower: [null, 0],
        ...model,
      },
      1,
    ],
    ["sides that are free", { lower: [null, 0], upper: [1, null], rows: [[-1, 0]], limits: [-0.25], ...model }, 1.25],
    ["no sides at all", { ...model }, -2],
  ];
  test.each(cases)("%s", (_, region, least) => {
    const bounds = new RegionBound(new RegionSet({ inputs: 2, regions: [region] }));
    const found = bounds.run(0, boxOf([-1, -1], [1, 1]), 1, zero(2));
    expect(found).toBeLessThanOrEqual(least);
    expect(found).toBeGreaterThan(least - 1e-7);
  });

  test("a region without points is proved to have none", () => {
    const region = {
      rows: [
        [1, 1],
        [-1, -1],
      ],
      limits: [-0.1, 0],
      constant: 0,
      slopes: [0, 0],
    };
    const bounds = new RegionBound(new RegionSet({ inputs: 2, regions: [region] }));
    expect(bounds.run(0, boxOf([-1, -1], [1, 1]), 1, zero(2))).toBe(Number.POSITIVE_INFINITY);
    const never = { rows: [[0, 0]], limits: [-1], constant: 0, slopes: [0, 0] };
    const others = new RegionBound(new RegionSet({ inputs: 2, regions: [never] }));
    expect(others.run(0, boxOf([-1, -1], [1, 1]), 1, zero(2))).toBe(Number.POSITIVE_INFINITY);
  });

  test("huge and tiny coefficients", () => {
    const region = {
      rows: [
        [1e12, -1e12],
        [1e-12, 1e-12],
      ],
      limits: [0, 1e-12],
      constant: 1e15,
      slopes: [-1e10, 3],
    };
    const regions = new RegionSet({ inputs: 2, tolerance: 0, regions: [region] });
    const bounds = new RegionBound(regions);
    const found = bounds.run(0, boxOf([-1, -1], [1, 1]), 1, zero(2));
    for (const x of [
      [0.5, 0.5],
      [0, 1],
      [-1, 1],
    ]) {
      expect(regions.valueAt(0, Float64Array.from(x))).toBeGreaterThanOrEqual(found);
    }
  });
});
