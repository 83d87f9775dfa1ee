import { down, up } from "../../numeric/rounding.js";
import type { ConvexRegions } from "../../predictors/convex-regions/convex-regions.js";
import { InputError } from "../../problem/input-error.js";
import type { Assembly } from "../assembly.js";
import type { Element } from "../element.js";
import {
  columnExpression,
  combined,
  constantExpression,
  type LinearExpression,
  valueAt,
} from "../linear-expression.js";
import { addRegionRepair } from "./region-repair.js";
import { regionsBigM } from "./regions-big-m.js";
import { regionsHull } from "./regions-hull.js";
import type { Encoded } from "./univariate-encoder.js";

/** Convex regions and what is known of their inputs. */
export interface RegionsTask {
  readonly assembly: Assembly;
  readonly model: ConvexRegions;
  readonly features: readonly Element[];
  /** Proved bounds of the result. */
  readonly lower: number;
  readonly upper: number;
  /** The regions that can meet the features' bounds. */
  readonly chosen: readonly number[];
  /** Per chosen region, 1 where it is the one that counts. */
  readonly indicators: readonly LinearExpression[];
  readonly label: string;
}

/** Writes which region the inputs are in, and its model. */
export type RegionsEncoder = (task: RegionsTask) => Encoded;

/**
 * Writes convex regions as a disjunction with a binary per region. Where regions overlap any of them may be taken: the program is
 * a relaxation where the model is to be large, and exact where it is to be small.
 * @throws InputError for models with squares
 */
export function encodeRegions(
  assembly: Assembly,
  model: ConvexRegions,
  features: readonly Element[],
  bounds: { readonly lower: number; readonly upper: number },
  label: string,
): Encoded {
  if (!model.regions.isAffine) {
    throw new InputError(
      "convex regions with squares cannot be written as a mixed-integer linear program; use --engine reduced",
    );
  }
  const chosen = reachableRegions(model, features);
  const indicators = indicatorsOf(assembly, model, features, chosen, label);
  const task: RegionsTask = { assembly, model, features, ...bounds, chosen, indicators, label };
  addRegionRepair(task);
  return (assembly.formulation.regions === "hull" ? regionsHull : regionsBigM)(task);
}

function reachableRegions({ minimum, inputs }: ConvexRegions, features: readonly Element[]): number[] {
  const box = {
    lower: Float64Array.from(features, ({ lower, error }) => down(lower - error)),
    upper: Float64Array.from(features, ({ upper, error }) => up(upper + error)),
  };
  const zero = new Float64Array(inputs);
  const count = minimum.enter(box);
  const met = Array.from(minimum.met.subarray(0, count)).sort((a, b) => a - b);
  return met.filter((r) => minimum.boundOf(r, 0, zero) < Number.POSITIVE_INFINITY);
}

/** A binary per region, of which exactly one is 1; a single region needs none. */
function indicatorsOf(
  assembly: Assembly,
  model: ConvexRegions,
  features: readonly Element[],
  chosen: readonly number[],
  label: string,
): LinearExpression[] {
  if (chosen.length === 1) return [constantExpression(1)];
  const x = new Float64Array(features.length);
  const isAt = (r: number, point: Float64Array): boolean => {
    for (let j = 0; j < x.length; j++) x[j] = valueAt(features[j].expression, point);
    return model.regionAt(x) === r;
  };
  const indicators = chosen.map((r) =>
    columnExpression(assembly.addBinary((point) => isAt(r, point), `${label}_z${r}`)),
  );
  const ones = indicators.map(() => 1);
  assembly.model.addRow(combined(indicators, ones), 1, 1, `${label}_one`);
  return indicators;
}
