import { up } from "../../../numeric/rounding.js";
import type { IsotropicKernel } from "./isotropic-kernel.js";
import { factorial } from "./remainder-coefficients.js";

/** Cells are 2^-10 wide up to 1/4, 2^-6 up to 6 and 2^-4 up to 16. */
const ENDS = [0.25, 6, 16] as const;
const PER_UNIT = [1024, 64, 16] as const;
const STARTS = [0, 256, 256 + 368] as const;
const CELLS = STARTS[2] + 160;

/**
 * Upper bounds of the m-th directional derivative of kappa(|z|^2) at distance at least rho, m = 1..5.
 *
 * At distance r, along a direction that makes an angle of cosine c with z (t(s) = t + 2 r c s + s^2; Faa di Bruno):
 *   D_m = sum_j m! / (j! (m - 2j)!) (2 r c)^(m - 2j) kappa^(m - j)(r^2),
 * where the signs alternate with j, since kappa is completely monotone. On a cell a <= r <= b of the table, with
 * h_j = r^(m - 2j) |kappa^(m - j)(r^2)| between its bounds over the cell, |D_m| is at most the maximum over y = c^2 in [0, 1] of one of
 * the two polynomials that take the upper h_j for the terms of one sign and the lower for those of the other.
 * These are q(y) or sqrt(y) q(y) with q quadratic: the maximum is at an end or where the derivative, a quadratic in y,
 * vanishes; rounding of that place changes the maximum in second order only, far below the 1e-13 of all magnitudes that
 * are added. Beyond the table's end r^(m - 2j) |kappa^(m - j)(r^2)| falls (all kernels here, from r^2 > 2 m + 2 on), and the triangle
 * inequality bounds the rest.
 */
export class DirectionalTable {
  /** Upper bound over all r from the start of the cell on. */
  private readonly running = new Float64Array(CELLS + 1);

  constructor(kernel: IsotropicKernel, order: number) {
    const { running } = this;
    running[CELLS] = onCell(kernel, order, ENDS[2], ENDS[2], true);
    for (let i = CELLS - 1; i >= 0; i--) {
      running[i] = Math.max(running[i + 1], onCell(kernel, order, cellStart(i), cellStart(i + 1), false));
    }
  }

  supremum(rho: number): number {
    if (rho < ENDS[0]) return this.running[rho > 0 ? Math.floor(rho * PER_UNIT[0]) : 0];
    if (rho < ENDS[1]) return this.running[STARTS[1] + Math.floor((rho - ENDS[0]) * PER_UNIT[1])];
    if (rho < ENDS[2]) return this.running[STARTS[2] + Math.floor((rho - ENDS[1]) * PER_UNIT[2])];
    // A NaN distance says nothing: the bound for all distances.
    return rho >= ENDS[2] ? this.running[CELLS] : this.running[0];
  }
}

/** Exact, as are the differences and products in `supremum`. */
function cellStart(i: number): number {
  if (i <= STARTS[1]) return i / PER_UNIT[0];
  return i <= STARTS[2] ? ENDS[0] + (i - STARTS[1]) / PER_UNIT[1] : ENDS[1] + (i - STARTS[2]) / PER_UNIT[2];
}

const upper = new Float64Array(3);
const lower = new Float64Array(3);

function onCell(kernel: IsotropicKernel, m: number, a: number, b: number, all: boolean): number {
  const terms = Math.floor(m / 2) + 1;
  let magnitude = 0;
  upper.fill(0);
  lower.fill(0);
  for (let j = 0; j < terms; j++) {
    const power = m - 2 * j;
    const factor = (factorial(m) / (factorial(j) * factorial(power))) * 2 ** power;
    upper[j] = factor * kernel.scaledUpper(m - j, power, a, b);
    lower[j] = factor * kernel.scaledLower(m - j, power, a, b);
    magnitude += upper[j];
  }
  if (!(magnitude < Number.POSITIVE_INFINITY)) return Number.POSITIVE_INFINITY;
  if (all) return up(magnitude * (1 + 1e-13));
  // From the highest power of c down: + - + and - + -.
  const one = maximum(upper[0], -lower[1], upper[2], m);
  const other = maximum(-lower[0], upper[1], -lower[2], m);
  return Math.min(Math.max(one, other) + 1e-13 * magnitude, up(magnitude * (1 + 1e-13)));
}

/** max over c in [0, 1] of c^m (p0 + p1 c^-2 + p2 c^-4), terms of negative powers absent. */
function maximum(p0: number, p1: number, p2: number, m: number): number {
  const at = (y: number): number => {
    if (m < 2) return p0 * Math.sqrt(y);
    const q = m < 4 ? p0 * y + p1 : (p0 * y + p1) * y + p2;
    return m % 2 === 0 ? q : q * Math.sqrt(y);
  };
  let largest = Math.max(at(0), at(1));
  const visit = (y: number): void => {
    if (y > 0 && y < 1) largest = Math.max(largest, at(y));
  };
  if (m === 3) visit(-p1 / (3 * p0));
  if (m === 4) visit(-p1 / (2 * p0));
  if (m === 5) {
    // 5 p0 y^2 + 3 p1 y + p2 = 0
    const root = Math.sqrt(Math.max(0, 9 * p1 * p1 - 20 * p0 * p2));
    const far = -3 * p1 + (p1 > 0 ? -root : root);
    visit(far / (10 * p0));
    visit((2 * p2) / far);
  }
  return largest;
}
