import { expect, test } from "vitest";
import { box } from "../../src/numeric/box.js";
import { Random } from "../../src/numeric/random.js";
import { preimageOf } from "../../src/search/latent-preimage.js";

function randomMap(random: Random, size: number, inputs: number) {
  const numbers = (count: number) => Float64Array.from({ length: count }, () => random.normal());
  const none = new Float64Array(0);
  const matrix = numbers(size * inputs);
  return { size, inputs, matrix, matrixError: none, bias: numbers(size), biasError: none };
}

type Map = ReturnType<typeof randomMap>;

function imageOf({ matrix, bias, inputs }: Map, x: Float64Array): Float64Array {
  return bias.map((shift, r) => x.reduce((sum, value, j) => sum + matrix[r * inputs + j] * value, shift));
}

test("finds a point with the image of a point of the box, its corners and faces included, in badly scaled units as well", () => {
  for (let seed = 1; seed <= 200; seed++) {
    const random = new Random(seed);
    const inputs = 2 + random.below(7);
    const map = randomMap(random, 1 + random.below(inputs), inputs);
    const widths = Array.from({ length: inputs }, () => (random.below(8) === 0 ? 0 : 10 ** random.between(-3, 3)));
    const lower = widths.map((width) => width * random.normal());
    const whole = box(
      lower,
      lower.map((low, j) => low + widths[j]),
    );
    const x = whole.lower.map((low, j) => [low, whole.upper[j], random.between(low, whole.upper[j])][random.below(3)]);
    const z = imageOf(map, x);
    const found = preimageOf(map, z, whole);
    expect(found.every((value, j) => whole.lower[j] <= value && value <= whole.upper[j])).toBe(true);
    const scale = Math.max(...widths, ...Array.from(x, Math.abs)) || 1;
    imageOf(map, found).forEach((value, r) => {
      expect(Math.abs(value - z[r]) / scale, `seed ${seed}`).toBeLessThan(1e-10);
    });
  }
});

test("outside of the image, the point with the nearest image", () => {
  const map = { ...randomMap(new Random(1), 1, 2), matrix: Float64Array.of(1, 2), bias: Float64Array.of(1) };
  const whole = box([-1, -1], [1, 1]);
  expect([...preimageOf(map, Float64Array.of(9), whole)]).toEqual([1, 1]);
  expect([...preimageOf(map, Float64Array.of(-9), whole)]).toEqual([-1, -1]);
});
