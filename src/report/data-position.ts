import { HullDistance } from "../predictors/convex-hull/hull-distance.js";
import { violationOf } from "../problem/constraint.js";
import { ExpressionEvaluation } from "../problem/evaluation.js";
import { type Expression, inOrder, type ModelCall } from "../problem/expression.js";
import type { LoadedInstance } from "../problem/instance-file.js";
import type { Point, Problem } from "../problem/problem.js";
import { coverageLimit } from "../problem/validity/coverage.js";
import type { DomainData } from "../problem/validity/kind.js";
import { distinctRows, neighbourDistances } from "../problem/validity/neighbours.js";
import type { PlacedDomain } from "../problem/validity/restriction.js";
import { rangeScaling, scaledPoints } from "../problem/validity/scaling.js";

/** A step of so much of a variable's range that leaves a domain makes it active. */
const STEP = 1e-4;
/** Data points whose distances to each other are looked at. */
const MOST_POINTS = 2000;

/** Where a point lies relative to data: those of a validity domain or those that a model was trained on. */
export interface DataPosition {
  /** Place in the instance, such as "validity[0]" or "models.net". */
  readonly of: string;
  /** Kind of the validity domain; null for a model's data. */
  readonly kind: string | null;
  /** Whether the point lies in the domain, within the tolerance of constraints; null for a model's data. */
  readonly inside: boolean | null;
  /** Whether a small step along some variable leaves the domain; null for a model's data and outside. */
  readonly active: boolean | null;
  /** Euclidean distance to the nearest data point, the range of every column being 1; null where the data are not known. */
  readonly nearest: number | null;
  /** Which point that is: its place among the rows of the data, from 0. */
  readonly nearestRow: number | null;
  /** Distance within which 95 % of the data have another data point; null where there are not two different ones. */
  readonly spacing: number | null;
  /** Distance to the convex hull of the data in the same unit, 0 inside. */
  readonly hullDistance: number | null;
  readonly insideHull: boolean | null;
}

/**
 * Where the point lies relative to the data of every validity domain and of every call of a model whose data are given.
 * @param tolerance by which a constraint may be violated
 */
export function dataPositions(instance: LoadedInstance, point: Point, tolerance: number): DataPosition[] {
  const { problem, modelData } = instance;
  const x = Float64Array.from(problem.variables.flatMap(({ name }) => point[name]));
  const domainData = instance.domainData();
  const domains = problem.domains.map((domain, k) => {
    const inside = violationAt(domain, x) <= tolerance;
    return {
      of: domain.path,
      kind: domain.kind,
      inside,
      active: inside ? isActive(problem, domain, x, tolerance) : null,
      ...positionIn(domainData[k] ?? null, valuesAt(domain.inputs, x), tolerance),
    };
  });
  const calls = callsIn(problem).flatMap(({ model, inputs }) => {
    const data = modelData.get(model.name);
    if (data === undefined) return [];
    const unknown = { kind: null, inside: null, active: null };
    return { of: `models.${model.name}`, ...unknown, ...positionIn(data, valuesAt(inputs, x), tolerance) };
  });
  return [...domains, ...calls];
}

type Position = Pick<DataPosition, "nearest" | "nearestRow" | "spacing" | "hullDistance" | "insideHull">;

function positionIn(data: DomainData | null, inputs: Float64Array, tolerance: number): Position {
  if (data === null || data.dimension !== inputs.length) {
    return { nearest: null, nearestRow: null, spacing: null, hullDistance: null, insideHull: null };
  }
  const { dimension, count } = data;
  const { offset, factor } = rangeScaling(data);
  const points = Float64Array.from(scaledPoints(data, { offset, factor }));
  const z = inputs.map((value, j) => (value - offset[j]) * factor[j]);
  const y = new Float64Array(1);
  new HullDistance(dimension, points).evaluate(z, y);
  const [hullDistance] = y;
  let nearest = Number.POSITIVE_INFINITY;
  let nearestRow = 0;
  for (let i = 0; i < count; i++) {
    const distance = Math.hypot(...z.map((value, j) => value - points[i * dimension + j]));
    if (distance >= nearest) continue;
    nearest = distance;
    nearestRow = i;
  }
  return {
    nearest,
    nearestRow,
    spacing: spacingOf(points, dimension),
    hullDistance,
    insideHull: hullDistance <= tolerance,
  };
}

function spacingOf(points: Float64Array, dimension: number): number | null {
  const distinct = distinctRows(points, dimension);
  if (distinct.length < 2 * dimension) return null;
  return coverageLimit(neighbourDistances(distinct, dimension, "l2", 1, MOST_POINTS), 0.95);
}

function callsIn({ objective, constraints }: Problem): ModelCall[] {
  const parts = inOrder([objective, ...constraints.map(({ expression }) => expression)]);
  return [...new Set(parts.flatMap((part) => (part.kind === "output" ? [part.call] : [])))];
}

function valuesAt(expressions: readonly Expression[], x: Float64Array): Float64Array {
  const values = new Float64Array(expressions.length);
  new ExpressionEvaluation(expressions).into(x, values);
  return values;
}

function violationAt({ rows }: PlacedDomain, x: Float64Array): number {
  const values = valuesAt(
    rows.map(({ expression }) => expression),
    x,
  );
  return rows.reduce((most, row, k) => Math.max(most, violationOf(row, values[k])), 0);
}

function isActive({ box }: Problem, domain: PlacedDomain, x: Float64Array, tolerance: number): boolean {
  return x.some((value, j) =>
    [-STEP, STEP].some((step) => {
      const moved = x.slice();
      moved[j] = value + step * (box.upper[j] - box.lower[j]);
      return violationAt(domain, moved) > 2 * tolerance;
    }),
  );
}
