import type { Box } from "../numeric/box.js";
import type { Domain } from "../numeric/functional-minimum.js";
import { gamma, up } from "../numeric/rounding.js";
import type { Network } from "../predictors/network/network.js";
import { Relaxation, type SweepOptions } from "../predictors/network/relaxation/relaxation.js";
import { TangentAscent } from "../predictors/network/relaxation/tangent-ascent.js";
import type { CutPool } from "./cut-pool.js";
import type { OneSidedRow } from "./rows.js";

/** Violation, relative to the largest one over the root box, from which on a point is separated. */
const WORTH_SEPARATING = 1e-7;

/** Planes that hold at all feasible points of the root box, and where more of them come from. */
export interface Cuts {
  readonly pool: CutPool;
  readonly planes: readonly CutSeparation[];
  /** Holds all feasible points. */
  readonly domain?: Domain | null;
}

/**
 * Supporting planes of convex rows over the root box, at points that violate them (outer approximation: M. A. Duran, I. E. Grossmann, Math.
 * Programming 36 (1986) 307-339).
 */
export class CutSeparation {
  private readonly relaxation: Relaxation;
  private readonly tangents: TangentAscent;
  private readonly weights: Float64Array;
  private readonly values: Float64Array;
  /** Per row, the least violation that counts. */
  private readonly least: Float64Array;

  /** @param root cuts hold in it */
  constructor(
    private readonly network: Network,
    sweep: SweepOptions,
    private readonly rows: readonly OneSidedRow[],
    root: Box,
  ) {
    this.relaxation = new Relaxation(network, sweep);
    this.tangents = new TangentAscent(this.relaxation);
    this.weights = new Float64Array(network.outputs);
    this.values = new Float64Array(network.outputs);
    this.least = new Float64Array(rows.length);
    const isDefined = this.relaxation.sweep(root);
    const { state } = this.relaxation;
    const last = state.layers.length - 1;
    rows.forEach(({ output, sign, limit }, r) => {
      const most = sign > 0 ? state.upper[last][output] : -state.lower[last][output];
      this.least[r] = isDefined ? WORTH_SEPARATING * Math.max(most - limit, 0) : Number.POSITIVE_INFINITY;
    });
  }

  /** Adds planes of the rows that are violated at x to the pool. */
  separate(x: Float64Array, pool: CutPool): void {
    this.network.evaluate(x, this.values);
    for (let r = 0; r < this.rows.length; r++) {
      if (this.support(r, x) > 0) pool.add(this.tangents.coefficients, this.right(r, x.length));
    }
  }

  /** Share of row r's violation at x that a supporting plane shows; 0 where there is none to show, negative where planes are of no use. */
  tightness(r: number, x: Float64Array): number {
    this.network.evaluate(x, this.values);
    return this.support(r, x);
  }

  private support(r: number, x: Float64Array): number {
    const { weights, tangents, relaxation, values } = this;
    const { output, sign, limit } = this.rows[r];
    const violation = sign * values[output] - limit;
    if (!(violation > this.least[r])) return 0;
    weights.fill(0);
    weights[output] = sign;
    tangents.supportAt(x, weights);
    // Where nothing is known below there is no plane, and what the tangents hold is not one.
    if (!(tangents.bound > Number.NEGATIVE_INFINITY)) return -1;
    let excess = tangents.centreValue - limit;
    const { centre } = relaxation.state;
    for (let i = 0; i < x.length; i++) excess += tangents.coefficients[i] * (x[i] - centre[i]);
    return excess / violation;
  }

  /** The plane's right-hand side about the origin, rounded up. */
  private right(r: number, n: number): number {
    const { tangents, relaxation } = this;
    const { centre } = relaxation.state;
    const { limit } = this.rows[r];
    let value = limit - tangents.centreValue;
    let magnitude = Math.abs(limit) + Math.abs(tangents.centreValue);
    for (let i = 0; i < n; i++) {
      const term = tangents.coefficients[i] * centre[i];
      value += term;
      magnitude += Math.abs(term);
    }
    return up(value + gamma(n + 8) * magnitude);
  }
}
