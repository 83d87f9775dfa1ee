import type { Box } from "../../numeric/box.js";
import { MultiplierProgram } from "../../numeric/multiplier-program.js";
import type { Random } from "../../numeric/random.js";
import { ConvexRegions } from "../../predictors/convex-regions/convex-regions.js";
import type { Network } from "../../predictors/network/network.js";
import { plainInputs } from "../../predictors/network/relaxation/model-inputs.js";
import { FeasibleValue } from "./feasible-value.js";
import type { IncumbentFinder } from "./finder.js";
import type { Incumbent } from "./incumbent.js";
import { type ConstrainedObjective, constrained, type Objective } from "./objective.js";

const STARTS = 20;
const MOST_STEPS = 12;

/** Convex regions of variables as they stand: input s is variable origins[s]. */
interface RegionLayer {
  readonly model: ConvexRegions;
  readonly origins: Int32Array;
}

/** The finder with descents through the regions, where the problem has convex regions of its variables; otherwise the finder itself. */
export function withRegionDescent(
  inner: IncumbentFinder,
  { layers }: Network,
  objective: Objective,
  random: Random,
  tolerance: number,
): IncumbentFinder {
  const found = layers.flatMap((layer): RegionLayer[] => {
    if (layer.kind !== "model" || !(layer.model instanceof ConvexRegions)) return [];
    const origins = plainInputs(layers, layer);
    return origins === null || origins.includes(-1) ? [] : [{ model: layer.model, origins }];
  });
  return found.length === 0 ? inner : new RegionDescent(inner, found, objective, random, tolerance);
}

/**
 * Descends from a point to the optimum over the regions that contain it, of all models at once and with the problem's rows, by a linear program
 * (exact where the rest is affine); from there on in the region whose value counts, until nothing improves. Gradients alone stop
 * at the first facet.
 */
class RegionDescent implements IncumbentFinder {
  readonly fromCandidates = true;
  private readonly objective: ConstrainedObjective;
  private readonly feasible: FeasibleValue;
  private readonly program: MultiplierProgram;
  private readonly x: Float64Array;
  private readonly trial: Float64Array;
  private readonly inputs: Float64Array;
  private readonly row: Float64Array;
  private readonly weights: Float64Array;
  private readonly values: Float64Array;
  private readonly centre: Float64Array;
  private readonly halfWidths: Float64Array;
  private root: Box = { lower: new Float64Array(0), upper: new Float64Array(0) };
  private rows = 0;

  constructor(
    private readonly inner: IncumbentFinder,
    private readonly layers: readonly RegionLayer[],
    objective: Objective,
    private readonly random: Random,
    tolerance: number,
  ) {
    const n = objective.variables;
    this.objective = constrained(objective);
    this.feasible = new FeasibleValue(objective, null, tolerance);
    const { count } = this.objective.rows;
    this.program = new MultiplierProgram(
      n,
      layers.reduce((sum, { model }) => sum + model.regions.mostRows + 2 * model.inputs, 1 + 2 * count),
    );
    this.x = new Float64Array(n);
    this.trial = new Float64Array(n);
    this.inputs = new Float64Array(Math.max(...layers.map(({ model }) => model.inputs)));
    this.row = new Float64Array(n);
    this.weights = new Float64Array(1 + count);
    this.values = new Float64Array(1 + count);
    this.centre = new Float64Array(n);
    this.halfWidths = new Float64Array(n);
  }

  start(root: Box, incumbent: Incumbent, from?: readonly Float64Array[]): void {
    this.inner.start(root, incumbent, from);
    this.root = root;
    for (let j = 0; j < this.x.length; j++) {
      this.centre[j] = 0.5 * root.lower[j] + 0.5 * root.upper[j];
      this.halfWidths[j] = 0.5 * (root.upper[j] - root.lower[j]);
    }
    if (from !== undefined) {
      for (const point of from) this.descend(point, incumbent);
      return;
    }
    if (incumbent.exists) this.descend(incumbent.x, incumbent);
    for (let k = 0; k < STARTS; k++) {
      for (let j = 0; j < this.x.length; j++) this.x[j] = this.random.between(root.lower[j], root.upper[j]);
      this.descend(this.x, incumbent);
    }
  }

  visit(start: Float64Array, visits: number, incumbent: Incumbent, corners?: Float64Array): void {
    this.inner.visit(start, visits, incumbent, corners);
    this.descend(start, incumbent);
  }

  polish(incumbent: Incumbent): void {
    this.inner.polish(incumbent);
    this.descend(incumbent.x, incumbent);
  }

  private descend(from: Float64Array, incumbent: Incumbent): void {
    const { x, trial } = this;
    x.set(from);
    let best = this.feasible.at(x);
    incumbent.offer(x, best);
    for (let step = 0; step < MOST_STEPS; step++) {
      if (!this.optimize()) return;
      const value = this.feasible.at(trial);
      incumbent.offer(trial, value);
      if (!(value < best - 1e-9 * Math.abs(best)) && best < Number.POSITIVE_INFINITY) return;
      best = value;
      x.set(trial);
    }
  }

  /** The linear program about x; its minimiser is left in `trial`. False where x is in no region or the program fails. */
  private optimize(): boolean {
    const { objective, program, x, trial, row, root, weights, values, centre } = this;
    const n = x.length;
    this.rows = 0;
    objective.gradient(x, row);
    this.addRow(0);
    program.constants[0] = 0;
    for (const layer of this.layers) if (!this.addRegion(layer)) return false;
    objective.evaluateAll(x, values);
    for (let k = 0; k < objective.rows.count; k++) {
      weights.fill(0);
      weights[k + 1] = 1;
      objective.gradientOf(x, weights, row);
      let base = values[k + 1];
      for (let j = 0; j < n; j++) base -= row[j] * x[j];
      const { lower, upper } = objective.rows;
      if (upper[k] < Number.POSITIVE_INFINITY) this.addRow(upper[k] - base);
      if (lower[k] === Number.NEGATIVE_INFINITY) continue;
      for (let j = 0; j < n; j++) row[j] = -row[j];
      this.addRow(base - lower[k]);
    }
    if (program.solve(1, this.rows - 1, this.halfWidths) !== "optimal") return false;
    for (let j = 0; j < n; j++) {
      trial[j] = Math.min(Math.max(centre[j] + program.step[j], root.lower[j]), root.upper[j]);
    }
    return true;
  }

  /** Sides and rows of the region that x is in. */
  private addRegion({ model, origins }: RegionLayer): boolean {
    const { inputs, row, x } = this;
    const n = model.inputs;
    for (let s = 0; s < n; s++) inputs[s] = x[origins[s]];
    const r = model.regionAt(n === inputs.length ? inputs : inputs.subarray(0, n));
    if (r < 0) return false;
    const { lower, upper, rows, limits, rowStarts, tolerance } = model.regions;
    for (let i = rowStarts[r]; i < rowStarts[r + 1]; i++) {
      row.fill(0);
      for (let s = 0; s < n; s++) row[origins[s]] += rows[i * n + s];
      this.addRow(limits[i] - 0.5 * tolerance);
    }
    for (let s = 0; s < n; s++) {
      const [low, high] = [lower[r * n + s], upper[r * n + s]];
      row.fill(0);
      if (high < this.root.upper[origins[s]]) {
        row[origins[s]] = 1;
        this.addRow(high - 0.5 * tolerance);
      }
      if (low > this.root.lower[origins[s]]) {
        row[origins[s]] = -1;
        this.addRow(-low - 0.5 * tolerance);
      }
    }
    return true;
  }

  /** row . x <= limit, divided by the row's spread over the box. */
  private addRow(limit: number): void {
    const { program, row, centre, halfWidths } = this;
    const n = row.length;
    let value = -limit;
    let spread = 0;
    for (let j = 0; j < n; j++) {
      value += row[j] * centre[j];
      spread += Math.abs(row[j]) * halfWidths[j];
    }
    const scale = spread > 0 && spread < Number.POSITIVE_INFINITY ? spread : 1;
    for (let j = 0; j < n; j++) program.coefficients[this.rows * n + j] = row[j] / scale;
    program.constants[this.rows++] = value / scale;
  }
}
