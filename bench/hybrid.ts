/**
 * The design problems of ../shared/models/hybrid, to relative gap 1e-4. Markdown on standard output:
 * nodes, seconds, gap, and the stored best value (from a heuristic, not proved).
 *
 *     npm run build && npm run build:bench && node build/hybrid.js [--limit SECONDS] [--gap 1e-4] [--only PART_OF_NAME]
 *
 * One process; every problem is solved twice, the second time counts. Rows are divided by the scale that the file gives them,
 * so that the feasibility tolerance is relative to it.
 */
import { readdirSync, readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { loadPredictor, Problem, solve } from "../dist/index.js";
import { fromRoot } from "./box-solve.js";
import { type Row, table } from "./markdown.js";

interface HybridProblem {
  readonly name: string;
  readonly variables: readonly { name: string; lb: number; ub: number; type: string }[];
  readonly models: readonly {
    id: string;
    file: string;
    inputs: readonly (string | number)[];
    outputs: readonly { name: string; output: string; index: number }[];
  }[];
  readonly constraints: readonly { lhs: string; op: string; rhs: string | number; scale?: number }[];
  readonly objective: { readonly sense: "min" | "max"; readonly expr: string };
  readonly best_known?: { readonly objective: number };
}

const { values } = parseArgs({
  options: {
    limit: { type: "string", default: "60" },
    gap: { type: "string", default: "1e-4" },
    only: { type: "string", default: "" },
  },
});
const FOLDER = fromRoot("../shared/models");

function problemOf(file: HybridProblem): Problem {
  const models: Record<string, ReturnType<typeof loadPredictor>> = {};
  const define: Record<string, string> = {};
  file.models.forEach(({ file: path, inputs, outputs }, m) => {
    const id = `model${m}`;
    const args = inputs.join(", ");
    const isProcess = path.startsWith("gp/");
    models[id] = loadPredictor(`${FOLDER}/${path}`, isProcess ? {} : { output: outputs[0].output });
    const size = models[id].outputs;
    for (const { name, index, output } of outputs) {
      if (isProcess) define[name] = `${id}.${output === "GPmean" ? "mean" : "std"}(${args})`;
      else define[name] = `${id}(${args})${size > 1 ? `[${index}]` : ""}`;
    }
  });
  const subjectTo = file.constraints.map(({ lhs, op, rhs, scale }) => {
    const comparison = op === "=" ? "==" : op;
    return `((${lhs}) - (${rhs})) / ${scale ?? 1} ${comparison} 0`;
  });
  const variables = file.variables.map(({ name, lb, ub, type }) => ({
    name,
    lower: lb,
    upper: ub,
    ...(type === "integer" ? { integer: true } : {}),
  }));
  const sense = file.objective.sense === "min" ? "minimize" : "maximize";
  // The formula of expected improvement, below -2.8.
  const objective = file.name.endsWith("_gp_ei")
    ? `ei(model0, ${file.models[0].inputs.join(", ")}, -2.8)`
    : file.objective.expr;
  return new Problem({ name: file.name, models, variables, define, subjectTo, [sense]: objective });
}

const rows: Row[] = [];
for (const name of readdirSync(`${FOLDER}/hybrid`).sort()) {
  if (!name.endsWith(".json") || !name.includes(values.only)) continue;
  const file = JSON.parse(readFileSync(`${FOLDER}/hybrid/${name}`, "utf8")) as HybridProblem;
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
