import type { Line } from "../../functions/univariate.js";
import type { Interval } from "../../numeric/interval.js";
import type { CutFamily, Enclosure } from "../assembly.js";
import { columnExpression, combined, type LinearExpression, valueAt } from "../linear-expression.js";
import type { MilpModel } from "../milp-model.js";
import { ABOVE, BELOW, BOTH } from "../side.js";
import { LatticeSecants } from "./lattice-secants.js";
import type { Encoded, UnivariateTask } from "./univariate-encoder.js";

/** A tangent has to cut off this much, relative to the value's size, to be worth a row. */
const WORTHWHILE_VIOLATION = 1e-9;
/** A tangent so near that another one is the same but for rounding. */
const NEARNESS = 1e-8;
/** Of the rounding of a tangent's row. */
const UNITS = 16;

const NONE = Number.NEGATIVE_INFINITY;
const FREE = Number.POSITIVE_INFINITY;

const range: Interval = { lower: 0, upper: 0 };

/** Whether what is below a convex function, or above a concave one, is all that is asked for: then tangents suffice. */
export function isConvexTask({ phi, argument: { lower, upper }, side }: UnivariateTask): boolean {
  if (!phi.smooth || !(lower < upper) || (side !== BELOW && side !== ABOVE)) return false;
  phi.secondDerivativeRange(lower, upper, range);
  return side === BELOW ? range.lower >= 0 : range.upper <= 0;
}

/**
 * A convex function from below, or a concave one from above, by tangents and without a binary: a few at first, then one wherever the
 * solver's point leaves the graph, in rounds (outer approximation; M. A. Duran, I. E. Grossmann, Math. Programming 36 (1986)
 * 307-339; J. E. Kelley, J. SIAM 8 (1960) 703-712). Every tangent is the function's own proved line; whole-numbered arguments
 * have secants instead.
 */
export function encodeTangents(task: UnivariateTask): Encoded {
  const { assembly, phi, argument, lower, upper, label } = task;
  const value = (point: Float64Array): number => phi.value(valueAt(argument.expression, point));
  const result = columnExpression(assembly.addColumn(lower, upper, value, { name: `${label}_y` }));
  const tangents = new Tangents(task, result);
  const equal = assembly.formulation.pieces;
  const points = Array.from({ length: equal + 1 }, (_, k) => {
    return k === equal ? argument.upper : argument.lower + (k / equal) * (argument.upper - argument.lower);
  });
  for (const at of [...points, ...(assembly.breakpoints.get(label) ?? [])]) tangents.add(at, assembly.model);
  assembly.cuts.push(tangents);
  assembly.enclosures.push(tangents);
  return { expression: result, error: 0 };
}

class Tangents implements CutFamily, Enclosure {
  readonly key: string;
  readonly side: number;
  readonly argument: LinearExpression;
  /** Where the function is touched. */
  readonly breakpoints: number[] = [];
  private readonly line: Line = { slope: 0, intercept: 0 };
  private readonly secants: LatticeSecants | null;

  constructor(
    private readonly task: UnivariateTask,
    readonly result: LinearExpression,
  ) {
    this.key = task.label;
    this.side = task.side ?? BOTH;
    this.argument = task.argument.expression;
    this.secants = LatticeSecants.of(task.assembly.model, task.phi, task.argument, this.side);
  }

  value(argument: number): number {
    return this.secants?.value(argument) ?? this.task.phi.value(argument);
  }

  isTouched(at: number): boolean {
    const place = this.placeOf(at);
    return this.breakpoints.some((touch) => Math.abs(touch - place) <= NEARNESS * (1 + Math.abs(place)));
  }

  /** How far the tangents leave the function where two neighbours meet, an estimate. */
  get error(): number {
    const { phi } = this.task;
    const ordered = [...this.breakpoints].sort((a, b) => a - b);
    return ordered.slice(1).reduce((most, right, k) => {
      const left = ordered[k];
      const [a, b] = [phi.derivative(left), phi.derivative(right)];
      if (a === b) return most;
      const meeting = (phi.value(right) - phi.value(left) + a * left - b * right) / (a - b);
      return Math.max(most, Math.abs(phi.value(meeting) - phi.value(left) - a * (meeting - left)));
    }, 0);
  }

  /** Adds the tangent there; false where there is none, or one already. */
  add(at: number, model: MilpModel): boolean {
    const { phi, argument, label } = this.task;
    const { lower, upper } = argument;
    const place = this.placeOf(at);
    if (this.breakpoints.includes(place)) return false;
    let excess = 0;
    if (this.secants !== null) excess = this.secants.lineAt(place, this.line);
    else if (this.side === BELOW) phi.lowerLine(lower, upper, place, this.line);
    else phi.upperLine(lower, upper, place, this.line);
    const { slope, intercept } = this.line;
    if (!Number.isFinite(slope) || !Number.isFinite(intercept)) return false;
    const far = Math.max(-lower, upper);
    const rounding = UNITS * 2 ** -52 * (Math.abs(slope) * far + Math.abs(intercept));
    const error = Math.abs(slope) * argument.error + rounding + excess;
    const row = combined([this.result, this.argument], [1, -slope]);
    const [low, high] = this.side === BELOW ? [intercept, FREE] : [NONE, intercept];
    model.addRow(row, low, high, `${label}_t${this.breakpoints.length}`, error);
    this.breakpoints.push(place);
    return true;
  }

  separate(point: Float64Array, model: MilpModel): boolean {
    const value = this.value(valueAt(this.argument, point));
    const excess = (value - valueAt(this.result, point)) * (this.side === BELOW ? 1 : -1);
    return excess > WORTHWHILE_VIOLATION * (1 + Math.abs(value)) && this.touch(point, model);
  }

  touch(point: Float64Array, model: MilpModel): boolean {
    const at = valueAt(this.argument, point);
    const { breakpoints } = this.task.assembly;
    const added = (this.secants?.near(at) ?? [at]).filter((near) => this.add(near, model));
    if (added.length > 0) breakpoints.set(this.key, [...(breakpoints.get(this.key) ?? []), ...added]);
    return added.length > 0;
  }

  private placeOf(at: number): number {
    const { lower, upper } = this.task.argument;
    return this.secants?.placeOf(at) ?? Math.min(Math.max(at, lower), upper);
  }
}
