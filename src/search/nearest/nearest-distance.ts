import { UNIT_ROUNDOFF } from "../../numeric/rounding.js";

/** One coordinate of the space in which distances are measured: slope * variable + offset. */
export interface DistanceCoordinate {
  readonly variable: number;
  readonly slope: number;
  readonly offset: number;
  /** At least |offset|, and the units of roundoff by which slope and offset, relative to it, may be off. */
  readonly offsetMagnitude: number;
  readonly units: number;
}

export interface NearestDefinition {
  /** Lower bound of what a unit of distance costs; negative: at least what it is rewarded with, negated. */
  readonly weight: number;
  /** Distances are sums of squares, or of magnitudes. */
  readonly isSquared: boolean;
  readonly coordinates: readonly DistanceCoordinate[];
  /** Row-major, as many columns as coordinates. */
  readonly points: Float64Array;
}

/** weight * distance to the nearest of several points, taken apart by points and variables. */
export class NearestDistance {
  readonly count: number;
  readonly weight: number;
  private readonly isSquared: boolean;
  private readonly points: Float64Array;
  private readonly dimension: number;
  private readonly slope: Float64Array;
  private readonly offset: Float64Array;
  private readonly offsetMagnitude: Float64Array;
  /** What a coordinate may be off by, relative to the magnitudes that it is made from. */
  private readonly relative: Float64Array;
  /** The coordinates that read each variable. */
  readonly coordinatesOf: readonly (readonly number[])[];

  constructor({ weight, isSquared, coordinates, points }: NearestDefinition, variables: number) {
    this.weight = weight;
    this.isSquared = isSquared;
    this.points = points;
    this.dimension = coordinates.length;
    this.count = points.length / coordinates.length;
    this.slope = Float64Array.from(coordinates, ({ slope }) => slope);
    this.offset = Float64Array.from(coordinates, ({ offset }) => offset);
    this.offsetMagnitude = Float64Array.from(coordinates, ({ offsetMagnitude }) => offsetMagnitude);
    this.relative = Float64Array.from(coordinates, ({ units }) => 2 * (units + 8) * UNIT_ROUNDOFF);
    this.coordinatesOf = Array.from({ length: variables }, (_, v) =>
      coordinates.flatMap(({ variable }, k) => (variable === v ? [k] : [])),
    );
  }

  /** A proved lower bound of what variable v adds to weight * distance to point i, over [lower, upper]. */
  lowerBoundOver(i: number, v: number, lower: number, upper: number): number {
    const { weight, isSquared, points, dimension, slope, offset, offsetMagnitude, relative } = this;
    const coordinates = this.coordinatesOf[v];
    const size = Math.max(Math.abs(lower), Math.abs(upper));
    let sum = 0;
    for (let s = 0; s < coordinates.length; s++) {
      const k = coordinates[s];
      const a = slope[k];
      const p = points[i * dimension + k];
      const error = relative[k] * (Math.abs(a) * size + offsetMagnitude[k] + Math.abs(p));
      const low = a * (a > 0 ? lower : upper) + offset[k] - p;
      const high = a * (a > 0 ? upper : lower) + offset[k] - p;
      let length: number;
      if (weight > 0) length = low > error ? low - error : high < -error ? -high - error : 0;
      else length = Math.max(high, -low) + error;
      sum += isSquared ? length * length : length;
    }
    const product = weight * sum;
    // Sums of positive terms and products err relative to themselves.
    const margin = (2 * dimension + 16) * UNIT_ROUNDOFF * Math.abs(product) + Number.MIN_VALUE;
    return sum === 0 ? 0 : product - 2 * margin;
  }

  /** An estimate of what variable v adds. */
  valueAt(i: number, v: number, x: number): number {
    return this.weight * this.lengthAt(i, v, x);
  }

  /** An estimate of what variable v adds to the distance itself. */
  lengthAt(i: number, v: number, x: number): number {
    let sum = 0;
    for (const k of this.coordinatesOf[v]) {
      const t = this.slope[k] * x + this.offset[k] - this.points[i * this.dimension + k];
      sum += this.isSquared ? t * t : Math.abs(t);
    }
    return sum;
  }

  /** Where variable v adds least to the distance to point i, an estimate; where the variable adds nothing, the middle of [lower, upper]. */
  nearest(i: number, v: number, lower: number, upper: number): number {
    const [k] = this.coordinatesOf[v];
    if (k === undefined) return 0.5 * lower + 0.5 * upper;
    const x = (this.points[i * this.dimension + k] - this.offset[k]) / this.slope[k];
    return Math.min(Math.max(x, lower), upper);
  }

  /** How far points of [lower, upper] may be apart along variable v in the space of distances, an estimate. */
  spanOf(v: number, lower: number, upper: number): number {
    let span = 0;
    for (const k of this.coordinatesOf[v]) span += Math.abs(this.slope[k]) * (upper - lower);
    return span;
  }

  /** weight * distance, an estimate. */
  at(x: Float64Array): number {
    let least = Number.POSITIVE_INFINITY;
    for (let i = 0; i < this.count; i++) {
      let sum = 0;
      for (let v = 0; v < x.length; v++) sum += this.lengthAt(i, v, x[v]);
      if (sum < least) least = sum;
    }
    return this.weight * least;
  }

  /** The scale that rounding errors of lengths along variable v within [lower, upper] are relative to, for any point. */
  scaleOver(i: number, v: number, lower: number, upper: number): number {
    let sum = 0;
    for (const k of this.coordinatesOf[v]) {
      const size = Math.abs(this.slope[k]) * Math.max(Math.abs(lower), Math.abs(upper)) + this.offsetMagnitude[k];
      const t = size + Math.abs(this.points[i * this.dimension + k]);
      sum += (1 + this.relative[k] / UNIT_ROUNDOFF) * (this.isSquared ? t * t : t);
    }
    return sum;
  }
}
