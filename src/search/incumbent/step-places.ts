import type { Box } from "../../numeric/box.js";
import { rowOf } from "../../numeric/matrix.js";
import type { Layer } from "../../predictors/network/layer.js";
import type { Network } from "../../predictors/network/network.js";
import { TreeEnsemble } from "../../predictors/tree-ensemble/tree-ensemble.js";

/** Trees and sums that one evaluation of a problem walks through, for problems whose models are all trees; null for others. */
export function stepwiseCost({ layers }: Network): number | null {
  let cost = 0;
  let hasTrees = false;
  for (const layer of layers) {
    cost += layer.size;
    if (layer.kind !== "model") continue;
    if (!(layer.model instanceof TreeEnsemble)) return null;
    cost += layer.model.trees.roots.length;
    hasTrees = true;
  }
  return hasTrees ? cost : null;
}

/**
 * For each variable the values between which trees change: the ends of the box, and on either side of each threshold of a feature that is the
 * variable, or a multiple of it plus a constant; of an integer variable the whole numbers next to these. Estimates, ascending.
 */
export function stepPlaces({ layers }: Network, { lower, upper }: Box, isInteger: Uint8Array | null): Float64Array[] {
  const places = Array.from(lower, (low, j) => new Set([low, upper[j]]));
  for (const layer of layers) {
    if (layer.kind !== "model" || !(layer.model instanceof TreeEnsemble)) continue;
    for (let s = 0; s < layer.model.inputs; s++) {
      const origin = originOf(layers, layer.source, s);
      if (origin === null) continue;
      const { variable, factor, shift } = origin;
      for (const step of stepsOf(layer.model, s)) {
        const at = (step - shift) / factor;
        const whole = isInteger?.[variable] === 1;
        const slip = factor === 1 && shift === 0 ? 0 : 4 * Number.EPSILON * (Math.abs(at) + Math.abs(shift / factor));
        const below = whole ? Math.floor(at) : at - slip;
        const above = whole ? below + 1 : Math.max(at + slip, at + Number.EPSILON * Math.abs(at) + Number.MIN_VALUE);
        for (const x of [below, above]) if (x >= lower[variable] && x <= upper[variable]) places[variable].add(x);
      }
    }
  }
  return places.map((set) => Float64Array.from(set).sort());
}

function stepsOf({ trees }: TreeEnsemble, input: number): Set<number> {
  return new Set(trees.threshold.filter((_, node) => trees.feature[node] === input));
}

interface Origin {
  readonly variable: number;
  readonly factor: number;
  readonly shift: number;
}

/** Element e of a layer as factor * variable + shift; null where it is anything else. */
function originOf(layers: readonly Layer[], place: number, e: number): Origin | null {
  if (place === 0) return { variable: e, factor: 1, shift: 0 };
  const layer = layers[place];
  if (layer.kind !== "affine") return null;
  const entries = layer.terms.flatMap(({ source, matrix }) =>
    Array.from(rowOf(matrix, e), (value, column) => ({ source, column, value })).filter(({ value }) => value !== 0),
  );
  if (entries.length !== 1) return null;
  const [{ source, column, value }] = entries;
  const inner = originOf(layers, source, column);
  return inner && { ...inner, factor: value * inner.factor, shift: value * inner.shift + layer.bias[e] };
}
