import { univariateFunction } from "../../src/functions/table.js";
import { denseMatrix } from "../../src/numeric/matrix.js";
import { NetworkBuilder } from "../../src/predictors/network/builder.js";
import type { Network } from "../../src/predictors/network/network.js";

/** phi(W x + b); the last layer of a network has no function. */
export interface PlainLayer {
  /** Row by row. */
  readonly weights: readonly (readonly number[])[];
  readonly bias: readonly number[];
  /** Name in functions/table.ts, or null for none. */
  readonly phi: string | null;
}

/** A feed-forward network as its numbers, so that it can be rewritten. */
export type PlainNetwork = readonly PlainLayer[];

/** Weights as they are after training, roughly: preactivations spread over a few units for inputs in [-2, 2]. */
export function randomPlainNetwork(
  sizes: readonly number[],
  phi: string,
  random: () => number,
  scale = 1.5,
): PlainNetwork {
  return sizes.slice(1).map((rows, k) => {
    const columns = sizes[k];
    const size = scale / Math.sqrt(columns);
    const row = () => Array.from({ length: columns }, () => size * (2 * random() - 1));
    return {
      weights: Array.from({ length: rows }, row),
      bias: Array.from({ length: rows }, () => 2 * random() - 1),
      phi: k === sizes.length - 2 ? null : phi,
    };
  });
}

/** The network that the solver bounds. */
export function networkOf(plain: PlainNetwork): Network {
  const builder = new NetworkBuilder(plain[0].weights[0].length);
  let x = builder.inputTensor();
  for (const { weights, bias, phi } of plain) {
    const matrix = denseMatrix(weights.length, weights[0].length, Float64Array.from(weights.flat()));
    x = builder.affine([weights.length], [{ x, matrix }], { bias: Float64Array.from(bias) });
    if (phi !== null) x = builder.apply(univariateFunction(phi), x);
  }
  return builder.build(x);
}

const FUNCTIONS: Readonly<Record<string, (z: number) => number>> = {
  tanh: Math.tanh,
  relu: (z) => Math.max(z, 0),
  sigmoid: (z) => 1 / (1 + Math.exp(-z)),
  // Phi(z) by its series, which converges well for the few units that arguments have here.
  gelu: (z) => {
    let term = z;
    let sum = z;
    for (let k = 1; Math.abs(term) > 1e-18 && k < 200; k++) {
      term *= (z * z) / (2 * k + 1);
      sum += term;
    }
    return z * (0.5 + (Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI)) * sum);
  },
};

/** The outputs, computed without the code under test. */
export function valuesAt(plain: PlainNetwork, x: readonly number[]): number[] {
  let values = [...x];
  for (const { weights, bias, phi } of plain) {
    const z = weights.map((row, r) => row.reduce((sum, w, c) => sum + w * values[c], bias[r]));
    values = phi === null ? z : z.map(FUNCTIONS[phi]);
  }
  return values;
}
