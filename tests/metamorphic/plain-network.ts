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
