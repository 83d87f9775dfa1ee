import { labelledLines } from "../report/labelled-lines.js";
import { exact, precise, rough } from "../report/numbers.js";
import { gapBetween } from "../search/gap.js";
import type { FirstAnswer, ProvedAnswer } from "../strategy/model-problems/model-query.js";
import type { ParametricProblem } from "../strategy/model-problems/parametric-problem.js";
import { microseconds } from "./strategy-answer.js";

/** The first answer as one JSON object. */
export function firstJson(problem: ParametricProblem, first: FirstAnswer): object {
  const { verdict, objective, bound, strategy, seconds, openBoxes, boxes } = first;
  return {
    surety: 1,
    status: verdict,
    objective: finite(objective),
    bound: finite(bound),
    gap: finite(gapBetween(objective, bound).relative),
    strategy: strategy + 1,
    openBoxes,
    boxes,
    seconds,
    x: verdict === "no-point" ? null : problem.pointOf(first.point),
  };
}

/** The proved answer with what was known first. */
export function answerJson(problem: ParametricProblem, first: FirstAnswer, answer: ProvedAnswer): object {
  const { status, objective, bound, nodes, x } = answer;
  const gap = finite(gapBetween(objective ?? Number.NaN, bound).relative);
  return { surety: 1, status, objective, bound: finite(bound), gap, nodes, x, first: firstJson(problem, first) };
}

export function firstText(problem: ParametricProblem, first: FirstAnswer): string {
  const { verdict, objective, bound, strategy, seconds, openBoxes, boxes, point } = first;
  if (verdict === "no-point") return labelledLines([["first answer", "none: no strategy is feasible here"]]);
  const { predict, improve, prove } = seconds;
  const stages = `predict ${microseconds(predict)}, improve ${microseconds(improve)}, prove ${microseconds(prove)}`;
  return labelledLines([
    ["first answer", verdict === "proved" ? "proved" : `open: ${openBoxes} of ${boxes} boxes`],
    ["objective", exact(objective)],
    ["proved bound", exact(bound)],
    ["gap", rough(gapBetween(objective, bound).relative)],
    ["strategy", String(strategy + 1)],
    ["time", `${microseconds(predict + improve + prove)}: ${stages}`],
    ["point", pointText(problem.pointOf(point))],
  ]);
}

export function answerText({ status, objective, bound, nodes, x }: ProvedAnswer): string {
  return labelledLines([
    ["status", status],
    ["objective", objective === null ? "none" : exact(objective)],
    ["proved bound", exact(bound)],
    ["gap", rough(gapBetween(objective ?? Number.NaN, bound).relative)],
    ["nodes", String(nodes)],
    ["point", x === null ? "none" : pointText(x)],
  ]);
}

function pointText(point: NonNullable<ProvedAnswer["x"]>): string {
  return Object.entries(point)
    .map(([name, value]) => `${name} = ${[value].flat().map(precise).join(", ")}`)
    .join("\n");
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
