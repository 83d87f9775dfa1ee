import { expect, test } from "vitest";
import { Random } from "../../src/numeric/random.js";
import { facetChoices, facetNormals } from "../../src/numeric/zonotope.js";

function generatorsOf(columns: readonly (readonly number[])[]): Float64Array {
  const [{ length: dimension }] = columns;
  return Float64Array.from(
    { length: dimension * columns.length },
    (_, k) => columns[k % columns.length][Math.floor(k / columns.length)],
  );
}

test("a square, a hexagon and a cube have the facets that they have", () => {
  const square = facetNormals(generatorsOf([[1, 0], [0, 3]]), 2); // biome-ignore format: columns
  expect(square.map((normal) => Array.from(normal, Math.abs)).sort()).toEqual([[0, 1], [1, 0]]); // biome-ignore format: columns
  expect(facetNormals(generatorsOf([[1, 0], [0, 1], [1, 1]]), 2)).toHaveLength(3); // biome-ignore format: columns
  expect(facetNormals(generatorsOf([[1, 0, 0], [0, 1, 0], [0, 0, 1]]), 3)).toHaveLength(3); // biome-ignore format: columns
});

test("in general position every choice of generators gives a facet, whose normal is at right angles to them", () => {
  const random = new Random(3);
  for (const [dimension, count] of [
    [2, 5],
    [3, 6],
    [4, 8],
  ]) {
    // biome-ignore format: pairs
    const columns = Array.from({ length: count }, () => Array.from({ length: dimension }, () => random.normal()));
    const normals = facetNormals(generatorsOf(columns), dimension);
    expect(normals).toHaveLength(facetChoices(dimension, count));
    for (const normal of normals) {
      const products = columns.map((column) => Math.abs(column.reduce((sum, value, r) => sum + value * normal[r], 0)));
      expect(products.filter((product) => product < 1e-9)).toHaveLength(dimension - 1);
      expect(Math.hypot(...normal)).toBeCloseTo(1, 12);
    }
  }
});

test("dependent and absent generators give no facets of their own", () => {
  expect(facetNormals(generatorsOf([[1, 2], [2, 4], [0, 0], [1, 0]]), 2)).toHaveLength(2); // biome-ignore format: columns
});
