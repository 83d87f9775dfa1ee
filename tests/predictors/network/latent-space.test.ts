import { expect, test } from "vitest";
import { univariateFunction } from "../../../src/functions/table.js";
import { denseMatrix, diagonalMatrix } from "../../../src/numeric/matrix.js";
import { Random } from "../../../src/numeric/random.js";
import { UNIT_ROUNDOFF } from "../../../src/numeric/rounding.js";
import { NetworkBuilder } from "../../../src/predictors/network/builder.js";
import { latentSpace } from "../../../src/predictors/network/latent-space.js";
import type { Network } from "../../../src/predictors/network/network.js";
import { exact, exactWide } from "../../numeric/exact-decimal.js";

interface Maps {
  readonly scale: Float64Array;
  readonly shift: Float64Array;
  readonly components: Float64Array<ArrayBuffer>;
  readonly bias: Float64Array;
}

const INPUTS = 5;
const SIZE = 2;

function randomMaps(random: Random): Maps {
  const numbers = (count: number) => Float64Array.from({ length: count }, () => random.normal());
  return {
    scale: numbers(INPUTS),
    shift: numbers(INPUTS),
    components: numbers(INPUTS * SIZE),
    bias: numbers(SIZE),
  };
}

/** tanh of combinations of scaled inputs, summed. */
function network({ scale, shift, components, bias }: Maps, units = 0): Network {
  const builder = new NetworkBuilder(INPUTS);
  const options = { roundingUnits: units };
  const terms = [{ x: builder.inputTensor(), matrix: diagonalMatrix(scale) }];
  const scaled = builder.affine([INPUTS], terms, { ...options, bias: shift });
  const matrix = denseMatrix(SIZE, INPUTS, components);
  const latent = builder.affine([SIZE], [{ x: scaled, matrix }], { ...options, bias });
  const hidden = builder.apply(univariateFunction("tanh"), latent);
  return builder.build(builder.affine([1], [{ x: hidden, matrix: denseMatrix(1, SIZE, Float64Array.of(1, -2)) }]));
}

test("finds the narrowest of the affine layers in front, and what is behind it gives the same values", () => {
  const random = new Random(1);
  const whole = network(randomMaps(random));
  const latent = latentSpace(whole);
  expect(latent?.map.size).toBe(SIZE);
  expect(latent?.outer.inputs).toBe(SIZE);
  const x = Float64Array.from({ length: INPUTS }, () => random.normal());
  const { matrix, bias } = (latent as NonNullable<typeof latent>).map;
  const z = bias.map((shift, r) => x.reduce((sum, value, j) => sum + matrix[r * INPUTS + j] * value, shift));
  const [a, b] = [new Float64Array(1), new Float64Array(1)];
  whole.evaluate(x, a);
  latent?.outer.evaluate(z, b);
  expect(b[0]).toBeCloseTo(a[0], 12);
});

test("the map's errors cover the exact composition, and that of coefficients which are off by their units", () => {
  for (let seed = 1; seed <= 60; seed++) {
    const random = new Random(seed);
    const maps = randomMaps(random);
    const units = seed % 2 === 0 ? 0 : 20;
    const off = (values: Float64Array) =>
      Float64Array.from(values, (value) => value * (1 + 0.9 * units * UNIT_ROUNDOFF * random.between(-1, 1)));
    const stored = {
      scale: off(maps.scale),
      shift: off(maps.shift),
      components: off(maps.components),
      bias: off(maps.bias),
    };
    const latent = latentSpace(network(stored, units));
    const { matrix, matrixError, bias, biasError } = (latent as NonNullable<typeof latent>).map;
    for (let r = 0; r < SIZE; r++) {
      let shift = exact(maps.bias[r]);
      for (let j = 0; j < INPUTS; j++) {
        const component = exactWide(maps.components[r * INPUTS + j]);
        const entry = component.mul(exactWide(maps.scale[j]));
        const distance = entry.sub(exactWide(matrix[r * INPUTS + j])).abs();
        expect(distance.lte(exactWide(matrixError[r * INPUTS + j]))).toBe(true);
        shift = shift.add(component.mul(exactWide(maps.shift[j])));
      }
      expect(shift.sub(exact(bias[r])).abs().lte(exact(biasError[r]))).toBe(true);
      expect(biasError[r]).toBeLessThan(1e-12);
    }
  }
});

test("networks that read their inputs twice, or begin no narrower than they are, have no latent space", () => {
  const builder = new NetworkBuilder(3);
  const x = builder.inputTensor();
  const narrow = builder.affine([1], [{ x, matrix: denseMatrix(1, 3, Float64Array.of(1, 2, 3)) }]);
  const one = builder.apply(univariateFunction("tanh"), narrow);
  const all = builder.apply(univariateFunction("tanh"), x);
  const both = { ...one, shape: [4], elements: Int32Array.of(...one.elements, ...all.elements) };
  expect(latentSpace(builder.build(both))).toBeNull();
  const plain = new NetworkBuilder(3);
  expect(latentSpace(plain.build(plain.apply(univariateFunction("tanh"), plain.inputTensor())))).toBeNull();
});
