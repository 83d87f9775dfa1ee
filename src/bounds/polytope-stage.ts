import type { Box } from "../numeric/box.js";
import type { MultiplierProgram } from "../numeric/multiplier-program.js";
import { PolytopeMinimum } from "../numeric/polytope-minimum.js";
import { down, gamma, UNIT_ROUNDOFF } from "../numeric/rounding.js";
import type { Network } from "../predictors/network/network.js";
import { GapReach } from "./gap-reach.js";

/**
 * When to sweep a node once more over its box cut by the rows' planes, which costs about as much as all that was done before, and the polytope for it. It is tried
 * where the gap to the cutoff is of a size that such sweeps have closed.
 */
export class PolytopeStage extends GapReach {
  readonly polytope: PolytopeMinimum;
  private readonly slopes: Float64Array;
  private readonly middle: Float64Array;
  private readonly halfWidths: Float64Array;

  constructor(
    private readonly n: number,
    maxRows: number,
  ) {
    super();
    this.polytope = new PolytopeMinimum(n, maxRows);
    this.slopes = new Float64Array(n);
    this.middle = new Float64Array(n);
    this.halfWidths = new Float64Array(n);
  }

  /**
   * Takes the rows of the program, which are about another centre, for what is left of the box: minorants of the objective first, which are at most the
   * cutoff where it matters, then those of constraints (D. Zhou, J. Chavez, H. Chen, G. A. Hanasusanto, H. Zhang, Clip-and-Verify, NeurIPS 2025).
   */
  make(
    box: Box,
    { constants, coefficients }: MultiplierProgram,
    { objectives, rows, cutoff }: { readonly objectives: number; readonly rows: number; readonly cutoff: number },
    centre: Float64Array,
  ): void {
    const { n, polytope, slopes, middle, halfWidths } = this;
    for (let i = 0; i < n; i++) {
      middle[i] = 0.5 * box.lower[i] + 0.5 * box.upper[i];
      halfWidths[i] = Math.max(box.upper[i] - middle[i], middle[i] - box.lower[i]) * (1 + 4 * UNIT_ROUNDOFF);
    }
    polytope.begin(halfWidths);
    for (let row = 0; row < objectives + rows; row++) {
      const limit = row < objectives ? cutoff : 0;
      let constant = constants[row] - limit;
      let magnitude = Math.abs(constants[row]) + Math.abs(limit);
      for (let i = 0; i < n; i++) {
        slopes[i] = coefficients[row * n + i];
        constant += slopes[i] * (middle[i] - centre[i]);
        magnitude += Math.abs(slopes[i]) * (Math.abs(middle[i]) + Math.abs(centre[i]));
      }
      polytope.add(down(constant - gamma(n + 8) * magnitude), slopes);
    }
    polytope.start();
  }
}

/** Whether the network has more arguments of functions than inputs: those are what a polytope tightens, models are bounded over boxes all the same. */
export function hasManyArguments({ layers, inputs }: Network): boolean {
  let count = 0;
  for (const { kind, size } of layers) if (kind === "univariate" || kind === "bivariate") count += size;
  return count > inputs;
}
