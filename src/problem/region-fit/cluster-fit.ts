import { MultiplierProgram } from "../../numeric/multiplier-program.js";
import type { RegionDefinition } from "../../predictors/convex-regions/definition.js";
import { kMeans } from "../validity/k-means.js";
import { AffineFit } from "./least-squares.js";
import { type TrainingData, unscaledModel, unscaledRow } from "./training-data.js";

/** Rows beyond this slack, in deviations, cannot be violated. */
const REDUNDANT = 1e-9;

/**
 * Region clustering: k-means in the scaled inputs, an affine fit per cluster, and as its region the points of the data's box that are nearest
 * to its centre: cells that share their facets. Rows that the others imply are left out.
 */
export function fitClusters(data: TrainingData, regions: number, seed: number): RegionDefinition[] {
  const { inputs: n, X, y, count } = data;
  const different = new Set(Array.from({ length: count }, (_, i) => X.subarray(i * n, (i + 1) * n).join())).size;
  const { centres, labels } = kMeans(X, n, Math.min(regions, different), seed);
  const clusters = centres.length / n;
  const fits = Array.from({ length: clusters }, () => new AffineFit(n));
  labels.forEach((label, i) => {
    fits[label].add(X, y, i, 1);
  });
  const cells = new CellRows(data, centres);
  return fits.map((fit, c) => {
    const solution = new Float64Array(n + 1);
    fit.solve(solution);
    return {
      lower: Array.from(data.lower),
      upper: Array.from(data.upper),
      ...cells.of(c),
      ...unscaledModel(data, solution),
    };
  });
}

/** Rows of the cells of centres: (c' - c) . x <= (|c'|^2 - |c|^2) / 2 for the other centres c'. */
class CellRows {
  private readonly program: MultiplierProgram;
  private readonly halfWidths: Float64Array;
  private readonly middle: Float64Array;

  constructor(
    private readonly data: TrainingData,
    private readonly centres: Float64Array,
  ) {
    const { inputs: n, lower, upper, offsets, scales } = data;
    this.program = new MultiplierProgram(n, centres.length / n + 1);
    const scaled = (ends: Float64Array): Float64Array => ends.map((end, j) => (end - offsets[j]) / scales[j]);
    const [low, high] = [scaled(lower), scaled(upper)];
    this.middle = low.map((end, j) => 0.5 * (end + high[j]));
    this.halfWidths = low.map((end, j) => 0.5 * (high[j] - end));
  }

  of(c: number): { rows: number[][]; limits: number[] } {
    const { data, centres } = this;
    const n = data.inputs;
    const others = Array.from({ length: centres.length / n }, (_, k) => k).filter((k) => k !== c);
    const distance = (k: number): number => Math.hypot(...this.difference(c, k));
    const sorted = others.map((k) => ({ k, d: distance(k) })).sort((a, b) => a.d - b.d);
    const rows: number[][] = [];
    const limits: number[] = [];
    let kept = 0;
    for (const { k } of sorted) {
      const row = this.difference(c, k);
      let limit = 0;
      for (let j = 0; j < n; j++) limit += 0.5 * row[j] * (centres[k * n + j] + centres[c * n + j]);
      if (!this.canBeViolated(row, limit, kept)) continue;
      this.write(kept + 1, row, limit);
      kept++;
      const unscaled = unscaledRow(data, row, limit);
      rows.push(unscaled.row);
      limits.push(unscaled.limit);
    }
    return { rows, limits };
  }

  private difference(c: number, k: number): Float64Array {
    const n = this.data.inputs;
    return Float64Array.from({ length: n }, (_, j) => this.centres[k * n + j] - this.centres[c * n + j]);
  }

  /** Whether some point that satisfies the rows kept so far is beyond the limit. */
  private canBeViolated(row: Float64Array, limit: number, kept: number): boolean {
    const { program, middle, halfWidths } = this;
    let most = -limit;
    for (let j = 0; j < row.length; j++) {
      program.coefficients[j] = -row[j];
      most += row[j] * middle[j];
    }
    program.constants[0] = 0;
    if (program.solve(1, kept, halfWidths) !== "optimal") return true;
    for (let j = 0; j < row.length; j++) most += row[j] * program.step[j];
    return most > REDUNDANT;
  }

  private write(place: number, row: Float64Array, limit: number): void {
    const { program, middle } = this;
    let value = -limit;
    for (let j = 0; j < row.length; j++) {
      program.coefficients[place * row.length + j] = row[j];
      value += row[j] * middle[j];
    }
    program.constants[place] = value;
  }
}
