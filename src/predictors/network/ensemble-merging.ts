import type { Matrix } from "../../numeric/matrix.js";
import { sparseMatrix } from "../../numeric/matrix.js";
import { sideBySide } from "../tree-ensemble/side-by-side.js";
import { TreeEnsemble } from "../tree-ensemble/tree-ensemble.js";
import type { AffineLayer, Layer, LayerTerm } from "./layer.js";
import { relocated } from "./layer.js";
import { mergedTerms } from "./term-merging.js";

/** Every leaf of an ensemble has a value for every output: beyond so many values ensembles stay apart. */
const MOST_VALUES = 2e7;

/** Layers, and which of them is the output. */
export interface LayerList {
  readonly layers: readonly Layer[];
  readonly output: number;
}

/** Where the outputs of an ensemble stand among those of the merged one. */
interface Part {
  readonly group: Group;
  readonly offset: number;
}

interface Group {
  readonly members: number[];
  readonly model: TreeEnsemble;
  /** Place of the merged layer in the new list; -1 before it is written. */
  place: number;
}

/**
 * Sums of trees that read the same layer (bagging, stacking, one file per target) become one model layer, so that what is made
 * of their outputs is bounded by all their trees together instead of ensemble by ensemble.
 */
export function withMergedEnsembles({ layers, output }: LayerList): LayerList {
  const parts = mergedParts(layers);
  if (parts.size === 0) return { layers, output };
  const places: number[] = [];
  const result: Layer[] = [];
  layers.forEach((layer, k) => {
    const part = parts.get(k);
    if (part !== undefined) {
      const { group } = part;
      if (group.place < 0 && layer.kind === "model") {
        const source = places[layer.source];
        group.place = result.push({ kind: "model", size: group.model.outputs, source, model: group.model }) - 1;
      }
      // For those who read the ensemble otherwise than in an affine map; dropped later if there are none.
      places[k] = result.push(selection(part, layer.size)) - 1;
      return;
    }
    places[k] = result.push(layer.kind === "affine" ? rewired(layer, parts, places) : relocated(layer, places)) - 1;
  });
  return { layers: result, output: places[output] };
}

function mergedParts(layers: readonly Layer[]): Map<number, Part> {
  const bySource = new Map<number, number[]>();
  layers.forEach((layer, k) => {
    if (layer.kind !== "model" || !(layer.model instanceof TreeEnsemble) || layer.model.trees.aggregate !== "sum")
      return;
    bySource.set(layer.source, [...(bySource.get(layer.source) ?? []), k]);
  });
  const parts = new Map<number, Part>();
  for (const members of bySource.values()) {
    const all = members.map((k) => ((layers[k] as { model: unknown }).model as TreeEnsemble).trees);
    const nodes = all.reduce((sum, trees) => sum + trees.feature.length, 0);
    const outputs = all.reduce((sum, trees) => sum + trees.outputs, 0);
    if (members.length < 2 || nodes * outputs > MOST_VALUES) continue;
    const group: Group = { members, model: new TreeEnsemble(sideBySide(all)), place: -1 };
    let offset = 0;
    for (const k of members) {
      parts.set(k, { group, offset });
      offset += layers[k].size;
    }
  }
  return parts;
}

/** The affine map with merged ensembles read where they stand now. */
function rewired(layer: AffineLayer, parts: ReadonlyMap<number, Part>, places: readonly number[]): AffineLayer {
  const terms: LayerTerm[] = layer.terms.map(({ source, matrix }) => {
    const part = parts.get(source);
    if (part === undefined) return { source: places[source], matrix };
    return { source: part.group.place, matrix: widened(matrix, part) };
  });
  return { ...layer, terms: mergedTerms(terms) };
}

function widened(matrix: Matrix, { group, offset }: Part): Matrix {
  const rows = Array.from({ length: matrix.rows }, (_, r) => {
    if (matrix.kind === "dense")
      return Array.from(
        { length: matrix.columns },
        (_, c) => [c + offset, matrix.data[r * matrix.columns + c]] as const,
      );
    const entries: (readonly [number, number])[] = [];
    for (let k = matrix.starts[r]; k < matrix.starts[r + 1]; k++)
      entries.push([matrix.indices[k] + offset, matrix.values[k]]);
    return entries;
  });
  return sparseMatrix(group.model.outputs, rows);
}

function selection({ group, offset }: Part, size: number): AffineLayer {
  const rows = Array.from({ length: size }, (_, r) => [[offset + r, 1] as const]);
  const zeros = new Float64Array(size);
  const terms = [{ source: group.place, matrix: sparseMatrix(group.model.outputs, rows) }];
  return { kind: "affine", size, terms, bias: zeros, biasMagnitude: zeros, roundingUnits: 0 };
}
