/**
 * Solves instance files again and again in one process and prints one JSON line per run, with the fields that
 * peers/hybrid.py prints, so that the two can be laid side by side.
 *
 *     npm run build && npm run build:bench
 *     node build/repeated.js FILE.json ... [--gap 1e-3] [--absolute-gap 1e-9] [--time-limit 120] [--repeat 5] [--bounds auto]
 *
 * `run` counts from 0. The first runs pay for compiling the solver's own code, run 0 of the first file most
 * (`isCold`): give it and the median of late runs, and say which. `cpuSeconds` is the process's CPU time, compiler and garbage collector threads included.
 */
import { parseArgs } from "node:util";
import { loadProblem, type SolveOptions, solve } from "../dist/index.js";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    gap: { type: "string", default: "1e-3" },
    "absolute-gap": { type: "string", default: "1e-9" },
    "time-limit": { type: "string", default: "120" },
    repeat: { type: "string", default: "5" },
    bounds: { type: "string", default: "auto" },
  },
});
const options = {
  relativeGap: Number(values.gap),
  absoluteGap: Number(values["absolute-gap"]),
  timeLimit: Number(values["time-limit"]),
  bounds: values.bounds as NonNullable<SolveOptions["bounds"]>,
};

let isCold = true;
for (const file of positionals) {
  const problem = loadProblem(file);
  for (let run = 0; run < Number(values.repeat); run++) {
    const start = process.cpuUsage();
    const { instance, status, objective, bound, nodes, seconds } = await solve(problem, options);
    const { user, system } = process.cpuUsage(start);
    const cpuSeconds = (user + system) / 1e6;
    const line = {
      solver: "surety",
      instance,
      options,
      run,
      isCold,
      status,
      objective,
      bound,
      nodes,
      cpuSeconds,
      seconds,
    };
    console.log(JSON.stringify(line));
    isCold = false;
  }
}
