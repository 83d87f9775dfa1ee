import { DataDistance } from "../../predictors/data-distance/data-distance.js";
import type { Layer, ModelLayer } from "../../predictors/network/layer.js";
import type { DistanceCoordinate, NearestDefinition } from "../nearest/nearest-distance.js";
import { entriesOf } from "./dependence.js";

/**
 * A weighted distance to the nearest of several points in coordinates of one variable each: l1, or Euclidean and squared. Null where a layer is
 * anything else.
 * @param weight of the layer's output, and by how much it may be off
 */
export function nearestPart(
  layers: readonly Layer[],
  layer: Layer,
  weight: number,
  weightError: number,
): NearestDefinition | null {
  const isSquared = layer.kind === "univariate" && layer.phi.name === "square";
  const model = isSquared ? layers[layer.source] : layer;
  if (model.kind !== "model" || !(model.model instanceof DataDistance)) return null;
  const { norm, k, points } = model.model;
  // Distances are not negative: less weight is on the safe side, whatever its sign.
  const least = weight - 2 * weightError;
  if (k !== 1 || norm !== (isSquared ? "l2" : "l1") || Math.sign(least) !== Math.sign(weight)) return null;
  const coordinates = coordinatesOf(layers, model);
  return coordinates && { weight: least, isSquared, coordinates, points };
}

function coordinatesOf(layers: readonly Layer[], { source, model }: ModelLayer): DistanceCoordinate[] | null {
  if (source === 0) {
    return Array.from({ length: model.inputs }, (_, variable) => ({
      variable,
      slope: 1,
      offset: 0,
      offsetMagnitude: 0,
      units: 0,
    }));
  }
  const layer = layers[source];
  if (layer.kind !== "affine") return null;
  const coordinates: DistanceCoordinate[] = [];
  for (let row = 0; row < layer.size; row++) {
    const entries = entriesOf(layer, row);
    if (entries.length !== 1 || entries[0].source !== 0) return null;
    coordinates.push({
      variable: entries[0].column,
      slope: entries[0].value,
      offset: layer.bias[row],
      offsetMagnitude: layer.biasMagnitude[row],
      units: layer.roundingUnits,
    });
  }
  return coordinates;
}
