import { affineForm, isLinear } from "../../bounds/affine-form.js";
import { diagonalMatrix } from "../../numeric/matrix.js";
import { SMALLEST, UNIT_ROUNDOFF } from "../../numeric/rounding.js";
import type { AffineLayer, Layer } from "../../predictors/network/layer.js";
import type { Network } from "../../predictors/network/network.js";
import { plainInputs } from "../../predictors/network/relaxation/model-inputs.js";
import { TreeEnsemble } from "../../predictors/tree-ensemble/tree-ensemble.js";
import type { Trees } from "../../predictors/tree-ensemble/trees.js";
import type { NearestDefinition } from "../nearest/nearest-distance.js";
import { entriesOf, SEVERAL } from "./dependence.js";
import { nearestPart } from "./nearest-part.js";
import { Slices } from "./slices.js";

/** A sum or mean of trees in a separable objective. */
export interface WeighedEnsemble {
  readonly trees: Trees;
  /** Of its outputs, and by how much they may be off. */
  readonly weights: Float64Array;
  readonly weightErrors: Float64Array;
  /** The variable that each of its inputs is, -1 for a constant. */
  readonly inputs: Int32Array;
  /** Of inputs that are constant. */
  readonly constants: Float64Array;
}

/** sum of weights . outputs of ensembles + weight * distance to the nearest of several points + sum_j terms[j](x_j) + constant. */
export interface Separation {
  readonly ensembles: readonly WeighedEnsemble[];
  /** A distance to data, if there is one. */
  readonly nearest: NearestDefinition | null;
  /** One per variable, null where it has none; networks of one input. */
  readonly terms: readonly (Network | null)[];
  readonly constant: Network;
}

/** The network's output 0 as such a sum; null where it is anything else, and without ensembles. */
export function separated({ layers: given, inputs }: Network): Separation | null {
  if (!given.some((layer) => layer.kind === "model" && layer.model instanceof TreeEnsemble)) return null;
  const layers = given[given.length - 1].kind === "affine" ? given : [...given, repeated(given.length - 1)];
  const slices = new Slices(layers);
  const models = modelsIn(layers, slices);
  if (models === null || models.ensembles.length === 0) return null;
  return {
    ...models,
    terms: Array.from({ length: inputs }, (_, j) => slices.of(j)),
    constant: slices.constant,
  };
}

/** The coefficients of the terms of single variables; null where one of them is not linear, or has coefficients that are not known exactly. */
export function linearSlopes({ terms }: Separation): Float64Array | null {
  const slopes = new Float64Array(terms.length);
  for (let j = 0; j < slopes.length; j++) {
    const term = terms[j];
    if (term === null) continue;
    const form = affineForm(term.layers, term.layers.length - 1, 0);
    if (form === null || form.constant !== 0 || !isLinear(form)) return null;
    slopes[j] = form.coefficients.get(0)?.[0] ?? 0;
  }
  return slopes;
}

/** Element 0 of a layer of one element, as a sum. */
function repeated(source: number): AffineLayer {
  const zero = new Float64Array(1);
  const terms = [{ source, matrix: diagonalMatrix(Float64Array.of(1)) }];
  return { kind: "affine", size: 1, terms, bias: zero, biasMagnitude: zero, roundingUnits: 0 };
}

/** Carries the output's coefficients back to the models; null where they meet anything else that depends on several inputs. */
function modelsIn(layers: Network["layers"], slices: Slices): Pick<Separation, "ensembles" | "nearest"> | null {
  const coefficients = layers.map(({ size }) => new Float64Array(size));
  const errors = layers.map(({ size }) => new Float64Array(size));
  coefficients[layers.length - 1][0] = 1;
  const ensembles: WeighedEnsemble[] = [];
  let nearest: NearestDefinition | null = null;
  for (let k = layers.length - 1; k > 0; k--) {
    const layer = layers[k];
    const isReached = (e: number) => coefficients[k][e] !== 0 || errors[k][e] !== 0;
    if (!coefficients[k].some((_, e) => isReached(e))) continue;
    if (layer.kind !== "affine") {
      const part = weighedEnsemble(layers, layer, coefficients[k], errors[k]);
      if (part !== null) {
        ensembles.push(part);
        continue;
      }
      const isFirst: boolean = nearest === null && layer.size === 1;
      nearest = isFirst ? nearestPart(layers, layer, coefficients[k][0], errors[k][0]) : null;
      if (nearest === null) return null;
      continue;
    }
    for (let e = 0; e < layer.size; e++) {
      if (!isReached(e)) continue;
      const factor = { value: coefficients[k][e], error: errors[k][e], units: layer.roundingUnits };
      for (const { source, column, value } of entriesOf(layer, e)) {
        if (slices.inputsOf(source)[column] !== SEVERAL) continue;
        addProduct(factor, value, coefficients[source], errors[source], column);
      }
    }
  }
  return { ensembles, nearest };
}

/** out[place] += (value +- error) * weight (1 +- units u), what is rounded being added to the errors. */
function addProduct(
  { value, error, units }: { readonly value: number; readonly error: number; readonly units: number },
  weight: number,
  out: Float64Array,
  errors: Float64Array,
  place: number,
): void {
  const product = value * weight;
  const before = out[place];
  out[place] += product;
  const isExact = Math.abs(value) === 1 || Math.abs(weight) === 1;
  let added = error * Math.abs(weight) + units * UNIT_ROUNDOFF * (Math.abs(product) + error * Math.abs(weight));
  if (!isExact) added += UNIT_ROUNDOFF * Math.abs(product) + SMALLEST;
  if (before !== 0) added += UNIT_ROUNDOFF * Math.abs(out[place]);
  // The sum of errors is rounded itself.
  if (added > 0) errors[place] = (errors[place] + added) * (1 + 2 ** -40) + SMALLEST;
}

function weighedEnsemble(
  layers: Network["layers"],
  layer: Layer,
  weights: Float64Array,
  weightErrors: Float64Array,
): WeighedEnsemble | null {
  if (layer.kind !== "model" || !(layer.model instanceof TreeEnsemble)) return null;
  const { trees } = layer.model;
  const inputs = plainInputs(layers, layer);
  if (inputs === null || trees.aggregate === "minimum" || trees.aggregate === "maximum") return null;
  if (!weights.every(Number.isFinite) || !weightErrors.every(Number.isFinite)) return null;
  const source = layers[layer.source];
  const constants = source.kind === "affine" ? source.bias : new Float64Array(trees.features);
  return { trees, weights, weightErrors, inputs, constants };
}
