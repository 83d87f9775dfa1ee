import type { PlainLayer, PlainNetwork } from "./plain-network.js";

/** The network of the inputs in another order: input j of the result is input order[j] of the original. */
export function withInputsPermuted(plain: PlainNetwork, order: readonly number[]): PlainNetwork {
  const [first, ...rest] = plain;
  return [{ ...first, weights: first.weights.map((row) => order.map((j) => row[j])) }, ...rest];
}

/** The network of t where the original takes offset + scale * t. Rounds. */
export function withInputsScaled(
  plain: PlainNetwork,
  offset: readonly number[],
  scale: readonly number[],
): PlainNetwork {
  const [first, ...rest] = plain;
  const weights = first.weights.map((row) => row.map((w, j) => w * scale[j]));
  const bias = first.bias.map((b, r) => b + first.weights[r].reduce((sum, w, j) => sum + w * offset[j], 0));
  return [{ ...first, weights, bias }, ...rest];
}

/** The same function with the affine map of layer k in two layers: W = (W / 4) (4 I). Exact. */
export function withLayerSplit(plain: PlainNetwork, k: number): PlainNetwork {
  const layer = plain[k];
  const columns = layer.weights[0].length;
  const spread: PlainLayer = {
    weights: Array.from({ length: columns }, (_, r) => Array.from({ length: columns }, (_, c) => (r === c ? 4 : 0))),
    bias: new Array<number>(columns).fill(0),
    phi: null,
  };
  const rest = { ...layer, weights: layer.weights.map((row) => row.map((w) => w / 4)) };
  return [...plain.slice(0, k), spread, rest, ...plain.slice(k + 1)];
}

/** The same function with neuron r of hidden layer k twice, each half as heavy in the next layer. Exact. */
export function withNeuronDuplicated(plain: PlainNetwork, k: number, r: number): PlainNetwork {
  const layer = plain[k];
  const next = plain[k + 1];
  const doubled = {
    ...layer,
    weights: [...layer.weights, layer.weights[r]],
    bias: [...layer.bias, layer.bias[r]],
  };
  const weights = next.weights.map((row) => [...row.map((w, c) => (c === r ? w / 2 : w)), row[r] / 2]);
  return [...plain.slice(0, k), doubled, { ...next, weights }, ...plain.slice(k + 2)];
}

/** The same function with the neurons of hidden layer k in another order. Exact, but sums are taken in another order. */
export function withNeuronsPermuted(plain: PlainNetwork, k: number, order: readonly number[]): PlainNetwork {
  const layer = plain[k];
  const next = plain[k + 1];
  const shuffled = {
    ...layer,
    weights: order.map((r) => layer.weights[r]),
    bias: order.map((r) => layer.bias[r]),
  };
  const weights = next.weights.map((row) => order.map((r) => row[r]));
  return [...plain.slice(0, k), shuffled, { ...next, weights }, ...plain.slice(k + 2)];
}
