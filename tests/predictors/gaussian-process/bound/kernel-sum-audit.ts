import type { Decimal } from "decimal.js";
import { Random } from "../../../../src/numeric/random.js";
import type { KernelSum } from "../../../../src/predictors/gaussian-process/bound/kernel-sum.js";
import { KernelSumBound } from "../../../../src/predictors/gaussian-process/bound/kernel-sum-bound.js";
import {
  type KernelSumMethodName,
  kernelSumMethods,
} from "../../../../src/predictors/gaussian-process/bound/method.js";
import { exactValue, high } from "./exact-sum.js";
import { KERNEL_NAMES, randomBox, randomSum } from "./random-sums.js";

const METHODS = Object.keys(kernelSumMethods) as KernelSumMethodName[];
const NOISES = [Number.POSITIVE_INFINITY, 1e-2, 1e-6, 1e-12];
const BOXES_PER_SUM = 12;

export interface Audit {
  readonly boxes: number;
  /** Comparisons that 45-digit arithmetic decided, because float64 could not. */
  readonly decided: number;
  readonly violations: string[];
  /** Bounds that were not finite. */
  readonly empty: number;
}

/** Bounds, cuts and affine minorants of random kernel sums over random boxes against the exact values at points of the boxes. */
export function auditKernelSums(boxes: number, seed: number): Audit {
  const random = new Random(seed);
  const violations: string[] = [];
  let decided = 0;
  let empty = 0;
  let done = 0;
  const truths = new Map<Float64Array, Decimal>();
  for (let k = 0; done < boxes; k++) {
    const name = KERNEL_NAMES[k % KERNEL_NAMES.length];
    const inputs = 1 + random.below(4);
    // Few points: the remainders' bounds are attained by single kernels.
    const count = random.uniform() < 0.3 ? 1 + random.below(2) : 4 + random.below(9);
    const sum = randomSum(name, inputs, count, NOISES[random.below(NOISES.length)], random);
    if (random.uniform() < 0.05) sum.norm = Number.POSITIVE_INFINITY;
    const bounds = METHODS.map((method) => ({ method, bound: new KernelSumBound(sum, method) }));
    for (let b = 0; b < BOXES_PER_SUM && done < boxes; b++, done++) auditBox(sum, bounds);
  }
  return { boxes: done, decided, violations, empty };

  function auditBox(sum: KernelSum, bounds: { method: string; bound: KernelSumBound }[]): void {
    const n = sum.inputs;
    const lower = new Float64Array(n);
    const upper = new Float64Array(n);
    randomBox(sum, random, lower, upper);
    const minorant = { constant: 0, linear: new Float64Array(n) };
    truths.clear();
    const shared = samples(lower, upper);
    const nearest = sum.points.subarray(0, n);
    shared.push(Float64Array.from(nearest, (z, j) => Math.min(upper[j], Math.max(lower[j], z))));
    for (const { method, bound } of bounds) {
      const points = [...shared];
      const cutoff = chooseCutoff(sum, points);
      const least = bound.lowerBound(lower, upper, cutoff);
      if (!Number.isFinite(least)) empty++;
      if (random.uniform() < 0.2) points.push(bound.minimiser.map((z, j) => Math.min(upper[j], Math.max(lower[j], z))));
      const left = { lower: lower.slice(), upper: upper.slice() };
      const isCut = Number.isFinite(cutoff) && !(least > cutoff);
      const emptied = isCut && bound.cut(left.lower, left.upper) === Number.POSITIVE_INFINITY;
      const anchor = random.uniform() < 0.5 ? null : points[0];
      const hasMinorant = random.uniform() < 0.3;
      if (hasMinorant) bound.affineMinorant(lower, upper, anchor, minorant);
      for (const z of points) {
        const report = (what: string, value: number) =>
          violations.push(`${what} ${value} of ${sum.kernel.name} by ${method} at [${z}] in [${lower}] .. [${upper}]`);
        if (isAbove(sum, z, least)) report("bound", least);
        if (isCut && (emptied || !contains(left.lower, left.upper, z)) && isAbove(sum, z, cutoff))
          report("cut", cutoff);
        if (hasMinorant && isLineAbove(sum, z, minorant)) report("minorant", minorant.constant);
      }
    }
  }

  function samples(lower: Float64Array, upper: Float64Array): Float64Array[] {
    return Array.from({ length: 5 }, (_, k) =>
      lower.map((low, j) => {
        if (k === 0) return Math.min(upper[j], Math.max(low, 0.5 * low + 0.5 * upper[j]));
        if (k < 3) return random.uniform() < 0.5 ? low : upper[j];
        return random.between(low, upper[j]);
      }),
    );
  }

  function chooseCutoff(sum: KernelSum, points: Float64Array[]): number {
    if (random.uniform() < 0.2) return Number.POSITIVE_INFINITY;
    return sum.evaluate(points[0]) + random.normal() * 10 ** random.between(-12, 0);
  }

  /** Methods share points: their values are worked out once. */
  function truthAt(sum: KernelSum, z: Float64Array): Decimal {
    const known = truths.get(z);
    if (known !== undefined) return known;
    const truth = exactValue(sum, Array.from(z, high));
    truths.set(z, truth);
    return truth;
  }

  /** Whether the level is above the sum at z, exactly; float64 decides where it can. */
  function isAbove(sum: KernelSum, z: Float64Array, level: number): boolean {
    if (level < sum.evaluate(z) - 1e-13 * (1 + sum.weightMagnitude + Math.abs(sum.offset))) return false;
    decided++;
    return high(level).gt(truthAt(sum, z));
  }

  function isLineAbove(sum: KernelSum, z: Float64Array, line: { constant: number; linear: Float64Array }): boolean {
    if (line.constant === Number.NEGATIVE_INFINITY) return false;
    decided++;
    let level = high(line.constant);
    for (let j = 0; j < z.length; j++) level = level.add(high(line.linear[j]).mul(high(z[j])));
    return level.gt(truthAt(sum, z));
  }
}

function contains(lower: Float64Array, upper: Float64Array, z: Float64Array): boolean {
  return z.every((value, j) => lower[j] <= value && value <= upper[j]);
}
