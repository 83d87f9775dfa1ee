import { ShiftedBounder } from "../../bounds/shifted-bounder.js";
import { TreeEnsembleBounder } from "../../bounds/tree-ensemble-bounder.js";
import type { Box } from "../../numeric/box.js";
import type { Random } from "../../numeric/random.js";
import { down } from "../../numeric/rounding.js";
import type { AffineLayer } from "../../predictors/network/layer.js";
import type { Network } from "../../predictors/network/network.js";
import { EnsembleBound, type EnsembleMethod } from "../../predictors/tree-ensemble/bound/ensemble-bound.js";
import { linearTerm, type UnivariateTerm } from "../../predictors/tree-ensemble/bound/univariate-term.js";
import type { Collaborators } from "../collaborators.js";
import { CellDescent } from "../incumbent/cell-descent.js";
import type { Objective } from "../incumbent/objective.js";
import { NearestBounder } from "../nearest/nearest-bounder.js";
import { NearestDescent } from "../nearest/nearest-descent.js";
import { NearestDistance } from "../nearest/nearest-distance.js";
import { NearestTerm } from "../nearest/nearest-term.js";
import { PointChoice } from "../nearest/point-choice.js";
import { CappedTerm, variationOf } from "./capped-term.js";
import { entriesOf } from "./dependence.js";
import { JoinedTrees } from "./joined-trees.js";
import { separated } from "./separation.js";
import { SlicedTerm } from "./sliced-term.js";
import { UnivariateEnclosure } from "./univariate-enclosure.js";

/** By how much the least of a variable's own term and its part of a distance may be missed in a slice, as a share of what the trees vary. */
const TOLERANCE = 2 ** -10;

export interface SeparableOptions {
  readonly method: EnsembleMethod;
  readonly random: Random;
  /** The variables' ranges: terms are studied over them. */
  readonly box: Box;
  /** 1 for integer variables; null if there are none. */
  readonly isInteger: Uint8Array | null;
}

/**
 * The search on cells where the network's output is a sum of ensembles of trees and of functions of one variable each: the functions go into the
 * ensembles' messages. Null where it is anything else, or where one of the functions is not finite over its range.
 */
export function separableSearch(
  network: Network,
  objective: Objective,
  { method, random, box, isInteger }: SeparableOptions,
): Pick<Collaborators, "bounder" | "finder"> | null {
  const parts = separated(network);
  if (parts === null) return null;
  const terms = parts.terms.map((part, j) => part && termOf(part, box.lower[j], box.upper[j], isInteger?.[j] === 1));
  if (terms.some((term) => term instanceof SlicedTerm && !term.isUsable)) return null;
  const constant = new UnivariateEnclosure(parts.constant);
  constant.over(0, 0);
  if (!Number.isFinite(constant.lower)) return null;
  const { trees, leaves } = new JoinedTrees(network.inputs, parts.ensembles);
  const variation = variationOf(trees, leaves);
  // Terms begin at zero: what they all cost at least is a constant.
  const offsets = terms.map((term, j) => term?.lowerBoundOver(box.lower[j], box.upper[j]) ?? 0);
  const shift = offsets.reduce((sum, offset) => (offset === 0 ? sum : down(sum + offset)), constant.lower);
  if (!Number.isFinite(shift)) return null;
  const weights = Float64Array.of(1);
  const own = terms.map((term, j) => term && new CappedTerm(term, offsets[j], Number.POSITIVE_INFINITY));
  if (parts.nearest === null) {
    const least = own.reduce((sum, term, j) => sum + leastOf(term, box.lower[j], box.upper[j]), 0);
    const cap = 2 * (variation + least);
    const capped = terms.map((term, j) => term && new CappedTerm(term, offsets[j], cap));
    const ensemble = new EnsembleBound(trees, weights, { method, terms: capped, isInteger, leaves });
    return {
      bounder: new ShiftedBounder(new TreeEnsembleBounder(ensemble), shift),
      finder: new CellDescent(objective, ensemble, random),
    };
  }
  const distance = new NearestDistance(parts.nearest, network.inputs);
  const choice = new PointChoice(distance);
  const both = own.map(
    (term, j) => new NearestTerm(distance, choice, j, term, isInteger?.[j] === 1, TOLERANCE * variation),
  );
  // What is rewarded for distance may be as large as the box is wide.
  const cap = distance.weight > 0 ? 2 * (variation + leastCost(box, distance, own)) : Number.POSITIVE_INFINITY;
  // Bounds of slices leave no messages from which points could be bounded one by one.
  const suited = method === "slices" ? "minima" : method;
  const capped = both.map((term) => new CappedTerm(term, 0, cap));
  const ensemble = new EnsembleBound(trees, weights, { method: suited, terms: capped, isInteger, leaves });
  return {
    bounder: new ShiftedBounder(new NearestBounder(ensemble, distance, choice, both), shift),
    finder: new NearestDescent(objective, ensemble, distance, own, isInteger, random),
  };
}

/** A low value of the term. */
function leastOf(term: UnivariateTerm | null, lower: number, upper: number): number {
  return term?.evaluate(term.minimiserOver(lower, upper)) ?? 0;
}

/** What the variables' terms and the distance cost at the best of the points that are the data's own or in the box nearest to them. */
function leastCost(
  { lower, upper }: Box,
  distance: NearestDistance,
  terms: readonly (UnivariateTerm | null)[],
): number {
  const x = new Float64Array(terms.length);
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < distance.count; i++) {
    terms.forEach((_, v) => {
      x[v] = distance.nearest(i, v, lower[v], upper[v]);
    });
    const own = terms.reduce((sum, term, v) => sum + (term?.evaluate(x[v]) ?? 0), 0);
    least = Math.min(least, own + distance.at(x));
  }
  return least;
}

function termOf(part: Network, lower: number, upper: number, isInteger: boolean): UnivariateTerm {
  const slope = slopeOf(part);
  return slope === null ? new SlicedTerm(part, lower, upper, isInteger) : linearTerm(slope);
}

/** The factor of a network that only scales its input; null if it does more. */
function slopeOf({ layers }: Network): number | null {
  const [, layer] = layers;
  if (layers.length !== 2 || layer.kind !== "affine" || !isExact(layer)) return null;
  const entries = entriesOf(layer, 0);
  return entries.length === 1 ? entries[0].value : null;
}

function isExact({ roundingUnits, biasMagnitude }: AffineLayer): boolean {
  return roundingUnits === 0 && biasMagnitude[0] === 0;
}
