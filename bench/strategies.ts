/**
 * The published families of parametric programs: sampled, learned, answered and proved. Prints Markdown; `--json` keeps what was
 * found, and `--merge` prints the tables of several such files. Exit code 1 if a proved answer is worse than the solver's by more
 * than a proof allows, or if nothing was measured.
 *
 *     npm run build && npm run build:bench
 *     node build/strategies.js --only "facility 60 30,vehicle 30" --minutes 9 --threads 4 --json build/strategies/a.json
 *     node build/strategies.js --merge build/strategies/*.json
 *
 * `--only` names problems, or beginnings of names, with commas; `--minutes` is for each of them: 40 % for sampling, 10 % for the
 * optima of unseen draws, 20 % for proofs that are prepared, 20 % for learners, and the rest for the solver's times. Sampling ends before where the Good-Turing estimate is at most
 * `--threshold`. `--learners` and `--quick` (one setting of each grid) and `--depth` (trees at most so deep) as in
 * `surety strategy train`; `--trees folder` writes the trees there, as rules and as pictures;
 * `--plain` takes whole numbers as they were seen, without completion.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { dirname } from "node:path";
import { parseArgs } from "node:util";
import { ThreadBackend } from "../dist/fullspace/thread-backend.js";
import { EVALUATION_DEFAULTS, evaluated, unseenDraw } from "../dist/strategy/evaluation.js";
import { learnerNamed, learners } from "../dist/strategy/learners/table.js";
import { TreeClassifier } from "../dist/strategy/learners/tree.js";
import { QUERY_DEFAULTS } from "../dist/strategy/online/strategy-query.js";
import { rulesText } from "../dist/strategy/rules.js";
import { commonClock, type DrawLabel, type DrawLabeller } from "../dist/strategy/sampling/draw-labelling.js";
import { EXPLORATION_DEFAULTS, explore, newExploration } from "../dist/strategy/sampling/exploration.js";
import { PRUNING_DEFAULTS } from "../dist/strategy/sampling/pruning.js";
import { labellers } from "../dist/strategy/sampling/thread-labeller.js";
import { type StrategyModel, TRAINING_DEFAULTS, trained } from "../dist/strategy/training.js";
import { treePicture } from "../dist/strategy/tree-picture.js";
import { PUBLISHED_PROBLEMS, type PublishedProblem } from "./strategy-families.js";
import { markdownOf, type StrategyRecord } from "./strategy-record.js";

const SHARES = { sampling: 0.4, covers: 0.2, learners: 0.2, unseen: 0.1, timing: 0.1 };

const { values: given, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: {
      type: "string",
      default: "transportation 20,portfolio 10,facility 20,vehicle 10,inventory,knapsack,suppliers",
    },
    minutes: { type: "string", default: "2" },
    threads: { type: "string", default: String(Math.min(4, availableParallelism())) },
    draws: { type: "string", default: "100000" },
    batch: { type: "string", default: "5000" },
    threshold: { type: "string", default: "0.005" },
    unseen: { type: "string", default: "100" },
    learners: { type: "string", default: learners.map(({ name }) => name).join(",") },
    depth: { type: "string", default: "Infinity" },
    json: { type: "string" },
    trees: { type: "string" },
    merge: { type: "boolean", default: false },
    quick: { type: "boolean", default: false },
    plain: { type: "boolean", default: false },
  },
});

/** A proved answer is at most 1e-4 worse than the optimum; the solver's own tolerances add to that. */
const MOST_PROVED_LOSS = 2e-4;

const log = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

async function recordOf({ name, make }: PublishedProblem): Promise<StrategyRecord> {
  const program = make();
  const seconds = 60 * Number(given.minutes);
  const threads = Number(given.threads);
  const exploration = newExploration(1);
  const begun = performance.now();
  const workers = labellers(program, threads);
  const progress = await explore(workers, exploration, {
    ...EXPLORATION_DEFAULTS,
    batch: Number(given.batch),
    threshold: Number(given.threshold),
    mostDraws: Number(given.draws),
    timeLimit: SHARES.sampling * seconds,
    listener: ({ draws, strategies, estimate }) =>
      log(`${name}: ${draws} draws, ${strategies} strategies, ${estimate}`),
  });
  const labels = await unseenLabels(workers, exploration.seed, SHARES.unseen * seconds);
  await Promise.all(workers.map((worker) => worker.close()));
  const sampled = performance.now();
  const backend = new ThreadBackend();
  try {
    const chosen = given.learners.split(",").map((one) => learnerNamed(one.trim()));
    const model = await trained(program, exploration, chosen, backend, {
      ...TRAINING_DEFAULTS,
      isQuick: given.quick,
      depth: Number(given.depth),
      pruning: { ...PRUNING_DEFAULTS, isCompleted: !given.plain },
      timeLimit: SHARES.learners * seconds,
      coverTimeLimit: SHARES.covers * seconds,
      listener: (line) => log(`${name}: ${line}`),
    });
    writeTrees(name, model);
    const training = (performance.now() - sampled) / 1000;
    const classifiers = model.classifiers.map(({ classifier }) => classifier);
    const timeLimit = SHARES.timing * seconds;
    const query = { ...QUERY_DEFAULTS, isCompleted: !given.plain };
    const options = { ...EVALUATION_DEFAULTS, timeLimit, labels, query };
    const results = await evaluated(model, classifiers, backend, Number(given.unseen), options);
    return {
      problem: name,
      variables: program.lower.length,
      constraints: program.rowNames.length,
      draws: progress.draws,
      estimate: progress.estimate,
      bound: progress.bound,
      seen: progress.strategies,
      strategies: model.strategies.length,
      sampling: (sampled - begun) / 1000,
      training,
      threads,
      memory: process.resourceUsage().maxRSS / 1024,
      machine: `${cpus().length} x ${cpus()[0]?.model ?? "?"}, node ${process.versions.node}`,
      learners: model.classifiers.map(({ learner, settings, accuracy }, k) => ({
        learner,
        settings,
        heldOut: accuracy,
        evaluation: results[k],
      })),
    };
  } finally {
    await backend.close();
  }
}

/** The optima of the first unseen draws, as many as the time allows. */
async function unseenLabels(workers: readonly DrawLabeller[], seed: number, seconds: number): Promise<DrawLabel[]> {
  const deadline = commonClock() + 1000 * seconds;
  const labels: DrawLabel[] = [];
  let next = 0;
  const work = async (worker: DrawLabeller): Promise<void> => {
    while (next < Number(given.unseen)) {
      const k = next++;
      const [label] = await worker.label(seed, [unseenDraw(k)], deadline);
      if (label === undefined) return;
      labels[k] = label;
    }
  };
  await Promise.all(workers.map(work));
  let count = 0;
  while (count < labels.length && labels[count] !== undefined) count++;
  return labels.slice(0, count);
}

/** The trees as rules and as pictures. */
function writeTrees(name: string, { program, strategies, classifiers }: StrategyModel): void {
  if (given.trees === undefined) return;
  mkdirSync(given.trees, { recursive: true });
  for (const { learner, classifier } of classifiers) {
    if (!(classifier instanceof TreeClassifier)) continue;
    const path = `${given.trees}/${name.replaceAll(" ", "-")}-${learner}`;
    writeFileSync(`${path}.txt`, rulesText(program, strategies, classifier.root));
    writeFileSync(`${path}.svg`, treePicture(program, strategies, classifier.root));
  }
}

async function run(): Promise<void> {
  const wanted = given.only.split(",").map((part) => part.trim());
  const chosen = PUBLISHED_PROBLEMS.filter(({ name }) => wanted.some((part) => `${name} `.startsWith(`${part} `)));
  const records: StrategyRecord[] = [];
  for (const problem of chosen) {
    const record = await recordOf(problem);
    records.push(record);
    console.log(`\n${markdownOf([record])}`);
    log(
      `${record.problem}: ${record.seen} strategies, ${record.sampling.toFixed(0)} s and ${record.training.toFixed(0)} s`,
    );
    if (given.json !== undefined) {
      mkdirSync(dirname(given.json), { recursive: true });
      writeFileSync(given.json, JSON.stringify(records, null, 1));
    }
  }
  const losses = records.flatMap(({ learners: all }) => all.map(({ evaluation }) => evaluation.maxProvedSuboptimality));
  if (losses.length === 0)
    console.error(`nothing was measured; --only takes ${PUBLISHED_PROBLEMS.map(({ name }) => name).join(", ")}`);
  process.exitCode = losses.length === 0 || losses.some((loss) => !(loss <= MOST_PROVED_LOSS)) ? 1 : 0;
}

if (given.merge) {
  console.log(markdownOf(positionals.flatMap((path) => JSON.parse(readFileSync(path, "utf8")) as StrategyRecord[])));
} else await run();
