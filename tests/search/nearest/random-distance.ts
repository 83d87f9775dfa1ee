import type { Decimal } from "decimal.js";
import type { Random } from "../../../src/numeric/random.js";
import type { NearestDefinition } from "../../../src/search/nearest/nearest-distance.js";
import { D, exact } from "../../numeric/exact-decimal.js";

/** A distance in `variables` coordinates, each read from a variable of its own, scaled and shifted. */
export function randomDistance(random: Random, variables: number, count: number, weight: number): NearestDefinition {
  const isSquared = random.uniform() < 0.5;
  const coordinates = Array.from({ length: variables }, (_, variable) => {
    const offset = random.uniform() < 0.3 ? 0 : random.normal();
    const slope = random.uniform() < 0.3 ? 1 : random.between(0.3, 3) * (random.uniform() < 0.5 ? 1 : -1);
    return { variable, slope, offset, offsetMagnitude: Math.abs(offset), units: 0 };
  });
  const points = Float64Array.from({ length: count * variables }, () => 2 * random.normal());
  return { weight, isSquared, coordinates, points };
}

/** What variable v adds to weight * distance to point i, in 60 digits. */
export function exactPart(definition: NearestDefinition, i: number, v: number, x: Decimal): Decimal {
  const { weight, isSquared, coordinates, points } = definition;
  let sum = new D(0);
  coordinates.forEach(({ variable, slope, offset }, k) => {
    if (variable !== v) return;
    const t = x
      .mul(exact(slope))
      .add(exact(offset))
      .sub(exact(points[i * coordinates.length + k]));
    sum = sum.add(isSquared ? t.pow(2) : t.abs());
  });
  return sum.mul(exact(weight));
}
