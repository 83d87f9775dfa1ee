import { mostLikely } from "./learners/classifier.js";
import type { TreeNode } from "./learners/tree.js";
import { instance, type ParametricProgram } from "./program/parametric-program.js";
import { centralParameters, parameterNames } from "./program/sampling.js";
import type { Strategy } from "./strategy.js";

/** Leaves describe at most this many tight constraints of each kind. */
const MOST_NAMED = 12;
/** Of more whole numbers those that are 0 are not named. */
const MOST_ZEROS = 5;

/**
 * A tree in words: its splits in the parameters' names, and what each leaf makes tight and fixes; last what all strategies do
 * alike.
 */
export function rulesText(program: ParametricProgram, strategies: readonly Strategy[], root: TreeNode): string {
  const names = parameterNames(program.blocks);
  const lines: string[] = [];
  const visit = (node: TreeNode, indent: string): void => {
    if (node.kind === "leaf") {
      const best = mostLikely(node.counts);
      const total = node.counts.reduce((sum, count) => sum + count, 0);
      lines.push(`${indent}strategy ${best + 1} (right for ${node.counts[best]} of ${total} draws)`);
      for (const line of strategyLines(program, strategies[best], strategies)) lines.push(`${indent}  ${line}`);
      return;
    }
    lines.push(`${indent}if ${comparisonText(node.weights, node.threshold, names)}`);
    visit(node.left, `${indent}  `);
    lines.push(`${indent}else`);
    visit(node.right, `${indent}  `);
  };
  visit(root, "");
  const alike = strategies.length > 1 ? tightLines(program, commonStates(strategies)) : [];
  if (alike.length > 0) lines.push("everywhere", ...alike.map((line) => `  ${line}`));
  return `${lines.join("\n")}\n`;
}

/** What a strategy makes tight and fixes, line by line, but for what all of `others` (it may be among them) make tight as well. */
export function strategyLines(
  program: ParametricProgram,
  strategy: Strategy,
  others: readonly Strategy[] = [],
): string[] {
  const { variableNames, isInteger } = program;
  const { integers } = strategy;
  const whole: string[] = [];
  let next = 0;
  isInteger.forEach((flag, j) => {
    if (flag === 1) whole.push(`${variableNames[j]} = ${integers[next++]}`);
  });
  const lines: string[] = [];
  if (whole.length > 0) lines.push(`whole: ${listed(withoutMostZeros(whole))}`);
  const alike = others.length > 1 ? commonStates(others) : null;
  const own = (states: Int8Array, shared: Int8Array | undefined): Int8Array =>
    states.map((state, k) => (shared !== undefined && shared[k] !== 0 ? 0 : state));
  const rows = own(strategy.rows, alike?.rows);
  const columns = own(strategy.columns, alike?.columns);
  lines.push(...tightLines(program, { rows, columns }));
  if (lines.length > 0) return lines;
  return [alike === null ? "nothing is tight" : "nothing else is tight"];
}

function tightLines(program: ParametricProgram, { rows, columns }: Pick<Strategy, "rows" | "columns">): string[] {
  const { variableNames, rowNames, lower, upper } = program;
  const { rowLower, rowUpper } = instance(program, centralParameters(program.blocks));
  const tight = rowNames.filter((_, r) => rows[r] !== 0 && rowLower[r] !== rowUpper[r]);
  const atBounds = variableNames.flatMap((name, j) => {
    if (columns[j] === 0) return [];
    return `${name} = ${short(columns[j] < 0 ? lower[j] : upper[j])}`;
  });
  const lines: string[] = [];
  if (tight.length > 0) lines.push(`tight: ${listed(tight)}`);
  if (atBounds.length > 0) lines.push(`at bounds: ${listed(atBounds)}`);
  return lines;
}

/** The states of rows and columns that are the same in all strategies; 0 for the others. */
function commonStates([first, ...others]: readonly Strategy[]): Pick<Strategy, "rows" | "columns"> {
  const shared = (kind: "rows" | "columns"): Int8Array =>
    first[kind].map((state, k) => (others.every((other) => other[kind][k] === state) ? state : 0));
  return { rows: shared("rows"), columns: shared("columns") };
}

/** `weights' theta < threshold` in the parameters' names, turned around where the first weight is negative. */
export function comparisonText(weights: Float64Array, threshold: number, names: readonly string[]): string {
  const terms = Array.from(weights.entries()).filter(([, weight]) => weight !== 0);
  const sign = terms[0][1] < 0 ? -1 : 1;
  const sum = terms.map(([j, weight], k) => {
    const value = sign * weight;
    const size = Math.abs(value) === 1 ? "" : `${short(Math.abs(value))} `;
    return `${k === 0 ? "" : value < 0 ? "- " : "+ "}${size}${names[j]}`;
  });
  return `${sum.join(" ")} ${sign < 0 ? ">" : "<"} ${short(sign * threshold)}`;
}

/** Of many values those that are not 0, and that the others are. */
function withoutMostZeros(values: readonly string[]): readonly string[] {
  if (values.length <= MOST_ZEROS) return values;
  const others = values.filter((value) => !value.endsWith(" = 0"));
  return others.length === values.length ? values : [...others, others.length === 0 ? "all 0" : "the others 0"];
}

function listed(names: readonly string[]): string {
  if (names.length <= MOST_NAMED) return names.join(", ");
  return `${names.slice(0, MOST_NAMED).join(", ")} and ${names.length - MOST_NAMED} more`;
}

function short(value: number): string {
  return String(Number(value.toPrecision(5)));
}
