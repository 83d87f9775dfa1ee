import type { ParametricProgram, ProgramData } from "../program/parametric-program.js";
import { VariableBox } from "../proof/variable-box.js";
import { FEASIBILITY } from "./point-quality.js";

/** Steps of one unit that repair and improve, at most. */
const MOST_STEPS = 60;
/** With more variables, only single units are exchanged: two for three are tried in a number that grows with the fifth power. */
const MOST_EXCHANGED = 15;
const MOST_ADDED = 3;

/**
 * Adapts the whole numbers of a strategy to the parameters, for linear programs that have nothing but whole numbers and so no
 * linear system that would do it: into the bounds that hold there, single units away until all rows hold, and then single
 * units more, or one for another or, where there are few variables, up to two for three others, while this gains.
 */
export class Completion {
  /** The adapted point, after `from`. */
  readonly point: Float64Array;
  private readonly box: VariableBox;
  /** The rows of variable j: entries columnStarts[j] .. columnStarts[j + 1] - 1. */
  private readonly columnStarts: Int32Array;
  private readonly columnRows: Int32Array;
  private readonly columnEntries: Int32Array;
  private readonly activity: Float64Array;
  /** The best addition so far: what it changes the cost by, and its units. */
  private gain = 0;
  private found: number[] = [];
  private readonly lowest: Float64Array;
  private readonly highest: Float64Array;

  static suits({ quadratic, isInteger }: ParametricProgram): boolean {
    return quadratic === null && isInteger.every((flag) => flag === 1);
  }

  constructor(private readonly program: ParametricProgram) {
    const { indices, starts, lower, rowNames } = program;
    this.point = new Float64Array(lower.length);
    this.box = new VariableBox(program);
    this.columnStarts = new Int32Array(lower.length + 1);
    for (const j of indices) this.columnStarts[j + 1]++;
    for (let j = 0; j < lower.length; j++) this.columnStarts[j + 1] += this.columnStarts[j];
    this.columnRows = new Int32Array(indices.length);
    this.columnEntries = new Int32Array(indices.length);
    const next = this.columnStarts.slice();
    for (let r = 0; r < rowNames.length; r++) {
      for (let e = starts[r]; e < starts[r + 1]; e++) {
        const place = next[indices[e]]++;
        this.columnRows[place] = r;
        this.columnEntries[place] = e;
      }
    }
    this.activity = new Float64Array(rowNames.length);
    this.lowest = new Float64Array(rowNames.length);
    this.highest = new Float64Array(rowNames.length);
  }

  /** Fills `point`; whether it is feasible has to be checked. */
  from(data: ProgramData, start: Float64Array): void {
    const { program, point, box, activity } = this;
    box.place(data);
    activity.fill(0);
    for (let r = 0; r < activity.length; r++) {
      this.lowest[r] = data.rowLower[r] - FEASIBILITY * (1 + Math.abs(data.rowLower[r]));
      this.highest[r] = data.rowUpper[r] + FEASIBILITY * (1 + Math.abs(data.rowUpper[r]));
    }
    for (let j = 0; j < point.length; j++) {
      point[j] = Math.min(Math.max(start[j], box.lower[j]), box.upper[j]);
      for (let e = this.columnStarts[j]; e < this.columnStarts[j + 1]; e++) {
        activity[this.columnRows[e]] += data.values[this.columnEntries[e]] * point[j];
      }
    }
    for (let step = 0; step < MOST_STEPS; step++) if (!this.repair(data)) break;
    const n = program.lower.length;
    for (let step = 0; step < MOST_STEPS; step++) {
      if (!this.improve(data, n) && (n > MOST_EXCHANGED || !this.exchange(data, n))) break;
    }
  }

  /** The unit step that takes most violation away for its cost. */
  private repair(data: ProgramData): boolean {
    const { point } = this;
    let best = 0;
    let chosen = -1;
    let direction = 0;
    for (let j = 0; j < point.length; j++) {
      for (let by = -1; by <= 1; by += 2) {
        if (!this.isWithin(j, by)) continue;
        const gain = this.violationChange(data, j, by);
        if (!(gain < 0)) continue;
        const score = gain / (1e-9 + Math.max(by * data.linear[j], 0));
        if (score >= best) continue;
        best = score;
        chosen = j;
        direction = by;
      }
    }
    if (chosen < 0) return false;
    this.move(data, chosen, direction);
    return true;
  }

  private violationChange(data: ProgramData, j: number, by: number): number {
    const { activity, columnRows, columnEntries, columnStarts } = this;
    let change = 0;
    for (let e = columnStarts[j]; e < columnStarts[j + 1]; e++) {
      const r = columnRows[e];
      const after = activity[r] + by * data.values[columnEntries[e]];
      change += this.violation(r, after) - this.violation(r, activity[r]);
    }
    return change;
  }

  private violation(r: number, value: number): number {
    return Math.max(this.lowest[r] - value, value - this.highest[r], 0);
  }

  /** The best step of one unit, or of one unit against another, that keeps all rows. */
  private improve(data: ProgramData, n: number): boolean {
    let best = -1e-12;
    let first = -1;
    let second = -1;
    let firstBy = 0;
    let secondBy = 0;
    for (let i = 0; i < n; i++) {
      for (let by = -1; by <= 1; by += 2) {
        if (!this.isWithin(i, by)) continue;
        const cost = by * data.linear[i];
        this.move(data, i, by);
        if (cost < best && this.holds(i, -1)) {
          best = cost;
          first = i;
          firstBy = by;
          second = -1;
        }
        for (let j = i + 1; j < n; j++) {
          for (let other = -1; other <= 1; other += 2) {
            const both = cost + other * data.linear[j];
            if (!(both < best) || !this.isWithin(j, other)) continue;
            this.move(data, j, other);
            if (this.holds(i, j)) {
              best = both;
              first = i;
              firstBy = by;
              second = j;
              secondBy = other;
            }
            this.move(data, j, -other);
          }
        }
        this.move(data, i, -by);
      }
    }
    if (first < 0) return false;
    this.move(data, first, firstBy);
    if (second >= 0) this.move(data, second, secondBy);
    return true;
  }

  /** An exchange of one or two units less for up to three more, or of these signs the other way round, that keeps all rows. */
  private exchange(data: ProgramData, n: number): boolean {
    for (const by of [1, -1]) {
      for (let i = 0; i < n; i++) {
        if (!this.isWithin(i, -by)) continue;
        this.move(data, i, -by);
        for (let k = i; k <= n; k++) {
          // k = n: one unit only.
          if (k < n && !this.isWithin(k, -by)) continue;
          if (k < n) this.move(data, k, -by);
          const cost = -by * (data.linear[i] + (k < n ? data.linear[k] : 0));
          if (this.add(data, n, by, cost)) return true;
          if (k < n) this.move(data, k, by);
        }
        this.move(data, i, by);
      }
    }
    return false;
  }

  /** Adds the units, three at most, that gain most on the way from a point of the given extra cost, if any gain. */
  private add(data: ProgramData, n: number, by: number, cost: number): boolean {
    this.gain = -1e-12;
    this.found = [];
    this.extend(data, n, by, cost, 0, []);
    for (const j of this.found) this.move(data, j, by);
    return this.found.length > 0;
  }

  private extend(data: ProgramData, n: number, by: number, cost: number, first: number, added: number[]): void {
    for (let j = first; j < n; j++) {
      if (!this.isWithin(j, by)) continue;
      this.move(data, j, by);
      added.push(j);
      const total = cost + by * data.linear[j];
      if (total < this.gain && this.holdsEverywhere()) {
        this.gain = total;
        this.found = [...added];
      }
      if (added.length < MOST_ADDED) this.extend(data, n, by, total, j, added);
      added.pop();
      this.move(data, j, -by);
    }
  }

  private isWithin(j: number, by: number): boolean {
    return this.point[j] + by >= this.box.lower[j] && this.point[j] + by <= this.box.upper[j];
  }

  private holdsEverywhere(): boolean {
    for (let r = 0; r < this.activity.length; r++) if (this.violation(r, this.activity[r]) > 0) return false;
    return true;
  }

  /** Whether the rows of one variable hold, and those of another. */
  private holds(i: number, j: number): boolean {
    const { activity, columnRows, columnStarts } = this;
    for (let e = columnStarts[i]; e < columnStarts[i + 1]; e++) {
      if (this.violation(columnRows[e], activity[columnRows[e]]) > 0) return false;
    }
    return j < 0 || this.holds(j, -1);
  }

  private move(data: ProgramData, j: number, by: number): void {
    const { activity, columnRows, columnEntries, columnStarts, point } = this;
    point[j] += by;
    for (let e = columnStarts[j]; e < columnStarts[j + 1]; e++) {
      activity[columnRows[e]] += by * data.values[columnEntries[e]];
    }
  }
}
