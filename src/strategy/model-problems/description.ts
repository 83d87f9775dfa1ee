import { ExpressionEvaluation } from "../../problem/evaluation.js";
import { scalarName } from "../../problem/variable.js";
import type { Basin } from "./basins.js";
import { leafCount } from "./cover.js";
import { drawNumber } from "./exploration.js";
import type { ModelStrategies } from "./model-strategies.js";

/** Distance at which a bound or a constraint counts as tight, relative to 1 + |side|. */
const TIGHT = 1e-5;

/** What the optima of a strategy have in common, and how its proofs are kept: line by line. */
export function strategyLines(strategies: ModelStrategies, k: number): string[] {
  const { problem, exploration, basins, covers } = strategies;
  const { joint, size, box, isInteger } = problem;
  const basin = basins[k];
  const points = basin.draws.map((draw) => exploration.draws[draw].x as Float64Array);
  const lines = [`${basin.draws.length} of ${exploration.draws.length} draws`];
  const named = (j: number): string => scalarName(joint.variables, j);
  const fixed: string[] = [];
  const ranges: string[] = [];
  for (let j = 0; j < size; j++) {
    const values = points.map((x) => x[j]);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const isFixed = isInteger[j] === 1 && low === high;
    if (isFixed || isNear(low, high))
      fixed.push(`${named(j)} = ${short(low)}${sideOf(low, box.lower[j], box.upper[j])}`);
    else ranges.push(`${named(j)} in [${short(low)}, ${short(high)}]`);
  }
  if (fixed.length > 0) lines.push(`always: ${fixed.join(", ")}`);
  if (ranges.length > 0) lines.push(`varying: ${ranges.join(", ")}`);
  const tight = tightRows(strategies, basin);
  if (tight.length > 0) lines.push(`tight: ${tight.join(", ")}`);
  const cover = covers[k];
  if (cover !== null && cover !== undefined) lines.push(`proofs: ${leafCount(cover.tree)} boxes`);
  return lines;
}

/** Constraints that are tight at every optimum of the basin. */
function tightRows({ problem, exploration }: ModelStrategies, { draws }: Basin): string[] {
  const { joint } = problem;
  const evaluation = new ExpressionEvaluation(joint.constraints.map(({ expression }) => expression));
  const values = new Float64Array(joint.constraints.length);
  const isTight = joint.constraints.map(() => true);
  for (const draw of draws) {
    const x = exploration.draws[draw].x as Float64Array;
    evaluation.into(Float64Array.from([...x, ...drawNumber(problem, exploration.seed, draw)]), values);
    joint.constraints.forEach(({ lower, upper }, r) => {
      isTight[r] &&= isNear(values[r], lower) || isNear(values[r], upper);
    });
  }
  return [...new Set(joint.constraints.filter((_, r) => isTight[r]).map(({ text }) => text))];
}

function sideOf(value: number, lower: number, upper: number): string {
  if (isNear(value, lower)) return " (lower bound)";
  return isNear(value, upper) ? " (upper bound)" : "";
}

function isNear(a: number, b: number): boolean {
  return Math.abs(a - b) <= TIGHT * (1 + Math.abs(b));
}

function short(value: number): string {
  return String(Number(value.toPrecision(5)));
}
