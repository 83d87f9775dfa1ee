import { ShiftedBounder } from "../../bounds/shifted-bounder.js";
import { TreeEnsembleBounder } from "../../bounds/tree-ensemble-bounder.js";
import type { Box } from "../../numeric/box.js";
import type { Random } from "../../numeric/random.js";
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
import { entriesOf } from "./dependence.js";
import { JoinedTrees } from "./joined-trees.js";
import { separated } from "./separation.js";
import { SlicedTerm } from "./sliced-term.js";
import { UnivariateEnclosure } from "./univariate-enclosure.js";

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
  const joined = new JoinedTrees(network.inputs, parts.ensembles);
  const { trees, leaves } = joined;
  const weights = Float64Array.of(1);
  if (parts.nearest !== null) {
    const distance = new NearestDistance(parts.nearest, network.inputs);
    const choice = new PointChoice(distance);
    const both = terms.map((own, j) => new NearestTerm(distance, choice, j, own, isInteger?.[j] === 1));
    // Bounds of slices leave no messages from which points could be bounded one by one.
    const suited = method === "slices" ? "minima" : method;
    const ensemble = new EnsembleBound(trees, weights, { method: suited, terms: both, isInteger, leaves });
    return {
      bounder: new ShiftedBounder(new NearestBounder(ensemble, distance, choice, both), constant.lower),
      finder: new NearestDescent(objective, ensemble, distance, terms, isInteger, random),
    };
  }
  const ensemble = new EnsembleBound(trees, weights, { method, terms, isInteger, leaves });
  return {
    bounder: new ShiftedBounder(new TreeEnsembleBounder(ensemble), constant.lower),
    finder: new CellDescent(objective, ensemble, random),
  };
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
