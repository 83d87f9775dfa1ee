import type { PartitionSplit } from "../formulation.js";
import type { LinearExpression } from "../linear-expression.js";

/** The terms of an expression, its constant left out, divided into at most `parts` parts, none of which is empty. */
export function partitioned(
  { columns, coefficients }: LinearExpression,
  parts: number,
  split: PartitionSplit,
): LinearExpression[] {
  const order = columns.map((_, t) => t).sort((a, b) => coefficients[a] - coefficients[b]);
  const weights = order.map((t) => coefficients[t]);
  const partOf = split === "equal-size" ? bySize(weights.length, parts) : byRange(weights, parts);
  const groups: number[][] = Array.from({ length: parts }, () => []);
  order.forEach((t, place) => {
    groups[partOf(place)].push(t);
  });
  return groups
    .filter((group) => group.length > 0)
    .map((group) => ({
      columns: group.map((t) => columns[t]),
      coefficients: group.map((t) => coefficients[t]),
      constant: 0,
    }));
}

function bySize(count: number, parts: number): (place: number) => number {
  return (place) => Math.floor((place * parts) / count);
}

/** Outer parts end at the 5 % and 95 % quantiles, as in the paper; those between have weights from ranges of equal length. */
function byRange(weights: readonly number[], parts: number): (place: number) => number {
  const quantile = (share: number): number => weights[Math.round(share * (weights.length - 1))];
  const low = parts > 2 ? quantile(0.05) : weights[0];
  const high = parts > 2 ? quantile(0.95) : weights[weights.length - 1];
  const first = parts > 2 ? 1 : 0;
  const inner = parts > 2 ? parts - 2 : parts;
  return (place) => {
    const weight = weights[place];
    if (parts > 2 && weight < low) return 0;
    if (parts > 2 && weight > high) return parts - 1;
    const share = high > low ? (weight - low) / (high - low) : 0;
    return first + Math.min(inner - 1, Math.floor(share * inner));
  };
}
