import type { Interval } from "../../numeric/interval.js";

/** A function a(mean, deviation) of the mean and the standard deviation (at least 0) of a Gaussian process's posterior. */
export interface Acquisition {
  /** Its name in formulas. */
  readonly name: string;
  /** a in float64, an estimate. */
  value(mean: number, deviation: number): number;
  /** out = [da/dmean, da/ddeviation], estimates, for a positive deviation. */
  gradient(mean: number, deviation: number, out: Float64Array): void;
  /** Encloses a over the rectangle. */
  range(over: Rectangle, out: Interval): void;
  /**
   * sign * a(mean, deviation) >= out over the rectangle, rounding included; tight at the given point of the rectangle where it can
   * be. The constant is -Infinity where nothing is known.
   */
  planeBelow(sign: 1 | -1, over: Rectangle, mean: number, deviation: number, out: Plane): void;
}

/** Mean and standard deviation in closed intervals; the deviation's lower end is at least 0. */
export interface Rectangle {
  readonly mean: Interval;
  readonly deviation: Interval;
}

/** constant + mean * mu + deviation * sigma. A mutable slot. */
export interface Plane {
  constant: number;
  mean: number;
  deviation: number;
}

/**
 * What is minimized when an acquisition is searched for its best point: a function of mean and deviation with the same level curves,
 * in logarithms where values run over many orders of magnitude, so that a gap of eps is a relative gap of eps. Increases with the mean.
 */
export interface AcquisitionCost {
  readonly name: string;
  /** In float64, an estimate. */
  value(mean: number, deviation: number): number;
  /** out = [dcost/dmean, dcost/ddeviation], estimates. */
  gradient(mean: number, deviation: number, out: Float64Array): void;
  /** Rigorous bounds at a point. */
  lowerBound(mean: number, deviation: number): number;
  upperBound(mean: number, deviation: number): number;
  /** The mean at which the cost is `level`, for the given positive deviation; an estimate. */
  meanAt(level: number, deviation: number): number;
  /** Slope K of the level curve through a point: along mean - K deviation = const the cost does not change to first order. */
  slope(mean: number, deviation: number): number;
}
