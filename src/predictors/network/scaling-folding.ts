import { type Dyadic, dyadic, product, sum } from "../../numeric/dyadic.js";
import { rowOf, sparseMatrix } from "../../numeric/matrix.js";
import { rescaledTrees, type ScaledFeature } from "../tree-ensemble/rescaled-trees.js";
import { TreeEnsemble } from "../tree-ensemble/tree-ensemble.js";
import type { LayerList } from "./ensemble-merging.js";
import type { Layer, LayerTerm } from "./layer.js";
import { relocated } from "./layer.js";

/** factor * (element `element` of layer `place`) + shift. */
interface Origin {
  readonly place: number;
  readonly element: number;
  readonly factor: Dyadic;
  readonly shift: Dyadic;
}

const ONE = dyadic(1);
const ZERO = dyadic(0);

/**
 * Scaled and shifted features of trees (standard and min-max scalers, units, grids of integers) become thresholds: the trees read what is scaled
 * as it is, so that boxes of it are boxes of cells, where a scaled box is a rounding too wide at every threshold.
 */
export function withFoldedScalings({ layers, output }: LayerList): LayerList {
  if (!layers.some((layer) => layer.kind === "model" && layer.model instanceof TreeEnsemble)) return { layers, output };
  const places: number[] = [];
  const result: Layer[] = [];
  const selections = new Map<string, number>();
  layers.forEach((layer, k) => {
    const folded =
      layer.kind === "model" && layer.model instanceof TreeEnsemble ? originsOf(layers, layer.source) : null;
    if (folded === null || layer.kind !== "model" || !(layer.model instanceof TreeEnsemble)) {
      places[k] = result.push(relocated(layer, places)) - 1;
      return;
    }
    const { inputs, read } = distinct(folded);
    const key = read.map(({ place, element }) => `${place}:${element}`).join();
    const source =
      selections.get(key) ?? placeOf(read, layers, places) ?? result.push(selection(read, layers, places)) - 1;
    selections.set(key, source);
    const model = new TreeEnsemble(rescaledTrees(layer.model.trees, inputs, read.length));
    places[k] = result.push({ kind: "model", size: layer.size, source, model }) - 1;
  });
  return { layers: result, output: places[output] };
}

/** Of every element of the layer; null where nothing is scaled. */
function originsOf(layers: readonly Layer[], place: number): Origin[] | null {
  const origins = Array.from({ length: layers[place].size }, (_, element) => originOf(layers, place, element));
  const isScaled = origins.some(({ factor, shift }) => factor !== ONE || shift !== ZERO);
  return isScaled ? origins : null;
}

function originOf(layers: readonly Layer[], from: number, of: number): Origin {
  let [place, element, factor, shift] = [from, of, ONE, ZERO];
  for (let layer = layers[place]; layer.kind === "affine" && layer.roundingUnits === 0; layer = layers[place]) {
    const entries = layer.terms.flatMap(({ source, matrix }) =>
      Array.from(rowOf(matrix, element), (value, column) => ({ source, column, value })).filter(
        ({ value }) => value !== 0,
      ),
    );
    const bias = layer.bias[element];
    if (entries.length !== 1 || !Number.isFinite(entries[0].value) || !Number.isFinite(bias)) break;
    const [{ source, column, value }] = entries;
    if (bias !== 0) shift = sum(shift, product(factor, dyadic(bias)));
    if (value !== 1) factor = product(factor, dyadic(value));
    place = source;
    element = column;
  }
  const isScaled = factor !== ONE || shift !== ZERO;
  // Variables are float64 numbers; what is computed may lie between two of them, where two thresholds may be told apart.
  return isScaled && place > 0
    ? { place: from, element: of, factor: ONE, shift: ZERO }
    : { place, element, factor, shift };
}

/** The elements that are read, each once, and the features by their places among these. */
function distinct(origins: readonly Origin[]): { readonly inputs: ScaledFeature[]; readonly read: readonly Origin[] } {
  const read: Origin[] = [];
  const inputs = origins.map((origin) => {
    const known = read.findIndex(({ place, element }) => place === origin.place && element === origin.element);
    const feature = known < 0 ? read.push(origin) - 1 : known;
    return { feature, factor: origin.factor, shift: origin.shift };
  });
  return { inputs, read };
}

/** A layer that has just these elements; undefined if there is none. */
function placeOf(read: readonly Origin[], layers: readonly Layer[], places: readonly number[]): number | undefined {
  const [{ place }] = read;
  const isWhole =
    read.length === layers[place].size && read.every((one, e) => one.place === place && one.element === e);
  return isWhole ? places[place] : undefined;
}

function selection(read: readonly Origin[], layers: readonly Layer[], places: readonly number[]): Layer {
  const sources = [...new Set(read.map(({ place }) => place))];
  const terms: LayerTerm[] = sources.map((source) => {
    const rows = read.map(({ place, element }) => (place === source ? [[element, 1] as const] : []));
    return { source: places[source], matrix: sparseMatrix(layers[source].size, rows) };
  });
  const zeros = new Float64Array(read.length);
  return { kind: "affine", size: read.length, terms, bias: zeros, biasMagnitude: zeros, roundingUnits: 0 };
}
