import { expect, test } from "vitest";
import { Random } from "../../src/numeric/random.js";

test("the same seed gives the same sequence, another seed another one", () => {
  const draw = (seed: number) => {
    const random = new Random(seed);
    return Array.from({ length: 20 }, () => random.uniform());
  };
  expect(draw(1)).toEqual(draw(1));
  expect(draw(1)).not.toEqual(draw(2));
});

test("uniform, below and normal have the right moments", () => {
  const random = new Random(42);
  const n = 200_000;
  let sum = 0;
  let squares = 0;
  let normal = 0;
  let normalSquares = 0;
  const counts = new Int32Array(7);
  for (let k = 0; k < n; k++) {
    const u = random.uniform();
    if (!(u >= 0 && u < 1)) throw new Error(`uniform gave ${u}`);
    sum += u;
    squares += u * u;
    const z = random.normal();
    normal += z;
    normalSquares += z * z;
    counts[random.below(7)]++;
  }
  expect(Math.abs(sum / n - 0.5)).toBeLessThan(0.004);
  expect(Math.abs(squares / n - 1 / 3)).toBeLessThan(0.004);
  expect(Math.abs(normal / n)).toBeLessThan(0.012);
  expect(Math.abs(normalSquares / n - 1)).toBeLessThan(0.02);
  for (const count of counts) expect(Math.abs(count / n - 1 / 7)).toBeLessThan(0.005);
});

test("bad arguments are named", () => {
  expect(() => new Random(Number.NaN)).toThrow(/seed is NaN/);
  expect(() => new Random(1).below(0)).toThrow(/below 0/);
  expect(() => new Random(1).below(1.5)).toThrow(/below 1.5/);
});
