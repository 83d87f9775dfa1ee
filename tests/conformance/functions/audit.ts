import type { Decimal } from "decimal.js";
import type { UnivariateFunction } from "../../../src/functions/univariate.js";
import type { Interval } from "../../../src/numeric/interval.js";
import { Random } from "../../../src/numeric/random.js";
import { auditDerivatives } from "./audit-derivatives.js";
import { auditLines } from "./audit-lines.js";
import { auditTightness } from "./audit-tightness.js";
import { pool } from "./points.js";
import { isWithin, type Sample, sample } from "./sample.js";

export interface Report {
  checks: number;
  /** Violated promises: kind and detail. */
  readonly violations: { readonly kind: string; readonly detail: string }[];
}

/** What the parts of an audit share. */
export interface Audit {
  readonly phi: UnivariateFunction;
  readonly truth: (x: Decimal) => Decimal;
  readonly random: Random;
  readonly samples: readonly Sample[];
  /** Index pairs into samples, the ends of the intervals that are tried. */
  readonly intervals: readonly (readonly [number, number])[];
  check(kind: string, holds: boolean, detail: () => string): void;
}

/** Holds phi against the promises of UnivariateFunction, with the truth given in 60-digit arithmetic. */
export function auditFunction(
  phi: UnivariateFunction,
  truth: (x: Decimal) => Decimal,
  seed = 1,
  extra: readonly number[] = [],
): Report {
  const report: Report = { checks: 0, violations: [] };
  const random = new Random(seed);
  const samples = pool(phi, random, extra).map((x) => sample(truth, x));
  const audit: Audit = {
    phi,
    truth,
    random,
    samples,
    intervals: chooseIntervals(samples.length, random),
    check(kind, holds, detail) {
      report.checks++;
      if (holds) return;
      const known = report.violations.filter((violation) => violation.kind === kind).length;
      if (known < 5) report.violations.push({ kind, detail: detail() });
    },
  };
  auditRanges(audit);
  auditDerivatives(audit);
  auditLines(audit);
  auditTightness(audit);
  return report;
}

/** Single points, neighbours (an ulp apart around special points), short runs, and random pairs. */
function chooseIntervals(count: number, random: Random): [number, number][] {
  const pairs: [number, number][] = [];
  for (let i = 0; i < count; i += 2) pairs.push([i, i]);
  for (let i = 0; i + 1 < count; i++) pairs.push([i, i + 1]);
  for (let i = 0; i + 2 < count; i += 2) pairs.push([i, Math.min(count - 1, i + 2 + random.below(3))]);
  for (let k = 0; k < 120; k++) {
    const i = random.below(count);
    const j = random.below(count);
    pairs.push([Math.min(i, j), Math.max(i, j)]);
  }
  return pairs;
}

function auditRanges(audit: Audit): void {
  const { phi, samples, check } = audit;
  const range: Interval = { lower: 0, upper: 0 };
  const inner: Interval = { lower: 0, upper: 0 };
  for (const [i, j] of audit.intervals) {
    const l = samples[i].x;
    const u = samples[j].x;
    phi.range(l, u, range);
    check("range-order", range.lower <= range.upper, () => `[${l}, ${u}] -> [${range.lower}, ${range.upper}]`);
    for (let k = i; k <= j; k++) {
      const { x, near } = samples[k];
      if (!Number.isFinite(near)) continue;
      const holds = isWithin(samples[k], range.lower, range.upper);
      check("range", holds, () => `[${l}, ${u}] -> [${range.lower}, ${range.upper}] misses phi(${x}) = ${near}`);
    }
    // Tightening is monotone up to the error of single values: Math.* themselves are not monotone to the last ulp.
    if (j > i) {
      const middle = samples[(i + j) >> 1].x;
      phi.range(l, middle, inner);
      const slack = 1e-13 * (Math.abs(inner.lower) + Math.abs(inner.upper)) + 1e-300;
      const holds = inner.lower >= range.lower - slack && inner.upper <= range.upper + slack;
      check(
        "range-tightening",
        !(inner.lower <= inner.upper) || holds || slack === Number.POSITIVE_INFINITY,
        () => `[${l}, ${middle}] in [${l}, ${u}]`,
      );
    }
  }
  phi.range(Number.NaN, 1, range);
  check("nan", !(range.lower > range.upper), () => "a NaN end made the range empty");
  phi.range(0.5, Number.NaN, range);
  check("nan", !(range.lower > range.upper), () => "a NaN end made the range empty");
  if (phi.domain.lower > Number.NEGATIVE_INFINITY) {
    phi.range(phi.domain.lower - 2, phi.domain.lower - 1, range);
    check("domain", range.lower > range.upper, () => "not empty outside of the domain");
  }
  phi.range(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, range);
  for (const point of samples) {
    if (Number.isFinite(point.near))
      check("range", isWithin(point, range.lower, range.upper), () => "the whole line's");
  }
}
