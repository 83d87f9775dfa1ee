/**
 * The bounding methods side by side: the same layers, functions, branching and local search, only the bounds differ. Markdown on
 * standard output: gap at the root, nodes and seconds to the relative gap, by network and method.
 *
 *     npm run build && npm run build:bench
 *     node build/bounds.js [--limit 10] [--nodes 1e7] [--gap 1e-4] [--methods interval,auto] [--only PART_OF_NAME]
 *
 * Root gap: best value found by any of the methods, minus the bound of the root box, relative to max(|best|, 1). Where a
 * method does not reach the gap within its limit, the gap that is left is in brackets. Every method solves a
 * bundled network beforehand, so that all run compiled code.
 */
import { parseArgs } from "node:util";
import { type BoundingMethodName, boundingMethods } from "../dist/bounds/table.js";
import { Problem, type Result, solve } from "../dist/index.js";
import type { Network } from "../dist/predictors/network/network.js";
import { type Row, table } from "./markdown.js";
import { type BoxedNetwork, bundledNetworks, referenceNetworks, trialNetworks } from "./networks.js";
import { shiftedGeometricMean } from "./statistics.js";

const { values } = parseArgs({
  options: {
    limit: { type: "string", default: "10" },
    nodes: { type: "string", default: "1e7" },
    gap: { type: "string", default: "1e-4" },
    methods: { type: "string", default: Object.keys(boundingMethods).join() },
    only: { type: "string", default: "" },
  },
});
const limits = { timeLimit: Number(values.limit), nodeLimit: Number(values.nodes), relativeGap: Number(values.gap) };
const methods = values.methods.split(",") as BoundingMethodName[];

function solveWith(bounds: BoundingMethodName, boxed: BoxedNetwork, network: Network, timeLimit: number) {
  const { name, lower, upper } = boxed;
  const variables = [{ name: "x", size: lower.length, lower, upper }];
  const definition = new Problem({ name, models: { net: network }, variables, minimize: "net(x)[0]" });
  return solve(definition, { ...limits, bounds, timeLimit });
}

/** "1234", or the relative gap that is left. */
function whenClosed(result: Result, value: number): string | number {
  return result.status === "optimal" ? value : `(${(result.gap?.relative ?? Number.NaN).toExponential(1)})`;
}

const networks = [...bundledNetworks(), ...trialNetworks(), ...referenceNetworks()].filter(({ name }) =>
  name.includes(values.only),
);
const [warmUp] = bundledNetworks().filter(({ name }) => name === "peaks-tanh");
for (const method of methods) await solveWith(method, warmUp, warmUp.load(), 1);

const rootGaps: Row[] = [];
const nodes: Row[] = [];
const seconds: Row[] = [];
const times = new Map(methods.map((method) => [method, [] as number[]]));
const closed = new Map(methods.map((method) => [method, 0]));
for (const boxed of networks) {
  const network = boxed.load();
  const results: Result[] = [];
  for (const method of methods) results.push(await solveWith(method, boxed, network, limits.timeLimit));
  const best = Math.min(...results.map(({ objective }) => objective ?? Number.POSITIVE_INFINITY));
  const head = [boxed.name, network.inputs] as const;
  rootGaps.push([...head, best, ...results.map(({ rootBound }) => (best - rootBound) / Math.max(Math.abs(best), 1))]);
  nodes.push([...head, ...results.map((result) => whenClosed(result, result.nodes))]);
  seconds.push([...head, ...results.map((result) => whenClosed(result, result.seconds))]);
  methods.forEach((method, k) => {
    const isClosed = results[k].status === "optimal";
    times.get(method)?.push(isClosed ? results[k].seconds : limits.timeLimit);
    if (isClosed) closed.set(method, (closed.get(method) ?? 0) + 1);
  });
  console.error(`${boxed.name}: ${results.map(({ status }) => status).join(", ")}`);
}

console.log(
  `## Bounding methods: relative gap ${limits.relativeGap}, limit ${limits.timeLimit} s or ${limits.nodeLimit} nodes\n`,
);
console.log("### Gap at the root, relative to max(|best|, 1)\n");
console.log(table(["network", "inputs", "best", ...methods], rootGaps));
console.log("\n### Nodes (in brackets: relative gap left at the limit)\n");
console.log(table(["network", "inputs", ...methods], nodes));
console.log("\n### Seconds (in brackets: relative gap left at the limit)\n");
console.log(table(["network", "inputs", ...methods], seconds));
console.log("\n### Over all networks\n");
const shift = 0.1;
console.log(
  table(
    ["method", "closed", `s, shifted geometric mean (${shift} s), limit where open`],
    methods.map((method) => [
      method,
      `${closed.get(method)} of ${networks.length}`,
      shiftedGeometricMean(times.get(method) ?? [], shift),
    ]),
  ),
);
if (networks.length === 0) process.exitCode = 1;
