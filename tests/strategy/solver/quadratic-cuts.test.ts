import { expect, test } from "vitest";
import { Random } from "../../../src/numeric/random.js";
import { ProgramBuilder } from "../../../src/strategy/program/program-builder.js";
import { QuadraticCuts } from "../../../src/strategy/solver/quadratic-cuts.js";

function program() {
  const builder = new ProgramBuilder("parts");
  const z = builder.addVariable("z", 0, 1, { isInteger: true });
  const x = builder.addVariable("x", 0, 4);
  const [a, b] = [builder.addVariable("a", -1, 1), builder.addVariable("b", -1, 1)];
  builder.addRow(
    "switch",
    [
      [x, 1],
      [z, -3],
    ],
    Number.NEGATIVE_INFINITY,
    0,
  );
  builder.addProduct(x, x, 0.7);
  builder.addProduct(a, a, 1);
  builder.addProduct(b, b, 1);
  builder.addProduct(a, b, -1.5);
  return builder.build();
}

test("variables with products are one part; a switched variable knows its switch", () => {
  const { parts } = new QuadraticCuts(program());
  expect(parts.map(({ variables, indicator }) => [[...variables], indicator])).toEqual([
    [[1], 0],
    [[2, 3], -1],
  ]);
});

/** Of the two parts of the objective. */
function partValue(part: number, [, x, a, b]: Float64Array): number {
  return part === 0 ? 0.7 * x * x : a * a + b * b - 1.5 * a * b;
}

test("tangents stay below their part, on or off, and touch it where they are taken", () => {
  const cuts = new QuadraticCuts(program());
  const random = new Random(1);
  const point = (): Float64Array => {
    const z = random.below(2);
    return Float64Array.of(z, z * random.between(0, 3), random.between(-1, 1), random.between(-1, 1));
  };
  const height = (k: number, at: Float64Array, x: Float64Array): number => {
    const { columns, coefficients, constant } = cuts.tangent(k, at);
    return columns.reduce((sum, column, t) => sum + coefficients[t] * x[column], constant);
  };
  for (let trial = 0; trial < 200; trial++) {
    const [at, x] = [point(), point()];
    for (const k of [0, 1]) {
      expect(height(k, at, x)).toBeLessThanOrEqual(partValue(k, x) + 1e-12);
      expect(height(k, at, at)).toBeCloseTo(partValue(k, at), 12);
    }
  }
});

test("a linear objective has no parts to cut", () => {
  const builder = new ProgramBuilder("linear");
  builder.addVariable("x", 0, 1);
  expect(() => new QuadraticCuts(builder.build())).toThrow(RangeError);
});
