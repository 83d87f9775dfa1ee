import type { DataPosition } from "./data-position.js";
import { rough } from "./numbers.js";

/** What the answer says about the data, a line for each domain and model, and a warning where a model is asked outside its data. */
export function dataLines(positions: readonly DataPosition[]): string[] {
  return positions.map(lineOf);
}

/** Where a model is asked outside the hull of its data although no validity domain is there to forbid it. */
export function dataWarnings(positions: readonly DataPosition[]): string[] {
  return positions
    .filter(({ kind, insideHull }) => kind === null && insideHull === false)
    .map(
      ({ of, hullDistance }) =>
        `warning: the optimum lies outside the convex hull of the data given with ${of}, ${rough(hullDistance as number)} of their ranges away; the model was not trained there`,
    );
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
