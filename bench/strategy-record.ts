import type { Evaluation } from "../dist/strategy/evaluation.js";
import { type Row, table } from "./markdown.js";
import { PUBLISHED_PROBLEMS } from "./strategy-families.js";

/** What one run found about one problem. */
export interface StrategyRecord {
  readonly problem: string;
  readonly variables: number;
  readonly constraints: number;
  readonly draws: number;
  readonly estimate: number;
  readonly bound: number;
  /** Strategies seen, and kept. */
  readonly seen: number;
  readonly strategies: number;
  /** Wall-clock seconds. */
  readonly sampling: number;
  readonly training: number;
  readonly threads: number;
  /** Largest resident memory of the process so far, MB. */
  readonly memory: number;
  readonly machine: string;
  readonly learners: readonly {
    readonly learner: string;
    readonly settings: object;
    readonly heldOut: number;
    readonly evaluation: Evaluation;
  }[];
}

const HEAD = [
  "problem",
  "variables",
  "constraints",
  "learner",
  "N",
  "Good-Turing",
  "strategies",
  "unseen",
  "by bound",
  "accuracy %",
  "all strategies %",
  "after pivots %",
  "max infeasibility",
  "max suboptimality",
  "proved %",
  "improved %",
  "within gap %",
  "fallback %",
  "predict ms",
  "recover ms",
  "prove ms",
  "online ms",
  "solver ms",
  "t_ratio",
  "published: accuracy",
  "strategies",
  "t_ratio",
];

/** One table per family, in the order of the families; a later record of a problem and learner replaces an earlier one. */
export function markdownOf(records: readonly StrategyRecord[]): string {
  const families = [...new Set(PUBLISHED_PROBLEMS.map(({ family }) => family))];
  return families
    .map((family) => {
      const rows = PUBLISHED_PROBLEMS.filter((one) => one.family === family).flatMap(({ name }) => {
        const last = new Map<string, Row>();
        for (const record of records) {
          if (record.problem === name) for (const [learner, row] of rowsOf(record)) last.set(learner, row);
        }
        return [...last.values()];
      });
      return rows.length === 0 ? "" : `### ${family}\n\n${table(HEAD, rows)}\n`;
    })
    .filter((text) => text !== "")
    .join("\n");
}

function rowsOf(record: StrategyRecord): [learner: string, row: Row][] {
  const { problem, variables, constraints, draws, estimate, strategies } = record;
  const published = PUBLISHED_PROBLEMS.find(({ name }) => name === problem)?.published ?? ["", "", ""];
  return record.learners.map(({ learner, evaluation: e }) => [
    learner,
    [
      problem,
      variables,
      constraints,
      learner,
      draws,
      estimate,
      strategies,
      e.draws,
      e.bounded ?? 0,
      percent(e.accuracy),
      // Earlier files do not tell.
      e.ranked === undefined ? "" : percent(e.ranked),
      e.walked === undefined ? "" : percent(e.walked),
      // JSON has no infinities.
      e.maxInfeasibility ?? "Infinity",
      e.maxSuboptimality ?? "Infinity",
      percent(e.proved),
      percent(e.improved),
      percent(e.withinGap),
      percent(e.fallback),
      1000 * e.stageSeconds.predict,
      1000 * e.stageSeconds.recover,
      1000 * e.stageSeconds.prove,
      1000 * e.onlineSeconds,
      1000 * e.solverSeconds,
      e.solverSeconds / e.onlineSeconds,
      ...published,
    ],
  ]);
}

function percent(share: number): string {
  return String(Number((100 * share).toFixed(1)));
}
