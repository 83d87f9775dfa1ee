import type { Interval } from "../../numeric/interval.js";
import { down, UNIT_ROUNDOFF, up } from "../../numeric/rounding.js";
import type { Constraint } from "../constraint.js";
import { quote } from "../input-error.js";
import { type Finding, rangeText } from "./finding.js";

/** A row whose values vary by fewer tolerances than this says little. */
const FEW_TOLERANCES = 1000;

/**
 * What the range of a row's expression over the box says about the row: that it never holds, always holds, holds only where the
 * expression is at an end of its range, or that its values are too large or too small for the tolerance, which is absolute.
 */
export function rowFindings(row: Constraint, range: Interval, tolerance: number): Finding[] {
  const { lower: least, upper: most } = range;
  const where = `subjectTo: ${quote(row.text)}`;
  const found = `its variable part is ${rangeText(range)} over the box`;
  if (most < down(row.lower - tolerance) || least > up(row.upper + tolerance)) {
    return [{ kind: "never-holds", message: `${where} can never hold: ${found}, needed is ${needed(row)}` }];
  }
  if (least >= row.lower && most <= row.upper) {
    return [{ kind: "never-binds", message: `${where} always holds: ${found}, needed is ${needed(row)}; remove it` }];
  }
  if (Math.max(Math.abs(least), Math.abs(most)) * UNIT_ROUNDOFF > tolerance) {
    const message = `${where}: ${found}, where float64 resolves less than the tolerance ${tolerance}, which is absolute; divide both sides`;
    return [{ kind: "badly-scaled", message }];
  }
  if (most - least < FEW_TOLERANCES * tolerance) {
    const message = `${where}: ${found}, and violations up to ${tolerance} are accepted; multiply both sides`;
    return [{ kind: "badly-scaled", message }];
  }
  if (most <= row.lower + tolerance || least >= row.upper - tolerance) {
    const end = most <= row.lower + tolerance ? "largest" : "smallest";
    const message = `${where} holds only where its variable part has its ${end} value: ${found}, needed is ${needed(row)}`;
    return [{ kind: "holds-at-an-end", message }];
  }
  return [];
}

export function needed({ lower, upper }: Constraint): string {
  if (lower === upper) return String(lower);
  if (lower === Number.NEGATIVE_INFINITY) return `at most ${upper}`;
  return upper === Number.POSITIVE_INFINITY ? `at least ${lower}` : `from ${lower} to ${upper}`;
}
