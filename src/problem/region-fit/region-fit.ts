import type { RegionsDefinition } from "../../predictors/convex-regions/definition.js";
import { fitClusters } from "./cluster-fit.js";
import { trainingData } from "./training-data.js";
import { fitTree } from "./tree-fit.js";

/** How regions are made from data. */
export const REGION_FITS = ["tree", "oblique", "cluster"] as const;

export interface RegionFitOptions {
  readonly kind: (typeof REGION_FITS)[number];
  /** At most; fewer where the data do not support more. */
  readonly regions: number;
  readonly seed: number;
}

/**
 * Convex regions in the box of the data, with an affine fit by least squares in each.
 * @param X row-major, y.length x inputs
 * @throws RangeError for too few points
 */
export function fitRegions(X: Float64Array, y: Float64Array, options: RegionFitOptions): RegionsDefinition {
  const inputs = X.length / y.length;
  if (y.length < inputs + 2) {
    throw new RangeError(`${y.length} rows; an affine model of ${inputs} inputs is fitted to at least ${inputs + 2}`);
  }
  const data = trainingData(X, y, inputs);
  const { kind, regions, seed } = options;
  return {
    inputs,
    regions:
      kind === "cluster"
        ? fitClusters(data, regions, seed)
        : fitTree(data, { regions, isOblique: kind === "oblique", seed }),
  };
}
