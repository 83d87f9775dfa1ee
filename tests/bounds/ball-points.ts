import type { Decimal } from "decimal.js";
import type { Balls } from "../../src/bounds/balls.js";
import type { Box } from "../../src/numeric/box.js";
import type { Random } from "../../src/numeric/random.js";
import { NORMS, type Norm } from "../../src/predictors/data-distance/norm.js";
import { exactWide } from "../numeric/exact-decimal.js";

export function randomBalls(n: number, count: number, norm: Norm, random: Random): Balls {
  return {
    norm,
    centres: Float64Array.from({ length: count * n }, () => random.between(-1, 1)),
    scales: Float64Array.from({ length: n }, () => 10 ** random.between(-0.5, 0.5)),
    radius: 10 ** random.between(-1, 0.3),
  };
}

export function normFor(trial: number): Norm {
  return NORMS[trial % NORMS.length];
}

/** Boxes of many sizes near the first ball, some thin or with an edge through its centre. */
export function boxNear({ centres, radius, scales }: Balls, random: Random): Box {
  const width = radius * 10 ** random.between(-1.5, 0.7);
  const lower = Float64Array.from(scales, (s, j) => centres[j] + (random.between(-1.2, 0.7) * width) / s);
  const upper = lower.map(
    (low, j) => low + (random.between(0, 1) < 0.1 ? 0 : (random.between(0, 2) * width) / scales[j]),
  );
  if (random.between(0, 1) < 0.2) upper[0] = Math.max(lower[0], centres[0]);
  return { lower, upper };
}

/** Whether x lies in ball i, in exact arithmetic. */
export function isInBall({ norm, centres, scales, radius }: Balls, i: number, x: Float64Array): boolean {
  let total = exactWide(0);
  for (let j = 0; j < x.length; j++) {
    const part = exactWide(x[j])
      .minus(exactWide(centres[i * x.length + j]))
      .times(exactWide(scales[j]))
      .abs();
    if (norm === "l2") total = total.plus(part.times(part));
    else if (norm === "l1") total = total.plus(part);
    else if (part.gt(total)) total = part;
  }
  const limit = exactWide(radius);
  return total.lte(norm === "l2" ? limit.times(limit) : limit);
}

/** Points of the box and ball i, most of them close to the ball's surface or the box's. */
export function pointsOf(
  balls: Balls,
  i: number,
  { lower, upper }: Box,
  count: number,
  random: Random,
): Float64Array[] {
  const n = lower.length;
  const clamp = (value: number, j: number) => Math.min(Math.max(value, lower[j]), upper[j]);
  return Array.from({ length: count }, () => {
    const inner = Float64Array.from(lower, (_, j) => clamp(balls.centres[i * n + j], j));
    const outer = lower.map((low, j) =>
      clamp(random.between(low, upper[j]) + random.between(-1, 1) * (upper[j] - low), j),
    );
    const at = (share: number) => inner.map((value, j) => clamp(value + share * (outer[j] - value), j));
    let share = 1;
    let step = 1;
    // The last point inside on the way out.
    while (step > 1e-17 && !isInBall(balls, i, at(share))) {
      step /= 2;
      share -= step;
    }
    for (; step > 1e-17; step /= 2) if (share + step <= 1 && isInBall(balls, i, at(share + step))) share += step;
    return at(share);
  }).filter((x) => isInBall(balls, i, x));
}

/** slopes . (x - middle), exact. */
export function exactDot(slopes: Float64Array, x: Float64Array, middle: Float64Array): Decimal {
  return slopes.reduce(
    (sum, slope, j) => sum.plus(exactWide(slope).times(exactWide(x[j]).minus(exactWide(middle[j])))),
    exactWide(0),
  );
}

export function isIn(x: Float64Array, { lower, upper }: Box): boolean {
  return x.every((value, j) => lower[j] <= value && value <= upper[j]);
}
