import { gamma, UNIT_ROUNDOFF, up } from "../../numeric/rounding.js";

/** x -> constant + slopes . (x - centre), a lower bound of something over a box, its rounding subtracted. */
export interface CentredMinorant {
  readonly constant: number;
  readonly slopes: Float64Array;
}

/** How the part of one output that is multiplied by a parameter changes when the parameter does. */
export interface Shift {
  readonly parameter: number;
  /** The output counts with factor * theta[parameter]. */
  readonly factor: number;
  /** With what it counts in the minorant. */
  readonly weight: number;
  /** Of the output, and of its negative. */
  readonly rising: CentredMinorant;
  readonly falling: CentredMinorant;
  /** Of the output over the box. */
  readonly magnitude: number;
}

/**
 * Why the objective is at least something on a box, for any parameters: a minorant of the Lagrangian
 * objectiveWeight * f + sum lambda_r (g_r - limit_r) at the parameters that it was made for, and what it changes by when they change,
 * which is exact where parameters multiply affine functions.
 */
export interface LeafProof {
  /** 1, or 0 where the multipliers are to prove that the box has no feasible point. */
  readonly objectiveWeight: 0 | 1;
  readonly minorant: CentredMinorant;
  readonly shifts: readonly Shift[];
  /** sum lambda_r limit_r, rounded up. */
  readonly limits: number;
  /** Of the box, rounded up. */
  readonly halfWidths: Float64Array;
}

/** Above what products that underflow lose, however many. */
const UNDERFLOW = 2 ** -1000;

/**
 * A proved lower bound of the objective over the feasible points of the box at theta; +Infinity: there are none. NaN proves nothing.
 * @param slopes workspace, one element per variable
 */
export function boundAt(proof: LeafProof, theta: Float64Array, slopes: Float64Array): number {
  const { minorant, shifts, halfWidths, limits, objectiveWeight } = proof;
  const margin = 2 * gamma(2 * (slopes.length + shifts.length) + 16);
  slopes.set(minorant.slopes);
  let value = minorant.constant - limits;
  let magnitude = Math.abs(minorant.constant) + Math.abs(limits);
  let slopeMagnitude = 0;
  for (let i = 0; i < slopes.length; i++) slopeMagnitude += Math.abs(slopes[i]) * halfWidths[i];
  for (let s = 0; s < shifts.length; s++) {
    const { parameter, factor, weight, rising, falling, magnitude: size } = shifts[s];
    const target = factor * theta[parameter];
    const change = target - weight;
    // What rounding makes of the change itself: at most 3 units of its two parts.
    magnitude += size * (Math.abs(target) + Math.abs(weight)) * ((4 * UNIT_ROUNDOFF) / margin);
    if (change === 0) continue;
    const side = change > 0 ? rising : falling;
    const by = Math.abs(change);
    value += by * side.constant;
    magnitude += Math.abs(by * side.constant);
    for (let i = 0; i < slopes.length; i++) {
      const moved = by * side.slopes[i];
      slopes[i] += moved;
      slopeMagnitude += Math.abs(moved) * halfWidths[i];
    }
  }
  for (let i = 0; i < slopes.length; i++) value -= Math.abs(slopes[i]) * halfWidths[i];
  const bound = value - up(margin * (magnitude + slopeMagnitude)) - UNDERFLOW;
  if (objectiveWeight === 1) return bound;
  return bound > 0 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
}
