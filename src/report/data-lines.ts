import type { DataPosition } from "./data-position.js";
import { rough } from "./numbers.js";

/** What the answer says about the data, a line for each domain and model, and a warning where a model is asked outside its data. */
export function dataLines(positions: readonly DataPosition[]): string[] {
  return positions.map(lineOf);
}

/** So many spacings away from all data is a gap in them. */
const GAP = 2;

/** Where a model is asked outside the hull of its data, or in a gap of them. */
export function dataWarnings(positions: readonly DataPosition[]): string[] {
  return positions.flatMap(({ of, kind, insideHull, hullDistance, nearest, spacing }) => {
    if (kind !== null || nearest === null) return [];
    if (insideHull === false) {
      return `warning: the optimum lies outside the convex hull of the data given with ${of}, ${rough(hullDistance as number)} of their ranges away; the model was not trained there`;
    }
    if (spacing === null || nearest <= GAP * spacing) return [];
    return `warning: the optimum lies in a gap of the data given with ${of}: ${rough(nearest)} of their ranges from the nearest point, where 95 % of them have another one within ${rough(spacing)}`;
  });
}

function lineOf({ of, kind, inside, active, nearest, nearestRow, insideHull, hullDistance }: DataPosition): string {
  const parts = [
    ...(inside === null ? [] : [`${inside ? "inside" : "outside"} the ${kind}${active ? ", active" : ""}`]),
    ...(nearest === null ? [] : [`${rough(nearest)} ranges from the nearest point (row ${nearestRow})`]),
    ...(insideHull === null
      ? []
      : [insideHull ? "inside the hull" : `outside the hull by ${rough(hullDistance as number)} ranges`]),
  ];
  return `${of}: ${parts.join(", ")}`;
}
