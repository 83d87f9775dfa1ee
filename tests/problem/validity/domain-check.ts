import { expect } from "vitest";
import type { Box } from "../../../src/numeric/box.js";
import type { Predictor } from "../../../src/predictors/predictor.js";
import { compiled } from "../../../src/problem/compilation.js";
import { Problem } from "../../../src/problem/problem.js";
import type { DomainData, FitOptions } from "../../../src/problem/validity/kind.js";
import { validityKinds } from "../../../src/problem/validity/table.js";
import { generator, pointsOf } from "../../predictors/network/random-networks.js";

/** A domain as the rows of a problem over the box [-span, span]^dimension. */
export function problemWith(
  kind: string,
  parameters: unknown,
  dimension: number,
  models: Readonly<Record<string, Predictor>> = {},
  span = 3,
): Problem {
  const validity = [{ kind, of: "x", parameters }];
  return new Problem({
    variables: [{ name: "x", size: dimension, lower: -span, upper: span }],
    minimize: "x[0]",
    models,
    validity,
  });
}

/** Fits the kind, with whatever it stores put through JSON as a file would. */
export function fitted(kind: string, data: DomainData, options: FitOptions): unknown {
  const fitting = validityKinds[kind].fit;
  if (fitting === null) throw new Error(`${kind} is not fitted`);
  return JSON.parse(JSON.stringify(fitting(data, options)));
}

export function dataOf(rows: readonly (readonly number[])[]): DomainData {
  return { dimension: rows[0].length, count: rows.length, points: Float64Array.from(rows.flat()) };
}

/** Random points in [-1, 1]^dimension. */
export function cloud(count: number, dimension: number, seed: number): number[][] {
  const random = generator(seed);
  return Array.from({ length: count }, () => Array.from({ length: dimension }, () => 2 * random() - 1));
}

/**
 * Compares the domain's rows with a plain computation, and checks that the bounds of the compiled network hold at points of boxes,
 * as ranges, and below as affine minorants.
 */
export function checkRows(
  problem: Problem,
  plain: (x: readonly number[]) => number[],
  { tolerance = 1e-9, boxes = 12 }: { tolerance?: number; boxes?: number } = {},
): void {
  const random = generator(77);
  const { size, constraints } = problem;
  const network = compiled(
    constraints.map((row) => row.expression),
    size,
  );
  const values = new Float64Array(constraints.length);
  const [lower, upper] = [new Float64Array(constraints.length), new Float64Array(constraints.length)];
  const minorant = { constant: 0, linear: new Float64Array(size) };
  let checks = 0;
  for (let k = 0; k < boxes; k++) {
    const middle = Array.from({ length: size }, () => 4 * random() - 2);
    const half = random() ** 2;
    const box: Box = {
      lower: Float64Array.from(middle, (m) => m - half),
      upper: Float64Array.from(middle, (m) => m + half),
    };
    network.rangeOver(box, lower, upper);
    const points = pointsOf(box, random, 6);
    for (const x of points) {
      const expected = plain([...x]);
      problem.rowValues(Float64Array.from(x), values);
      expected.forEach((value, r) => {
        expect(Math.abs(values[r] - value)).toBeLessThanOrEqual(tolerance * (1 + Math.abs(value)));
        expect(lower[r] - tolerance * (1 + Math.abs(value))).toBeLessThanOrEqual(value);
        expect(upper[r] + tolerance * (1 + Math.abs(value))).toBeGreaterThanOrEqual(value);
        checks++;
      });
    }
    for (const sign of [1, -1]) {
      constraints.forEach((_, r) => {
        const weights = new Float64Array(constraints.length);
        weights[r] = sign;
        network.minorantOver(box, weights, null, minorant);
        for (const x of points) {
          const value = sign * plain([...x])[r];
          const below = Array.from(x).reduce((sum, xj, j) => sum + xj * minorant.linear[j], minorant.constant);
          expect(below).toBeLessThanOrEqual(value + tolerance * (1 + Math.abs(value)));
        }
      });
    }
  }
  expect(checks).toBeGreaterThan(0);
}

/** How many of the points satisfy all rows. */
export function insideCount(problem: Problem, rows: readonly (readonly number[])[]): number {
  return rows.filter((row) => problem.violation(Float64Array.from(row)) <= 1e-7).length;
}
