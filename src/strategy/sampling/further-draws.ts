import { PointQuality } from "../online/point-quality.js";
import { Recovery } from "../online/recovery.js";
import { ValueFunctions } from "../online/value-functions.js";
import { emptyData, hasIntegers, instantiate, type ParametricProgram } from "../program/parametric-program.js";
import type { Strategy } from "../strategy.js";
import { drawNumber } from "./draw-labelling.js";
import type { LabelledDraws } from "./pruning.js";

export interface FurtherOptions {
  /** Draws to be labelled. */
  readonly count: number;
  /** Seconds after which no further draw is labelled. */
  readonly timeLimit: number;
}

/** Draws from here on are neither sampled nor unseen ones. */
const FIRST_FURTHER = 70_000_000;

/**
 * Draws that strategies label themselves: of linear programs with parameters in the sides of rows only, where value functions tell
 * which strategies to try, and of mixed-integer quadratic ones, where all are tried. The best feasible point is the label.
 * No solver is asked, so that there are many draws to learn from; whether unknown strategies are
 * better is not known, and nothing that is proved rests on these labels.
 */
export function furtherDraws(
  program: ParametricProgram,
  strategies: readonly Strategy[],
  seed: number,
  { count, timeLimit }: FurtherOptions,
): Pick<LabelledDraws, "inputs" | "labels"> {
  const inputs: Float64Array[] = [];
  const labels: number[] = [];
  const isRanked = ValueFunctions.suits(program);
  if (!isRanked && !(program.quadratic !== null && hasIntegers(program))) {
    return { inputs, labels: Int32Array.from(labels) };
  }
  const deadline = performance.now() + 1000 * timeLimit;
  const recovery = new Recovery(program, strategies);
  const functions = isRanked ? new ValueFunctions(program, strategies, recovery.systems) : null;
  const everyone = Int32Array.from(strategies.keys());
  const quality = new PointQuality(program);
  const data = emptyData(program);
  for (let k = 0; k < count && performance.now() < deadline; k++) {
    const theta = drawNumber(program, seed, FIRST_FURTHER + k);
    functions?.rank(theta);
    instantiate(program, theta, data);
    const order = functions?.order ?? everyone;
    let best = Number.POSITIVE_INFINITY;
    let label = -1;
    for (let g = 0; g < order.length; g++) {
      if (functions !== null && functions.values[g] >= best) break;
      quality.measure(data, recovery.pointOf(order[g], data));
      if (!quality.isFeasible || quality.objective >= best) continue;
      best = quality.objective;
      label = order[g];
    }
    if (label < 0) continue;
    inputs.push(theta);
    labels.push(label);
  }
  return { inputs, labels: Int32Array.from(labels) };
}
