import { expect, test } from "vitest";
import { kMeans } from "../../../src/problem/validity/k-means.js";
import { cloud } from "./domain-check.js";

test("groups far apart are found, whatever the seed", () => {
  const centres = [
    [0, 0],
    [10, 0],
    [0, 10],
  ];
  const rows = centres.flatMap(([a, b], c) => cloud(20, 2, c).map(([u, v]) => [a + u, b + v]));
  for (const seed of [0, 1, 2]) {
    const { labels, centres: means } = kMeans(Float64Array.from(rows.flat()), 2, 3, seed);
    for (let c = 0; c < 3; c++) expect(new Set(labels.subarray(20 * c, 20 * (c + 1))).size).toBe(1);
    expect(new Set(labels).size).toBe(3);
    const first = labels[0];
    expect(Math.hypot(means[2 * first], means[2 * first + 1])).toBeLessThan(1);
  }
});

test("as many clusters as points leave nothing over, and equal seeds give equal results", () => {
  const points = Float64Array.from(cloud(7, 3, 4).flat());
  expect(kMeans(points, 3, 7, 5).inertia).toBe(0);
  expect(kMeans(points, 3, 3, 5)).toEqual(kMeans(points, 3, 3, 5));
});
