import { describe, expect, test } from "vitest";
import { testForHoles } from "../../../src/problem/validity/holes.js";
import { cloud } from "./domain-check.js";

function holesIn(rows: readonly (readonly number[])[]): boolean {
  return testForHoles(rows.flat(), rows[0].length, 0).hasHoles;
}

describe("data that fill their hull", () => {
  test.each([2, 3, 4])("a cube in %i dimensions", (dimension) => {
    expect(holesIn(cloud(300, dimension, dimension))).toBe(false);
  });

  test("a grid", () => {
    expect(holesIn(Array.from({ length: 400 }, (_, i) => [i % 20, Math.floor(i / 20)]))).toBe(false);
  });

  test("points on a line, some twice", () => {
    const line = cloud(50, 1, 3).map(([a]) => [a, 2 * a]);
    expect(holesIn([...line, ...line])).toBe(false);
  });

  test("too few points to tell", () => {
    expect(
      holesIn([
        [0, 0],
        [1, 1],
        [0, 1],
      ]),
    ).toBe(false);
  });
});

describe("data with holes", () => {
  test.each([2, 4])("a shell in %i dimensions", (dimension) => {
    const shell = cloud(1500, dimension, 2 * dimension).filter(
      (row) => Math.hypot(...row) > 0.85 && Math.hypot(...row) < 1.1,
    );
    expect(holesIn(shell)).toBe(true);
  });

  test("two groups", () => {
    const group = cloud(60, 3, 8);
    expect(holesIn([...group.map(([a, b, c]) => [a + 5, b, c]), ...group])).toBe(true);
  });

  test("an L", () => {
    expect(holesIn(cloud(400, 2, 1).filter(([a, b]) => a < -0.2 || b < -0.2))).toBe(true);
  });
});
