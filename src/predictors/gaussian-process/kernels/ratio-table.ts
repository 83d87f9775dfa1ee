import { up } from "../../../numeric/rounding.js";
import type { IsotropicKernel } from "./isotropic-kernel.js";
import { factorial } from "./remainder-coefficients.js";

const START = 2 ** -8;
const STEPS_PER_OCTAVE = 128;
const OCTAVES = 14;

/**
 * Upper bounds of sup over 0 < s <= r of R_p(s) / s^q for one order p and one power q.
 *
 * The ratio is not monotone, R_p is: on a <= s <= b it is at most R_p(b) / a^q. A table over a geometric grid from 2^-8 to
 * 2^6 (steps of 0.54 per cent, so that less than 0.6 q per cent is lost) holds the running maximum of that. Next to 0 the cap
 * R_p(s) <= C s^e gives C r^(e - q) if e >= q, which is used wherever it is less; beyond the grid
 * |F_p(x)| <= 2 |x|^p / p! gives R_p(s) / s^q <= 2 D_p / p! s^(p - q) with D_p^2 = (2p)!/p! |kappa^(p)(0)|.
 */
export class RatioTable {
  private readonly grid = new Float64Array(STEPS_PER_OCTAVE * OCTAVES + 1);
  /** Upper bound of the supremum over (0, grid[i]]. */
  private readonly running: Float64Array;
  private readonly coefficient: number;
  private readonly exponent: number;

  constructor(
    private readonly kernel: IsotropicKernel,
    private readonly order: number,
    private readonly power: number,
  ) {
    const cap = kernel.remainderCap(order);
    this.coefficient = cap.coefficient;
    this.exponent = cap.exponent - power;
    const { grid } = this;
    this.running = new Float64Array(grid.length);
    for (let i = 0; i < grid.length; i++) grid[i] = START * 2 ** (i / STEPS_PER_OCTAVE);
    if (this.exponent < 0) {
      this.running.fill(Number.POSITIVE_INFINITY);
      return;
    }
    let largest = this.capped(grid[0]);
    this.running[0] = largest;
    for (let i = 1; i < grid.length; i++) {
      largest = Math.max(largest, this.onCell(grid[i - 1], grid[i]));
      this.running[i] = Math.min(largest, this.capped(grid[i]));
    }
  }

  supremum(r: number): number {
    const { grid, running } = this;
    if (!(r > 0)) return r === 0 ? 0 : Number.NaN;
    if (this.exponent < 0) return Number.POSITIVE_INFINITY;
    const last = grid.length - 1;
    if (r <= grid[0]) return this.capped(r);
    if (r > grid[last]) return Math.max(running[last], this.beyond(r));
    let i = Math.floor(Math.log2(r / START) * STEPS_PER_OCTAVE);
    // The logarithm may be off by an ulp at the grid's points.
    while (grid[i] >= r) i--;
    while (grid[i + 1] < r) i++;
    return Math.min(Math.max(running[i], this.onCell(grid[i], r)), this.capped(r));
  }

  /** R_p(b) / a^q, rounded up. */
  private onCell(a: number, b: number): number {
    return up(this.kernel.taylorRemainder(this.order, b) / (a ** this.power * (1 - 2 ** -49)));
  }

  private capped(r: number): number {
    return up(up(this.coefficient * (r ** this.exponent * (1 + 2 ** -49))));
  }

  private beyond(r: number): number {
    const { order, power } = this;
    const at = order < power ? this.grid[this.grid.length - 1] : r;
    const moment = (factorial(2 * order) / factorial(order)) * this.kernel.magnitudeAtZero(order);
    const bound = ((2 * Math.sqrt(moment)) / factorial(order)) * at ** (order - power);
    return bound * (1 + 2 ** -48);
  }
}
