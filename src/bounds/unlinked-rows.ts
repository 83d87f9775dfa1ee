import type { Interval } from "../numeric/interval.js";
import { type Matrix, rowOf } from "../numeric/matrix.js";
import type { AffineLayer, Layer } from "../predictors/network/layer.js";
import { Network } from "../predictors/network/network.js";
import { withOutputs } from "../predictors/network/output-choice.js";
import { ReversePropagation } from "../predictors/network/relaxation/reverse-propagation.js";
import type { Rows } from "./rows.js";

/** One element of a layer. */
interface Element {
  readonly layer: number;
  readonly place: number;
}

/**
 * The same problem with rows on functions of one sum of trees (a probability, an anomaly score) as rows on the sums: sigmoid(s) >= 0.7 is s >= 0.847..., rounded so
 * that no point is lost. Neither has the function to be relaxed then, nor its argument to be bounded on both sides.
 * @param network has the objective as output 0 and the rows on the others
 */
export function unlinkedRows(network: Network, rows: Rows): { network: Network; rows: Rows } {
  const lower = rows.lower.slice();
  const upper = rows.upper.slice();
  const places = new Map<number, Element>();
  const range: Interval = { lower: 0, upper: 0 };
  for (let k = 0; k < lower.length; k++) {
    const argument = linkedSum(network.layers, k + 1);
    if (argument === null || !argumentRange(network, k + 1, { lower: lower[k], upper: upper[k] }, argument, range))
      continue;
    places.set(k + 1, argument);
    lower[k] = range.lower;
    upper[k] = range.upper;
  }
  if (places.size === 0) return { network, rows };
  return { network: withElements(network, places), rows: { lower, upper } };
}

/** The sum of trees of which an output is a function, through functions of one argument only; null where it is anything else. */
function linkedSum(layers: readonly Layer[], output: number): Element | null {
  let element: Element = { layer: layers.length - 1, place: output };
  let isFunction = false;
  for (;;) {
    const layer = layers[element.layer];
    if (layer.kind === "univariate") {
      isFunction = true;
      element = { ...element, layer: layer.source };
      continue;
    }
    const only = layer.kind === "affine" ? onlyOperand(layer, element.place) : null;
    if (only === null) break;
    element = only;
  }
  return isFunction && isSumOfTrees(layers, element) ? element : null;
}

/** What an affine element is computed from, if that is one other element. */
function onlyOperand({ terms }: AffineLayer, place: number): Element | null {
  const found: Element[] = [];
  for (const { source, matrix } of terms) {
    rowOf(matrix, place).forEach((value, c) => {
      if (value !== 0) found.push({ layer: source, place: c });
    });
  }
  return found.length === 1 ? found[0] : null;
}

function isSumOfTrees(layers: readonly Layer[], { layer: at, place }: Element): boolean {
  const layer = layers[at];
  if (layer.kind === "model") return layer.model.isPiecewiseConstant === true;
  if (layer.kind !== "affine") return false;
  return layer.terms.every(({ source, matrix }) =>
    rowOf(matrix, place).every((value, c) => value === 0 || isSumOfTrees(layers, { layer: source, place: c })),
  );
}

/** What the limits of an output leave to its argument; false where an end is lost, as the function does not tell. */
function argumentRange(network: Network, output: number, limits: Interval, argument: Element, out: Interval): boolean {
  const propagation = new ReversePropagation(network.layers, null, true);
  propagation.limit(output, limits.lower, limits.upper);
  const all = {
    lower: new Float64Array(network.inputs).fill(Number.NEGATIVE_INFINITY),
    upper: new Float64Array(network.inputs).fill(Number.POSITIVE_INFINITY),
  };
  if (propagation.run(all, null) === Number.POSITIVE_INFINITY) return false;
  propagation.enclosureOf(argument.layer, argument.place, out);
  const ends = Number(Number.isFinite(limits.lower)) + Number(Number.isFinite(limits.upper));
  return Number(Number.isFinite(out.lower)) + Number(Number.isFinite(out.upper)) === ends;
}

/** The network with other elements as some of its outputs. */
function withElements({ layers, outputs }: Network, places: ReadonlyMap<number, Element>): Network {
  const last = layers.length - 1;
  const elements = Array.from({ length: outputs }, (_, o) => places.get(o) ?? { layer: last, place: o });
  const sources = [...new Set(elements.map(({ layer }) => layer))];
  const zeros = new Float64Array(outputs);
  const picked: AffineLayer = {
    kind: "affine",
    size: outputs,
    terms: sources.map((source) => ({ source, matrix: choice(elements, source, layers[source].size) })),
    bias: zeros,
    biasMagnitude: zeros,
    roundingUnits: 0,
  };
  return withOutputs(new Network([...layers, picked]), Array.from(elements.keys()));
}

/** Copies the elements of one layer, in rows of their own; the others are zero. */
function choice(elements: readonly Element[], source: number, columns: number): Matrix {
  const own = elements.filter(({ layer }) => layer === source);
  const starts = new Int32Array(elements.length + 1);
  elements.forEach(({ layer }, r) => {
    starts[r + 1] = starts[r] + (layer === source ? 1 : 0);
  });
  const indices = Int32Array.from(own, ({ place }) => place);
  return {
    kind: "sparse",
    rows: elements.length,
    columns,
    starts,
    indices,
    values: new Float64Array(own.length).fill(1),
  };
}
