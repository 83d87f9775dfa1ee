/**
 * The design problems of ../shared/models/hybrid, to relative gap 1e-4. Markdown on standard output:
 * nodes, seconds, gap, and the stored best value (from a heuristic, not proved).
 *
 *     npm run build && npm run build:bench && node build/hybrid.js [--limit SECONDS] [--gap 1e-4] [--only PART_OF_NAME]
 *
 * One process; every problem is solved twice, the second time counts.
 */
import { readdirSync } from "node:fs";
import { parseArgs } from "node:util";
import { solve } from "../dist/index.js";
import { MODELS, problemOf, readHybrid } from "./hybrid-problem.js";
import { type Row, table } from "./markdown.js";

const { values } = parseArgs({
  options: {
    limit: { type: "string", default: "60" },
    gap: { type: "string", default: "1e-4" },
    only: { type: "string", default: "" },
  },
});

const rows: Row[] = [];
for (const name of readdirSync(`${MODELS}/hybrid`).sort()) {
  if (!name.endsWith(".json") || !name.includes(values.only)) continue;
  const file = readHybrid(name.replace(".json", ""));
  try {
    const problem = problemOf(file);
    const options = { relativeGap: Number(values.gap), timeLimit: Number(values.limit) };
    await solve(problem, options);
    const { status, objective, bound, gap, nodes, seconds } = await solve(problem, options);
    const best = file.best_known?.objective ?? Number.NaN;
    const exact = (value: number) => value.toPrecision(9);
    const cells = [exact(objective ?? Number.NaN), exact(bound), gap?.relative ?? Number.NaN, exact(best)];
    rows.push([file.name, status, nodes, seconds, ...cells]);
  } catch (error) {
    rows.push([file.name, (error as Error).message, "", "", "", "", "", ""]);
  }
}
console.log(`## Design problems over trained models, gap ${values.gap}\n`);
console.log(table(["problem", "status", "nodes", "s", "objective", "bound", "gap", "stored best"], rows));
