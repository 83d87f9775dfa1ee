import { up } from "../../numeric/rounding.js";
import { type Affine, AffineVector } from "../program/affine-vector.js";
import type { ParametricProgram } from "../program/parametric-program.js";
import { QuadraticCuts } from "../solver/quadratic-cuts.js";

/** Where the quadratic objective of one variable is linearized. */
export interface Tangents {
  readonly variable: number;
  readonly points: readonly number[];
}

/** Tangents over the range of a variable, besides those where optima lie. */
const COARSE = 20;
/** Tangents over what optima take up: at least and at most so many each, so many of all variables together. */
const FINE = { least: 24, most: 120, all: 1000 };
/** How much further than the optima they reach on either side. */
const REACH = 0.2;

/**
 * Where to linearize a program whose quadratic objective has no products of different variables; null for others.
 * @param optima points at which it should be good
 */
export function tangentsAt(program: ParametricProgram, optima: readonly Float64Array[]): Tangents[] | null {
  if (program.quadratic === null) return null;
  const { parts } = new QuadraticCuts(program);
  const isSquare = ({ variables: [j, ...others] }: (typeof parts)[number]): boolean =>
    others.length === 0 && curvatureOf(program, j) > 0;
  if (!parts.every(isSquare)) return null;
  const fine = Math.min(Math.max(FINE.least, Math.round(FINE.all / parts.length)), FINE.most);
  return parts.map(({ variables: [j] }) => {
    const values = optima.map((point) => point[j]);
    const low = Math.min(...values);
    const high = Math.max(...values);
    const reach = REACH * (high - low) + 1e-6;
    const points = [
      ...spread(program.lower[j], program.upper[j], COARSE),
      ...spread(Math.max(low - reach, program.lower[j]), Math.min(high + reach, program.upper[j]), fine),
    ];
    return { variable: j, points: [...new Set(points)].sort((a, b) => a - b) };
  });
}

/**
 * The linear program under a quadratic one: each term P/2 x^2 becomes a column t with rows t >= P a x - P/2 a^2 z, where z is
 * the binary variable that switches x, or 1. Its minimum is never above that of the quadratic program: constants are
 * rounded down, so that the rows hold in exact arithmetic.
 */
export function tangentProgram(program: ParametricProgram, tangents: readonly Tangents[]): ParametricProgram {
  const { lower, upper } = program;
  if (program.quadratic === null) throw new RangeError("there is no quadratic objective to linearize");
  const cuts = new QuadraticCuts(program);
  const n = lower.length;
  const starts = [...program.starts];
  const indices = [...program.indices];
  const added: Affine[] = [];
  const names: string[] = [];
  const sides: number[] = [];
  tangents.forEach(({ variable: j, points }, k) => {
    const curvature = curvatureOf(program, j);
    const switched = cuts.parts.find(({ variables }) => variables[0] === j)?.indicator ?? -1;
    points.forEach((a, p) => {
      const slope = curvature * a;
      // P/2 x^2 - slope x + c >= 0 for all x takes c >= slope^2 / (2 P).
      const height = up(up(slope * slope) / (2 * curvature));
      const entries: [number, number][] = [
        [n + k, 1],
        [j, -slope],
      ];
      if (switched >= 0) entries.push([switched, height]);
      for (const [column, value] of entries) {
        indices.push(column);
        added.push({ constant: value, terms: [] });
      }
      starts.push(indices.length);
      names.push(`tangent ${p} of ${program.variableNames[j]}`);
      sides.push(switched >= 0 ? 0 : -height);
    });
  });
  return {
    ...program,
    variableNames: [...program.variableNames, ...tangents.map((_, k) => `square ${k}`)],
    rowNames: [...program.rowNames, ...names],
    lower: joined(
      lower,
      tangents.map(() => 0),
    ),
    upper: joined(
      upper,
      tangents.map(({ variable: j }) => highest(curvatureOf(program, j), lower[j], upper[j])),
    ),
    isInteger: Uint8Array.from([...program.isInteger, ...tangents.map(() => 0)]),
    quadratic: null,
    convexityDefect: 0,
    linear: extended(
      program.linear,
      tangents.map(() => ({ constant: 1, terms: [] })),
    ),
    starts: Int32Array.from(starts),
    indices: Int32Array.from(indices),
    values: extended(program.values, added),
    rowLower: extended(
      program.rowLower,
      sides.map((constant) => ({ constant, terms: [] })),
    ),
    rowUpper: extended(
      program.rowUpper,
      sides.map(() => ({ constant: Number.POSITIVE_INFINITY, terms: [] })),
    ),
  };
}

/** The second derivative along a variable. */
function curvatureOf({ quadratic }: ParametricProgram, j: number): number {
  if (quadratic === null) return 0;
  const { starts, indices, values } = quadratic;
  for (let e = starts[j]; e < starts[j + 1]; e++) if (indices[e] === j) return values[e];
  return 0;
}

function spread(low: number, high: number, count: number): number[] {
  return Array.from({ length: count }, (_, k) => low + ((high - low) * (k + 0.5)) / count);
}

/** At least the largest value of P/2 x^2. */
function highest(curvature: number, lower: number, upper: number): number {
  const far = Math.max(Math.abs(lower), Math.abs(upper));
  return up(up(curvature * far) * far);
}

function joined(first: Float64Array, second: readonly number[]): Float64Array {
  return Float64Array.from([...first, ...second]);
}

function extended(vector: AffineVector, more: readonly Affine[]): AffineVector {
  return vector.followedBy(new AffineVector(more));
}
