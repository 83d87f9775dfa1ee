/**
 * Learned strategies on the families of Bertsimas and Stellato, beside the figures that they published. Markdown on standard
 * output; exit code 1 if an answer that counts as proved is worse than the solver's, or if nothing was measured.
 *
 *     npm run build && npm run build:bench && node build/strategies.js [--seconds 60] [--draws 2000] [--unseen 100] [--only NAME] [--large] [--quick]
 *
 * --seconds and --draws limit the sampling of each problem. One process; HiGHS runs in a thread of it, and its time is that
 * of the whole call. Online times are of warm answers and hold all stages: prediction, linear system, checks and proof.
 */
import { parseArgs } from "node:util";
import { ThreadBackend } from "../dist/fullspace/thread-backend.js";
import { type Evaluation, evaluated } from "../dist/strategy/evaluation.js";
import { learners } from "../dist/strategy/learners/table.js";
import type { ParametricProgram } from "../dist/strategy/program/parametric-program.js";
import { EXPLORATION_DEFAULTS, explore, newExploration } from "../dist/strategy/sampling/exploration.js";
import { TRAINING_DEFAULTS, trained } from "../dist/strategy/training.js";
import { type Row, table } from "./markdown.js";
import {
  facilityLocation,
  hybridVehicle,
  inventory,
  knapsack,
  portfolio,
  supplierSelection,
  transportation,
} from "./parametric-families.js";

interface Instance {
  readonly name: string;
  readonly make: () => ParametricProgram;
  /** Accuracy in percent, strategies and t_ratio as published. */
  readonly published: readonly [accuracy: string, strategies: string, ratio: string];
  readonly isLarge?: boolean;
}

const INSTANCES: readonly Instance[] = [
  ...[
    [20, 20],
    [20, 10],
    [40, 40],
    [40, 20],
    [60, 60],
    [60, 30],
  ].map(
    ([n, m]): Instance => ({
      name: `transportation ${n} ${m}`,
      make: () => transportation(n, m, 1),
      published: ["95-100", "9-43", "0.8-5"],
      isLarge: n > 20,
    }),
  ),
  ...[10, 20].map(
    (p): Instance => ({
      name: `portfolio ${p}`,
      make: () => portfolio(p, 1),
      published: ["100", "4-14", "0.7-2.9"],
      isLarge: p > 10,
    }),
  ),
  ...[
    [20, 10, 573],
    [20, 20, 234],
    [40, 20, 2201],
    [60, 30, 335],
  ].map(
    ([n, m, ratio]): Instance => ({
      name: `facility ${n} ${m}`,
      make: () => facilityLocation(n, m, 1),
      published: ["100", "1-9", String(ratio)],
      isLarge: n > 20,
    }),
  ),
  ...[
    [10, 3],
    [15, 4.2],
    [20, 4.3],
  ].map(
    ([T, ratio]): Instance => ({
      name: `vehicle ${T}`,
      make: () => hybridVehicle(T),
      published: [T === 15 ? "99" : "100", "10-37", String(ratio)],
      isLarge: T > 10,
    }),
  ),
  { name: "inventory", make: () => inventory(30), published: ["100 (tree)", "", ""] },
  { name: "knapsack", make: () => knapsack(1), published: ["100 (tree)", "", ""] },
  { name: "suppliers", make: () => supplierSelection(1), published: ["100 (tree)", "", ""] },
];

const { values: given } = parseArgs({
  options: {
    seconds: { type: "string", default: "60" },
    draws: { type: "string", default: "2000" },
    only: { type: "string", default: "" },
    unseen: { type: "string", default: "100" },
    large: { type: "boolean", default: false },
    quick: { type: "boolean", default: false },
  },
});

const HEAD = [
  "problem",
  "variables",
  "rows",
  "learner",
  "N",
  "Good-Turing",
  "strategies",
  "accuracy %",
  "max infeasibility",
  "max suboptimality",
  "proved %",
  "within gap %",
  "fallback %",
  "online ms",
  "solver ms",
  "t_ratio",
  "published: accuracy",
  "strategies",
  "t_ratio",
];
let failed = false;
let measured = 0;

for (const { name, make, published, isLarge } of INSTANCES) {
  if (!name.includes(given.only) || (isLarge === true && !given.large && given.only === "")) continue;
  const program = make();
  const backend = new ThreadBackend();
  const rows: Row[] = [];
  try {
    const exploration = newExploration(1);
    const progress = await explore(program, [backend], exploration, {
      ...EXPLORATION_DEFAULTS,
      batch: 500,
      mostDraws: Number(given.draws),
      timeLimit: Number(given.seconds),
    });
    const begun = performance.now();
    const model = await trained(program, exploration, learners, backend, {
      ...TRAINING_DEFAULTS,
      isQuick: given.quick,
      listener: (line) => process.stderr.write(`${name}: ${line}\n`),
    });
    const training = (performance.now() - begun) / 1000;
    const unseen = Number(given.unseen);
    const classifiers = model.classifiers.map(({ classifier }) => classifier);
    const results = await evaluated(model, classifiers, backend, unseen);
    for (const [k, result] of results.entries()) {
      const { learner } = model.classifiers[k];
      rows.push(
        rowOf(name, program, learner, [progress.draws, progress.estimate, model.strategies.length], result, published),
      );
      measured++;
      // A proved answer is at most 1e-4 worse; HiGHS's own tolerances add to that.
      if (!(result.maxProvedSuboptimality <= 2e-4)) failed = true;
    }
    console.log(
      `\n${table(HEAD, rows)}\n\n${progress.strategies} strategies seen, trained in ${training.toFixed(1)} s.`,
    );
  } finally {
    await backend.close();
  }
}

function rowOf(
  name: string,
  program: ParametricProgram,
  learner: string,
  sampled: readonly [number, number, number],
  e: Evaluation,
  published: readonly string[],
): Row {
  const percent = (share: number): string => (100 * share).toFixed(0);
  return [
    name,
    program.lower.length,
    program.rowNames.length,
    learner,
    ...sampled,
    percent(e.accuracy),
    e.maxInfeasibility,
    e.maxSuboptimality,
    percent(e.proved),
    percent(e.withinGap),
    percent(e.fallback),
    1000 * e.onlineSeconds,
    1000 * e.solverSeconds,
    e.solverSeconds / e.onlineSeconds,
    ...published,
  ];
}

if (measured === 0) console.error("nothing was measured; see --only and --large");
process.exitCode = failed || measured === 0 ? 1 : 0;
