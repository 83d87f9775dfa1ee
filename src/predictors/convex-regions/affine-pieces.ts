import type { RegionSet } from "./region-set.js";

/**
 * Convex regions with affine models as pieces over the variables of a problem, a weight multiplied in: piece r is slopes . x + constant where
 * lower <= x <= upper and rows . x <= limits. Input s of the model is variable origins[s].
 */
export class AffinePieces {
  readonly count: number;
  /** count x variables; infinite for variables that the model does not read. */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly slopes: Float64Array;
  readonly constants: Float64Array;
  readonly rowStarts: Int32Array;
  readonly rows: Float64Array;
  readonly limits: Float64Array;
  readonly mostRows: number;
  private readonly inputs: Float64Array;

  constructor(
    readonly regions: RegionSet,
    readonly variables: number,
    readonly origins: Int32Array,
    readonly weight: number,
  ) {
    const { count, inputs, boxLower, boxUpper, rowStarts, rows, limits, mostRows } = regions;
    this.count = count;
    this.lower = new Float64Array(count * variables).fill(Number.NEGATIVE_INFINITY);
    this.upper = new Float64Array(count * variables).fill(Number.POSITIVE_INFINITY);
    this.slopes = new Float64Array(count * variables);
    this.constants = regions.constants.map((constant) => weight * constant);
    this.rowStarts = rowStarts;
    this.limits = limits;
    this.rows = new Float64Array((rows.length / inputs) * variables);
    this.mostRows = mostRows;
    this.inputs = new Float64Array(inputs);
    for (let r = 0; r < count; r++) {
      for (let s = 0; s < inputs; s++) {
        const place = r * variables + origins[s];
        this.lower[place] = boxLower[r * inputs + s];
        this.upper[place] = boxUpper[r * inputs + s];
        this.slopes[place] = weight * regions.slopes[r * inputs + s];
      }
    }
    for (let i = 0; i < rows.length / inputs; i++) {
      for (let s = 0; s < inputs; s++) this.rows[i * variables + origins[s]] = rows[i * inputs + s];
    }
  }

  /** Whether the model takes the point x of the variables for one of region r. */
  contains(r: number, x: Float64Array): boolean {
    for (let s = 0; s < this.inputs.length; s++) this.inputs[s] = x[this.origins[s]];
    return this.regions.contains(r, this.inputs);
  }
}
