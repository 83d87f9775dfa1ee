import { down, up } from "../numeric/rounding.js";
import { compiled } from "./compilation.js";
import type { Constraint } from "./constraint.js";
import { type Expression, inOrder } from "./expression.js";
import { quote } from "./input-error.js";
import type { Problem } from "./problem.js";
import { elementName } from "./variable.js";

/** Something in a problem that is allowed, but probably not meant. */
export interface Finding {
  readonly kind: "unused-variable" | "unused-model" | "never-binds" | "never-holds" | "unbounded";
  /** One line that names the place. */
  readonly message: string;
}

/**
 * What is suspicious in a problem: variables and models that nothing uses; constraints that hold on the whole box or nowhere
 * in it, and formulas that intervals cannot bound over it. Ranges are rigorous enclosures over the box, so that "never holds"
 * is a proof of infeasibility, while a constraint without a finding may still never bind.
 * @param tolerance a constraint that is violated by no more counts as satisfied (docs/promises.md)
 */
export function findingsIn(problem: Problem, tolerance: number): Finding[] {
  const { objective, constraints } = problem;
  const formulas = [objective, ...constraints.map((row) => row.expression)];
  return [...unused(problem, inOrder(formulas)), ...ranges(problem, formulas, tolerance)];
}

function unused({ variables, models }: Problem, parts: readonly Expression[]): Finding[] {
  const indices = new Set<number>();
  const called = new Set<string>();
  for (const part of parts) {
    if (part.kind === "variable") indices.add(part.index);
    else if (part.kind === "output") called.add(part.call.model.name);
  }
  const findings: Finding[] = [];
  for (const variable of variables) {
    const missing = Array.from({ length: variable.size }, (_, k) => k).filter((k) => !indices.has(variable.offset + k));
    if (missing.length === 0) continue;
    const names =
      missing.length === variable.size ? variable.name : missing.map((k) => elementName(variable, k)).join(", ");
    findings.push({
      kind: "unused-variable",
      message: `variables: ${names}: no objective or constraint depends on it`,
    });
  }
  for (const name of models.keys()) {
    if (!called.has(name)) findings.push({ kind: "unused-model", message: `models.${name}: no formula depends on it` });
  }
  return findings;
}

function ranges(
  { box, constraints, sense, size }: Problem,
  formulas: readonly Expression[],
  tolerance: number,
): Finding[] {
  const lower = new Float64Array(formulas.length);
  const upper = new Float64Array(formulas.length);
  compiled(formulas, size).rangeOver(box, lower, upper);
  const findings = constraints.flatMap((row, k) => rowFinding(row, lower[k + 1], upper[k + 1], tolerance));
  const needed = sense === "minimize" ? lower[0] : upper[0];
  if (!Number.isFinite(needed)) {
    findings.push({
      kind: "unbounded",
      message: `${sense}: intervals cannot bound the objective over the whole box (from ${lower[0]} to ${upper[0]}); look for a pole or an undefined point, or tighten the bounds of variables`,
    });
  }
  return findings;
}

function rowFinding(row: Constraint, least: number, most: number, tolerance: number): Finding[] {
  const where = `subjectTo: ${quote(row.text)}`;
  const found = `its variable part is from ${rounded(least)} to ${rounded(most)} over the box`;
  if (most < down(row.lower - tolerance) || least > up(row.upper + tolerance)) {
    return [{ kind: "never-holds", message: `${where} can never hold: ${found}, needed is ${needed(row)}` }];
  }
  if (least >= row.lower && most <= row.upper) {
    return [{ kind: "never-binds", message: `${where} always holds: ${found}, needed is ${needed(row)}; remove it` }];
  }
  return [];
}

/** Ranges are a little wider than they are; their last digits say nothing. */
function rounded(value: number): number {
  return Number(value.toPrecision(9));
}

function needed({ lower, upper }: Constraint): string {
  if (lower === upper) return String(lower);
  if (lower === Number.NEGATIVE_INFINITY) return `at most ${upper}`;
  return upper === Number.POSITIVE_INFINITY ? `at least ${lower}` : `from ${lower} to ${upper}`;
}
