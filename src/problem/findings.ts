import type { Interval } from "../numeric/interval.js";
import { compiled } from "./compilation.js";
import { type Expression, inOrder, type ModelCall } from "./expression.js";
import { coefficientFindings } from "./findings/coefficients.js";
import type { Finding } from "./findings/finding.js";
import { linearFindings } from "./findings/linear-rows.js";
import { constantModelFindings, modelInputFindings } from "./findings/model-inputs.js";
import { rowFindings } from "./findings/row-range.js";
import { unusedParts } from "./findings/unused-parts.js";
import { writtenBoundFindings } from "./findings/written-bounds.js";
import type { Problem } from "./problem.js";
import type { TrainingRange } from "./training-range.js";
import type { VariableDefinition } from "./variable.js";

/** What is known of a problem besides the problem itself. */
export interface Background {
  /** A constraint that is violated by no more counts as satisfied (docs/promises.md). */
  readonly tolerance: number;
  /** The variables as they were written. */
  readonly written?: readonly VariableDefinition[] | undefined;
  /** What models were trained on, by name. */
  readonly trained?: ReadonlyMap<string, TrainingRange> | undefined;
}

/**
 * What is suspicious in a problem: parts that nothing uses; constraints that hold on the whole box, nowhere in it or only at
 * its edge, that fix variables, or whose values do not suit the tolerance; very large coefficients; models called with what they
 * were not trained on; formulas that intervals cannot bound. Ranges are rigorous enclosures over the box, so that "never holds" is
 * a proof of infeasibility, while a constraint without a finding may still never bind.
 */
export function findingsIn(problem: Problem, { tolerance, written, trained }: Background): Finding[] {
  const { objective, constraints, variables, sense } = problem;
  const formulas = [objective, ...constraints.map((row) => row.expression)];
  const parts = inOrder(formulas);
  const outputs = parts.filter((part) => part.kind === "output");
  const calls = [...new Set<ModelCall>(outputs.map(({ call }) => call))];
  // Those of validity domains are made of data themselves.
  const trainedCalls = calls.filter(({ model }) => !model.name.startsWith("validity["));
  const ranges = rangesOf(problem, [...formulas, ...outputs, ...calls.flatMap(({ inputs }) => inputs)]);
  const rangeOf = (expression: Expression): Interval => ranges.get(expression) as Interval;
  return [
    ...unusedParts(problem, parts),
    ...(written === undefined ? [] : writtenBoundFindings(written, variables)),
    ...constraints.flatMap((row) => {
      const found = rowFindings(row, rangeOf(row.expression), tolerance);
      return found.some(({ kind }) => kind === "never-holds")
        ? found
        : [...found, ...linearFindings(problem, row, tolerance)];
    }),
    ...coefficientFindings(problem),
    ...modelInputFindings(trainedCalls, ranges, trained ?? new Map()),
    ...constantModelFindings(outputs, ranges),
    ...unbounded(sense, rangeOf(objective)),
  ];
}

/** Rigorous enclosures over the box, by expression. */
function rangesOf({ box, size }: Problem, expressions: readonly Expression[]): Map<Expression, Interval> {
  const ranges = new Map<Expression, Interval>();
  for (const expression of expressions) {
    if (expression.kind !== "variable") continue;
    ranges.set(expression, { lower: box.lower[expression.index], upper: box.upper[expression.index] });
  }
  const others = [...new Set(expressions)].filter((expression) => !ranges.has(expression));
  if (others.length === 0) return ranges;
  const lower = new Float64Array(others.length);
  const upper = new Float64Array(others.length);
  compiled(others, size).rangeOver(box, lower, upper);
  others.forEach((expression, k) => {
    ranges.set(expression, { lower: lower[k], upper: upper[k] });
  });
  return ranges;
}

function unbounded(sense: Problem["sense"], { lower, upper }: Interval): Finding[] {
  if (Number.isFinite(sense === "minimize" ? lower : upper)) return [];
  const message = `${sense}: intervals cannot bound the objective over the whole box (from ${lower} to ${upper}); look for a pole or an undefined point, or tighten the bounds of variables`;
  return [{ kind: "unbounded", message }];
}
