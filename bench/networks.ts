import { existsSync, readdirSync, readFileSync } from "node:fs";
import { univariateFunction } from "../dist/functions/table.js";
import { denseMatrix } from "../dist/numeric/matrix.js";
import { NetworkBuilder } from "../dist/predictors/network/builder.js";
import type { Network } from "../dist/predictors/network/network.js";
import { loadNetwork } from "../dist/predictors/network/recognise.js";
import { fromRoot } from "./box-solve.js";

/** A network of one or more outputs over a box; output 0 is minimized. */
export interface BoxedNetwork {
  readonly name: string;
  readonly lower: readonly number[];
  readonly upper: readonly number[];
  load(): Network;
}

/** The networks that the repository brings along. */
export function bundledNetworks(): BoxedNetwork[] {
  return cardsOf("models/network").map(({ name, card, file }) => ({
    name,
    lower: card.box.lower as number[],
    upper: card.box.upper as number[],
    load: () => loadNetwork(file),
  }));
}

/** Chosen networks of ../shared/models/ann: one of each activation, size and kind of layer. Empty where it is absent. */
export function referenceNetworks(): BoxedNetwork[] {
  const chosen = new Set([
    "airfoil_relu_bn_32x32",
    "airfoil_sigmoid_30",
    "concrete_elu_dropout_32x32",
    "concrete_res_tanh_16x3",
    "concrete_softplus_ln_24x24",
    "concrete_tanh_20x20",
    "hartmann3_tanh_20x20",
    "peaks_elu_16x16",
    "peaks_gelu_16x16",
    "peaks_relu_16x16",
    "peaks_sigmoid_24x24x24",
    "peaks_silu_16x16",
    "peaks_tanh_8x8",
    "peaks_tanh_47x47",
    "reformer_relu_10x10x10x10",
    "yacht_tanh_12x12",
  ]);
  return cardsOf("../shared/models/ann")
    .filter(({ name }) => chosen.has(name))
    .map(({ name, card, file }) => {
      const box = card.box as [number, number][];
      return {
        name,
        lower: box.map(([low]) => low),
        upper: box.map(([, high]) => high),
        load: () => loadNetwork(file, { allowExternalData: true }),
      };
    });
}

interface Layers {
  readonly n: number;
  readonly act: string;
  readonly lo: readonly number[];
  readonly hi: readonly number[];
  readonly layers: readonly { readonly W: readonly (readonly number[])[]; readonly b: readonly number[] }[];
}

/** The plain networks of ../shared/trials/network/inst, in which one property is varied at a time. Empty where it is absent. */
export function trialNetworks(): BoxedNetwork[] {
  const folder = fromRoot("../shared/trials/network/inst");
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .sort()
    .map((name) => {
      const data = JSON.parse(readFileSync(`${folder}/${name}`, "utf8")) as Layers;
      return { name: name.replace(".json", ""), lower: data.lo, upper: data.hi, load: () => plainNetwork(data) };
    });
}

function plainNetwork({ n, act, layers }: Layers): Network {
  const builder = new NetworkBuilder(n);
  let x = builder.inputTensor();
  layers.forEach(({ W, b }, k) => {
    const matrix = denseMatrix(W.length, W[0].length, Float64Array.from(W.flat()));
    x = builder.affine([W.length], [{ x, matrix }], { bias: Float64Array.from(b) });
    if (k < layers.length - 1) x = builder.apply(univariateFunction(act), x);
  });
  return builder.build(x);
}

/** A network of random weights, for timings that do not depend on training: inputs-width-...-1. */
export function randomNetwork(inputs: number, widths: readonly number[], activation: string): Network {
  const random = generator(inputs + 100 * widths.length);
  const builder = new NetworkBuilder(inputs);
  let x = builder.inputTensor();
  [...widths, 1].forEach((width, k) => {
    const columns = x.elements.length;
    const scale = 2 / Math.sqrt(columns);
    const data = Float64Array.from({ length: width * columns }, () => scale * (2 * random() - 1));
    const bias = Float64Array.from({ length: width }, () => random() - 0.5);
    x = builder.affine([width], [{ x, matrix: denseMatrix(width, columns, data) }], { bias });
    if (k < widths.length) x = builder.apply(univariateFunction(activation), x);
  });
  return builder.build(x);
}

/** mulberry32: numbers in [0, 1). */
export function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

// biome-ignore lint/suspicious/noExplicitAny: cards of two kinds, each read by its own caller
function cardsOf(path: string): { name: string; card: any; file: string }[] {
  const folder = fromRoot(path);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json") && existsSync(`${folder}/${name.replace(/json$/, "onnx")}`))
    .sort()
    .map((name) => ({
      name: name.replace(".json", ""),
      card: JSON.parse(readFileSync(`${folder}/${name}`, "utf8")),
      file: `${folder}/${name.replace(/json$/, "onnx")}`,
    }));
}
