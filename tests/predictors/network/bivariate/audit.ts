import type { Interval } from "../../../../src/numeric/interval.js";
import type { BivariateOperation, Plane } from "../../../../src/predictors/network/bivariate/bivariate.js";
import { exact } from "../../../numeric/exact-decimal.js";
import { fixed, PLACES } from "./fixed-point.js";
import type { Rectangle } from "./rectangles.js";
import { pointsOf } from "./rectangles.js";

/** The functions themselves in integer arithmetic, and their partial derivatives. */
export interface Truth {
  /** From arguments with PLACES binary places to a value with twice as many, rounded down; null where it is not defined. */
  value(u: bigint, v: bigint): bigint | null;
  /** Partial derivatives; at a kink the ends of the generalized ones. */
  gradients(u: number, v: number): readonly { readonly left: number; readonly right: number }[];
}

export const truths: Readonly<Record<string, Truth>> = {
  product: { value: (u, v) => u * v, gradients: (u, v) => [{ left: v, right: u }] },
  // Rounded to nearest, the exact derivative stays within an enclosure whose ends are float64.
  quotient: {
    value: floorDivided,
    gradients: (u, v) => [{ left: 1 / v, right: Number(exact(u).div(exact(v)).div(exact(v)).neg()) }],
  },
  maximum: { value: (u, v) => (u > v ? u : v) << PLACES, gradients: (u, v) => selections(u >= v, u <= v) },
  minimum: { value: (u, v) => (u < v ? u : v) << PLACES, gradients: (u, v) => selections(u <= v, u >= v) },
};

function floorDivided(u: bigint, v: bigint): bigint | null {
  if (v === 0n) return null;
  const scaled = u << (2n * PLACES);
  const result = scaled / v;
  // Division of integers truncates toward zero.
  return result * v !== scaled && scaled < 0n !== v < 0n ? result - 1n : result;
}

function selections(isLeft: boolean, isRight: boolean): { left: number; right: number }[] {
  const result = [];
  if (isLeft) result.push({ left: 1, right: 0 });
  if (isRight) result.push({ left: 0, right: 1 });
  return result;
}

interface Sample {
  readonly u: number;
  readonly v: number;
  readonly x: bigint;
  readonly y: bigint;
  readonly value: bigint;
}

/** What does not hold on the rectangle, in integer arithmetic without slack; empty if all does. */
export function audit(operation: BivariateOperation, rectangle: Rectangle): string[] {
  const truth = truths[operation.name];
  const samples = pointsOf(rectangle).flatMap(([u, v]) => {
    const [x, y] = [fixed(u), fixed(v)];
    const value = truth.value(x, y);
    return value === null ? [] : [{ u, v, x, y, value }];
  });
  const { ul, uu, vl, vu } = rectangle;
  const violations = [
    ...rangeViolations(operation, rectangle, samples),
    ...gradientViolations(operation, rectangle, samples, truth),
    ...targetsOf(rectangle).flatMap((target) => planeViolations(operation, rectangle, samples, target)),
  ];
  return violations.map((text) => `${operation.name} on [${ul}, ${uu}] x [${vl}, ${vu}]: ${text}`);
}

function rangeViolations(operation: BivariateOperation, { ul, uu, vl, vu }: Rectangle, samples: readonly Sample[]) {
  const range: Interval = { lower: Number.NaN, upper: Number.NaN };
  operation.range(ul, uu, vl, vu, range);
  return samples
    .filter(({ value }) => !(isAtMost(range.lower, value) && isAtLeast(range.upper, value)))
    .map(({ u, v }) => `range [${range.lower}, ${range.upper}] at (${u}, ${v})`);
}

function gradientViolations(
  operation: BivariateOperation,
  { ul, uu, vl, vu }: Rectangle,
  samples: readonly Sample[],
  truth: Truth,
): string[] {
  const left: Interval = { lower: Number.NaN, upper: Number.NaN };
  const right: Interval = { lower: Number.NaN, upper: Number.NaN };
  operation.gradientRange(ul, uu, vl, vu, left, right);
  const holds = (x: number, range: Interval) => x >= range.lower && x <= range.upper;
  return samples
    .filter(({ u, v }) => !truth.gradients(u, v).every((g) => holds(g.left, left) && holds(g.right, right)))
    .map(({ u, v }) => `partial derivatives at (${u}, ${v})`);
}

function planeViolations(
  operation: BivariateOperation,
  { ul, uu, vl, vu }: Rectangle,
  samples: readonly Sample[],
  [atU, atV]: readonly [number, number],
): string[] {
  const plane: Plane = { left: 0, right: 0, constant: 0 };
  const violations: string[] = [];
  operation.lowerPlane(ul, uu, vl, vu, atU, atV, plane);
  for (const sample of samples) {
    if (!isPlane(plane, Number.NEGATIVE_INFINITY)) violations.push(`no lower plane for (${atU}, ${atV})`);
    else if (height(plane, sample) > 0n)
      violations.push(`lower plane for (${atU}, ${atV}) at (${sample.u}, ${sample.v})`);
  }
  operation.upperPlane(ul, uu, vl, vu, atU, atV, plane);
  for (const sample of samples) {
    if (!isPlane(plane, Number.POSITIVE_INFINITY)) violations.push(`no upper plane for (${atU}, ${atV})`);
    else if (height(plane, sample) < 0n)
      violations.push(`upper plane for (${atU}, ${atV}) at (${sample.u}, ${sample.v})`);
  }
  return violations;
}

/** Finite numbers; or slopes 0 and the infinite constant that says that there is no plane. */
function isPlane({ left, right, constant }: Plane, nothing: number): boolean {
  if (constant === nothing) return left === 0 && right === 0;
  return Number.isFinite(left) && Number.isFinite(right) && Number.isFinite(constant);
}

/** Plane minus value at the point; only its sign counts. */
function height({ left, right, constant }: Plane, { x, y, value }: Sample): bigint {
  if (!Number.isFinite(constant)) return constant > 0 ? 1n : -1n;
  return x * fixed(left) + y * fixed(right) + (fixed(constant) << PLACES) - value;
}

function isAtMost(bound: number, value: bigint): boolean {
  return bound === Number.NEGATIVE_INFINITY || (Number.isFinite(bound) && fixed(bound) << PLACES <= value);
}

function isAtLeast(bound: number, value: bigint): boolean {
  return bound === Number.POSITIVE_INFINITY || (Number.isFinite(bound) && fixed(bound) << PLACES >= value);
}

/** Where planes are asked to be tight: nowhere in particular, at three vertices, inside. */
function targetsOf({ ul, uu, vl, vu }: Rectangle): (readonly [number, number])[] {
  const low = (a: number) => Math.max(a, -Number.MAX_VALUE);
  const high = (a: number) => Math.min(a, Number.MAX_VALUE);
  return [
    [Number.NaN, Number.NaN],
    [low(ul), low(vl)],
    [high(uu), high(vu)],
    [low(ul), high(vu)],
    [0.5 * low(ul) + 0.5 * high(uu), 0.25 * low(vl) + 0.75 * high(vu)],
  ];
}
