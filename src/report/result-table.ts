import type { KnownOptimum, Point } from "../problem/problem.js";
import type { Result } from "../search/result.js";
import { dataLines, dataWarnings } from "./data-lines.js";
import type { DataPosition } from "./data-position.js";
import { labelledLines } from "./labelled-lines.js";
import { count, exact, precise, rough, seconds } from "./numbers.js";

const MOST_ELEMENTS = 20;

/** What a solve ended with, for people. @param data where the optimum lies relative to the data of the instance */
export function resultTable(result: Result, known: KnownOptimum | null, data: readonly DataPosition[] = []): string {
  const side = result.sense === "minimize" ? "lower bound" : "upper bound";
  const rows: [string, string][] = [
    [
      result.sense === "minimize" ? "minimum" : "maximum",
      result.objective === null ? "none found" : exact(result.objective),
    ],
    [side, exact(result.bound)],
    ["gap", `${rough(result.gap.absolute)} absolute, ${rough(result.gap.relative)} relative`],
    ["at", result.x === null ? "no point" : pointText(result.x)],
    ["nodes", `${count(result.nodes)} in ${seconds(result.seconds)}, ${rate(result)}`],
    ["root bound", precise(result.rootBound)],
    ["method", methodText(result)],
  ];
  if (result.infeasibility !== undefined) {
    rows.push(["proved by", result.infeasibility.constraints.slice(0, MOST_ELEMENTS).join("\n")]);
  }
  if (known !== null) rows.push(["known", `${precise(known.objective)} (${known.from})`]);
  if (data.length > 0) rows.push(["data", [...dataLines(data), ...dataWarnings(data)].join("\n")]);
  return `${result.instance}: ${result.status}, ${result.promise}\n${labelledLines(rows)}`;
}

function methodText({ engine, options, milp }: Result): string {
  if (engine === "reduced") return `bounds ${options.bounds}, branching ${options.branching}, seed ${options.seed}`;
  if (milp === undefined) return `engine ${engine}, which was not needed`;
  const { formulation, rows: height, columns, integers, rounds } = milp;
  const choices = Object.entries(formulation).map(([name, value]) => `${name} ${value}`);
  return [
    `engine ${engine}, ${choices.join(", ")}`,
    `${count(height)} rows, ${count(columns)} columns, ${count(integers)} integer; ${rounds} rounds`,
  ].join("\n");
}

function pointText(point: Point): string {
  return Object.entries(point)
    .map(([name, value]) => `${name} = ${typeof value === "number" ? precise(value) : vectorText(value)}`)
    .join("\n");
}

function vectorText(values: readonly number[]): string {
  const shown = values.slice(0, MOST_ELEMENTS).map(precise).join(", ");
  const rest = values.length - MOST_ELEMENTS;
  return rest > 0 ? `[${shown}, and ${rest} more; all with --json]` : `[${shown}]`;
}

function rate({ nodes, seconds: time }: Result): string {
  return time > 0 ? `${count(Math.round(nodes / time))} nodes/s` : "at once";
}
