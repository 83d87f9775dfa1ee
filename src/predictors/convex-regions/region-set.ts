import { down, gamma, up } from "../../numeric/rounding.js";
import type { RegionDefinition, RegionsDefinition } from "./definition.js";

const DEFAULT_TOLERANCE = 1e-9;
/** Sweeps over the rows of a region that narrow the box around it. */
const SWEEPS = 3;

/**
 * Regions in typed arrays, widened by the tolerance: region r is what satisfies lower <= x <= upper at r * inputs and
 * rows . x <= limits for the rows rowStarts[r] .. rowStarts[r + 1] - 1.
 */
export class RegionSet {
  readonly inputs: number;
  readonly tolerance: number;
  readonly count: number;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly rowStarts: Int32Array;
  readonly rows: Float64Array;
  readonly limits: Float64Array;
  readonly constants: Float64Array;
  readonly slopes: Float64Array;
  readonly squareStarts: Int32Array;
  readonly squareRows: Float64Array;
  readonly squareOffsets: Float64Array;
  /** A box around each region, by its sides and rows; proved. */
  readonly boxLower: Float64Array;
  readonly boxUpper: Float64Array;
  /** Most rows, and most squares, of a region. */
  readonly mostRows: number;
  readonly mostSquares: number;

  constructor(definition: RegionsDefinition) {
    const { inputs: n, regions, tolerance = DEFAULT_TOLERANCE } = definition;
    this.inputs = n;
    this.tolerance = tolerance;
    this.count = regions.length;
    const side = (key: "lower" | "upper", free: number): Float64Array =>
      Float64Array.from(regions.flatMap((r) => Array.from({ length: n }, (_, j) => r[key]?.[j] ?? free)));
    this.lower = side("lower", Number.NEGATIVE_INFINITY).map((end) => end - tolerance);
    this.upper = side("upper", Number.POSITIVE_INFINITY).map((end) => end + tolerance);
    this.rowStarts = starts(regions.map(({ rows = [] }) => rows.length));
    this.rows = Float64Array.from(regions.flatMap(({ rows = [] }) => rows.flat()));
    this.limits = Float64Array.from(regions.flatMap(({ limits = [] }) => limits.map((limit) => limit + tolerance)));
    this.constants = Float64Array.from(regions, ({ constant }) => constant);
    this.slopes = Float64Array.from(regions.flatMap(({ slopes }) => slopes));
    const squaresOf = ({ squares = [] }: RegionDefinition) => squares;
    this.squareStarts = starts(regions.map((region) => squaresOf(region).length));
    this.squareRows = Float64Array.from(regions.flatMap((region) => squaresOf(region).flatMap(({ row }) => row)));
    this.squareOffsets = Float64Array.from(regions.flatMap((region) => squaresOf(region).map(({ offset }) => offset)));
    this.mostRows = longest(this.rowStarts);
    this.mostSquares = longest(this.squareStarts);
    this.boxLower = this.lower.slice();
    this.boxUpper = this.upper.slice();
    for (let sweep = 0; sweep < SWEEPS; sweep++) for (let r = 0; r < this.count; r++) this.narrow(r);
  }

  get isAffine(): boolean {
    return this.mostSquares === 0;
  }

  /** Whether x belongs to region r, in float64: what is accepted satisfies the rows up to the rounding of their products. */
  contains(r: number, x: Float64Array): boolean {
    const { inputs: n, lower, upper, rows, limits, rowStarts } = this;
    for (let j = 0, p = r * n; j < n; j++, p++) if (!(lower[p] <= x[j] && x[j] <= upper[p])) return false;
    for (let i = rowStarts[r]; i < rowStarts[r + 1]; i++) {
      let sum = 0;
      for (let j = 0; j < n; j++) sum += rows[i * n + j] * x[j];
      if (!(sum <= limits[i])) return false;
    }
    return true;
  }

  /** The model of region r at x, wherever x is. */
  valueAt(r: number, x: Float64Array): number {
    const { inputs: n, slopes, squareStarts } = this;
    let value = this.constants[r];
    for (let j = 0; j < n; j++) value += slopes[r * n + j] * x[j];
    for (let q = squareStarts[r]; q < squareStarts[r + 1]; q++) value += this.squareRoot(q, x) ** 2;
    return value;
  }

  /** Writes weight times the gradient of the model of region r at x. */
  gradientAt(r: number, x: Float64Array, weight: number, out: Float64Array): void {
    const { inputs: n, slopes, squareStarts, squareRows } = this;
    for (let j = 0; j < n; j++) out[j] = weight * slopes[r * n + j];
    for (let q = squareStarts[r]; q < squareStarts[r + 1]; q++) {
      const factor = 2 * weight * this.squareRoot(q, x);
      for (let j = 0; j < n; j++) out[j] += factor * squareRows[q * n + j];
    }
  }

  /** What is squared in square q. */
  squareRoot(q: number, x: Float64Array): number {
    let sum = this.squareOffsets[q];
    for (let j = 0; j < this.inputs; j++) sum += this.squareRows[q * this.inputs + j] * x[j];
    return sum;
  }

  /** x_j <= (limit - the least that the other terms can be) / a_j, for each row and input. */
  private narrow(r: number): void {
    const { inputs: n, rowStarts, rows, limits, boxLower, boxUpper } = this;
    const first = r * n;
    for (let i = rowStarts[r]; i < rowStarts[r + 1]; i++) {
      for (let j = 0; j < n; j++) {
        const a = rows[i * n + j];
        if (a === 0) continue;
        let rest = limits[i];
        let size = Math.abs(rest);
        for (let k = 0; k < n; k++) {
          const b = rows[i * n + k];
          if (k === j || b === 0) continue;
          const least = b * (b > 0 ? boxLower[first + k] : boxUpper[first + k]);
          rest -= least;
          size += Math.abs(b) * Math.max(-boxLower[first + k], boxUpper[first + k]);
        }
        // What float64 accepts exceeds the row by the rounding of all its terms, this one included.
        const slack = 2 * gamma(n + 4) * (size + Math.abs(rest));
        if (!(slack < Number.POSITIVE_INFINITY)) continue;
        const end = (rest + slack) / a;
        if (a > 0) boxUpper[first + j] = Math.min(boxUpper[first + j], up(end));
        else boxLower[first + j] = Math.max(boxLower[first + j], down(end));
      }
    }
  }
}

function starts(lengths: readonly number[]): Int32Array {
  const places = new Int32Array(lengths.length + 1);
  lengths.forEach((length, r) => {
    places[r + 1] = places[r] + length;
  });
  return places;
}

function longest(places: Int32Array): number {
  let most = 0;
  for (let r = 1; r < places.length; r++) most = Math.max(most, places[r] - places[r - 1]);
  return most;
}
