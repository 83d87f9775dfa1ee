import type { Box } from "../../numeric/box.js";
import { MultiplierProgram } from "../../numeric/multiplier-program.js";
import type { RegionsMinimum } from "./regions-minimum.js";

/** Points of the graph that the program for the slopes knows, beside as many as the dimension. */
const POINTS = 24;
/** Slopes that are tried for one minorant: fewer where more regions meet the box. */
const MOST_ROUNDS = 8;
const LEAST_ROUNDS = 3;
const WORK = 20000;
/** Stops where a round could gain less than this share of the gap. */
const ENOUGH = 1e-2;

/**
 * An affine minorant of weight * model over a box, as high as it can be at an anchor: the slopes come from cutting planes on
 *
 *     max over g of  g . anchor + min over the regions of (weight * model - g . x)
 *
 * (the convex envelope at the anchor, by duality), with a trust region for the slopes; whatever the slopes are, the constant is the
 * proved minimum over the regions.
 */
export class EnvelopeMinorant {
  readonly slopes: Float64Array;
  private readonly trial: Float64Array;
  private readonly tilt: Float64Array;
  private readonly radius: Float64Array;
  private readonly program: MultiplierProgram;
  private readonly points: Float64Array;
  private readonly values: Float64Array;
  private known = 0;
  private next = 0;
  private weight = 0;
  /** How far the first points are off the first slopes. */
  private spread = 0;

  constructor(private readonly minimum: RegionsMinimum) {
    const { inputs } = minimum.regions;
    const capacity = POINTS + 2 * inputs;
    this.slopes = new Float64Array(inputs);
    this.trial = new Float64Array(inputs);
    this.tilt = new Float64Array(inputs);
    this.radius = new Float64Array(inputs);
    this.program = new MultiplierProgram(inputs, capacity);
    this.points = new Float64Array(capacity * inputs);
    this.values = new Float64Array(capacity);
  }

  /**
   * Leaves the best slopes in `slopes` and returns the constant that goes with them.
   * @param box that the minimum entered, with at least one region
   * @param region one that contains the anchor, -1 if there is none
   * @param first slopes to begin with
   */
  run(box: Box, weight: number, anchor: Float64Array, region: number, first: Float64Array): number {
    const { minimum, slopes, trial, radius } = this;
    const { inputs } = minimum.regions;
    this.weight = weight;
    this.known = 0;
    this.next = 0;
    const rounds = Math.max(LEAST_ROUNDS, Math.min(MOST_ROUNDS, Math.floor(WORK / (minimum.count * inputs))));
    trial.set(first);
    // No minorant is higher at the anchor than the model is there.
    if (region >= 0) this.tell(region, anchor);
    let best = Number.NEGATIVE_INFINITY;
    let constant = Number.NEGATIVE_INFINITY;
    for (let round = 0; round < rounds; round++) {
      const value = this.price(trial);
      const height = value + dot(trial, anchor);
      const isBetter = height > best;
      if (round === 0 || isBetter) {
        best = height;
        constant = value;
        slopes.set(trial);
      }
      if (round === 0) this.startRadius(box, anchor);
      else for (let j = 0; j < inputs; j++) radius[j] *= isBetter ? 2 : 0.5;
      const promised = this.nextTrial(anchor);
      const rounding = 1e-12 * (Math.abs(best) + Math.abs(constant));
      if (!(promised - best > ENOUGH * this.spread + rounding)) break;
    }
    return constant;
  }

  /** The regions' proved minimum for these slopes; points of the graph are collected on the way. */
  private price(slopes: Float64Array): number {
    for (let j = 0; j < slopes.length; j++) this.tilt[j] = -slopes[j];
    return this.minimum.run(this.weight, this.tilt, this);
  }

  /** A point of the graph of a region's model. */
  tell(region: number, x: Float64Array): void {
    const n = x.length;
    const place = this.next;
    this.points.set(x, place * n);
    this.values[place] = this.weight * this.minimum.regions.valueAt(region, x);
    this.next = (place + 1) % this.values.length;
    this.known = Math.max(this.known, place + 1);
  }

  /** As far as slopes over each edge reach from what the first points are off the first slopes. */
  private startRadius(box: Box, anchor: Float64Array): void {
    let least = Number.POSITIVE_INFINITY;
    let most = Number.NEGATIVE_INFINITY;
    const n = anchor.length;
    for (let k = 0; k < this.known; k++) {
      let rest = this.values[k];
      for (let j = 0; j < n; j++) rest -= this.slopes[j] * this.points[k * n + j];
      least = Math.min(least, rest);
      most = Math.max(most, rest);
    }
    this.spread = most > least ? most - least : 0;
    let size = 0;
    for (let j = 0; j < n; j++) {
      const width = box.upper[j] - box.lower[j];
      size = Math.max(size, Math.abs(this.slopes[j]) * width);
    }
    const reach = this.spread > 0 ? this.spread : size > 0 ? size : 1;
    for (let j = 0; j < n; j++) {
      const width = box.upper[j] - box.lower[j];
      this.radius[j] = width > 0 ? reach / width : 0;
    }
  }

  /** Slopes within the trust region that the known points leave the most height at the anchor; returns that height. */
  private nextTrial(anchor: Float64Array): number {
    const { program, points, values, known, slopes, trial, radius } = this;
    const n = anchor.length;
    let offset = 0;
    for (let k = 0; k < known; k++) {
      let height = values[k];
      for (let j = 0; j < n; j++) {
        const way = anchor[j] - points[k * n + j];
        height += slopes[j] * way;
        program.coefficients[k * n + j] = -way;
      }
      program.constants[k] = -height;
      offset = k === 0 ? -height : Math.max(offset, -height);
    }
    let scale = 0;
    for (let j = 0; j < n; j++) {
      for (let k = 0; k < known; k++) scale = Math.max(scale, Math.abs(program.coefficients[k * n + j]) * radius[j]);
    }
    if (!(scale > 0) || scale === Number.POSITIVE_INFINITY) return Number.NEGATIVE_INFINITY;
    for (let k = 0; k < known; k++) {
      program.constants[k] = (program.constants[k] - offset) / scale;
      for (let j = 0; j < n; j++) program.coefficients[k * n + j] /= scale;
    }
    if (known === 0 || program.solve(known, 0, radius) !== "optimal") return Number.NEGATIVE_INFINITY;
    for (let j = 0; j < n; j++) trial[j] = slopes[j] + program.step[j];
    let promised = Number.POSITIVE_INFINITY;
    for (let k = 0; k < known; k++) {
      let height = values[k];
      for (let j = 0; j < n; j++) height += trial[j] * (anchor[j] - points[k * n + j]);
      promised = Math.min(promised, height);
    }
    return promised;
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += a[j] * b[j];
  return sum;
}
