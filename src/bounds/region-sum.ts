import { down, up } from "../numeric/rounding.js";
import { ConvexRegions } from "../predictors/convex-regions/convex-regions.js";
import type { Layer } from "../predictors/network/layer.js";
import type { Network } from "../predictors/network/network.js";
import { plainInputs } from "../predictors/network/relaxation/model-inputs.js";
import { type AffineForm, affineForm } from "./affine-form.js";
import type { Rows } from "./rows.js";

/** weight * model, whose input s is variable origins[s]. */
export interface WeightedRegions {
  readonly model: ConvexRegions;
  readonly origins: Int32Array;
  readonly weight: number;
}

/** first + second + slopes . x + constant, to be minimized, with rows that are affine in x. */
export interface RegionSum {
  readonly first: WeightedRegions;
  readonly second: WeightedRegions;
  readonly slopes: Float64Array;
  readonly constant: number;
  /** lower <= rows . x <= upper, row-major. */
  readonly rows: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/**
 * The problem as a sum of two convex region surrogates of variables as they stand, with affine models and positive weights, the rest affine and without
 * rounding; null if it is anything else. The first has the fewer regions.
 */
export function regionSum({ layers, outputs }: Network, rows: Rows | undefined): RegionSum | null {
  const place = layers.length - 1;
  const forms = Array.from({ length: outputs }, (_, o) => affineForm(layers, place, o));
  const [objective, ...others] = forms;
  if (objective === null || others.some((form) => form === null || !isAffine(form))) return null;
  const found: WeightedRegions[] = [];
  for (const [source, weights] of objective.coefficients) {
    if (source === 0) continue;
    const part = regionsAt(layers, source, weights[0]);
    if (part === null) return null;
    found.push(part);
  }
  if (found.length !== 2) return null;
  const [first, second] = found.sort((a, b) => a.model.regions.count - b.model.regions.count);
  const linear = (form: AffineForm | null) => form?.coefficients.get(0) ?? new Float64Array(layers[0].size);
  const biases = others.map((form) => form?.constant ?? 0);
  return {
    first,
    second,
    slopes: linear(objective),
    constant: objective.constant,
    rows: Float64Array.from(others.flatMap((form) => [...linear(form)])),
    lower: Float64Array.from(biases, (bias, i) => down((rows?.lower[i] ?? Number.NEGATIVE_INFINITY) - bias)),
    upper: Float64Array.from(biases, (bias, i) => up((rows?.upper[i] ?? Number.POSITIVE_INFINITY) - bias)),
  };
}

/** Whether it is one of the variables alone: a model in a row is more than the least of its pieces. */
function isAffine({ coefficients }: AffineForm): boolean {
  return [...coefficients].every(([source, values]) => source === 0 || values.every((value) => value === 0));
}

/** Models that are to be large are more than the least of their pieces, too. */
function regionsAt(layers: readonly Layer[], place: number, weight: number): WeightedRegions | null {
  const layer = layers[place];
  if (layer.kind !== "model" || !(layer.model instanceof ConvexRegions) || !layer.model.regions.isAffine) return null;
  const origins = plainInputs(layers, layer);
  if (origins === null || origins.includes(-1) || !(weight > 0)) return null;
  return { model: layer.model, origins, weight };
}
