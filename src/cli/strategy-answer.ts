import { labelledLines } from "../report/labelled-lines.js";
import { exact, precise, rough, seconds } from "../report/numbers.js";
import type { Answer } from "../strategy/online/strategy-query.js";
import type { ParametricProgram } from "../strategy/program/parametric-program.js";

/** An answer and who gave it: strategies, or the solver because no strategy could be accepted. */
export interface ShownAnswer
  extends Pick<Answer, "point" | "objective" | "bound" | "gap" | "strategy" | "walked" | "seconds"> {
  readonly status: Answer["verdict"] | "solver";
}

/** An answer as one JSON object, in the program's own sense. */
export function answerJson(program: ParametricProgram, shown: ShownAnswer): string {
  const { status, objective, bound, gap, strategy, seconds: times } = shown;
  const sign = program.isMaximum ? -1 : 1;
  const number = strategy < 0 ? null : strategy + 1;
  const origin = status === "solver" ? {} : { strategy: number, improved: isImproved(shown), seconds: times };
  return `${JSON.stringify({
    surety: 1,
    status,
    objective: sign * objective,
    bound: Number.isFinite(bound) ? sign * bound : null,
    gap: Number.isFinite(gap) ? gap : null,
    ...origin,
    point: valuesOf(program, shown.point),
  })}\n`;
}

/** The same as lines; variables that are 0 are left out. */
export function answerText(program: ParametricProgram, shown: ShownAnswer): string {
  const { status, objective, bound, gap, seconds: times, point } = shown;
  const sign = program.isMaximum ? -1 : 1;
  const values = Object.entries(valuesOf(program, point)).filter(([, x]) => x !== 0);
  const lines: [string, string][] = [
    ["status", status === "solver" ? "not proved from strategies; answered by the solver" : status],
    ["objective", exact(sign * objective)],
    ["proved bound", exact(sign * bound)],
    ["gap", rough(gap)],
  ];
  if (status !== "solver") {
    const total = times.predict + times.recover + times.prove;
    const stages = `predict ${microseconds(times.predict)}, recover ${microseconds(times.recover)}`;
    lines.push(
      ["strategy", originOf(shown)],
      ["time", `${seconds(total)}: ${stages}, prove ${microseconds(times.prove)}`],
    );
  }
  lines.push(["point", values.map(([name, x]) => `${name} = ${precise(x)}`).join("\n")]);
  return labelledLines(lines);
}

/** Whether the proof found a better point than the strategies'. */
function isImproved({ strategy, objective, walked }: ShownAnswer): boolean {
  return strategy < 0 || objective < walked;
}

function originOf(shown: ShownAnswer): string {
  if (shown.strategy < 0) return "none fits; the proof found the point";
  return isImproved(shown) ? `${shown.strategy + 1}; the proof found a better point` : String(shown.strategy + 1);
}

export function microseconds(value: number): string {
  return `${rough(1e6 * value)} us`;
}

function valuesOf({ variableNames }: ParametricProgram, point: Float64Array): Record<string, number> {
  return Object.fromEntries(variableNames.map((name, j) => [name, point[j]]));
}
