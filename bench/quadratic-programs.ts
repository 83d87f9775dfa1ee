/**
 * Convex quadratic programs in full space by Hessian, tangents and pieces, and in reduced space: seeds, squares of sums or products
 * written out, continuous or whole-numbered, with linear rows.
 *
 *     npm run build && npm run build:bench
 *     node build/quadratic-programs.js [--limit 10] [--gap 1e-4] [--only PART_OF_NAME]
 *
 * One process, HiGHS warmed up by one solve that is not counted. `cpu` is processor time. Ends with exit code 1 if optima differ or a
 * bound excludes a point.
 */
import { parseArgs } from "node:util";
import { solveInFullSpace } from "../dist/fullspace/solve.js";
import { ThreadBackend } from "../dist/fullspace/thread-backend.js";
import { Random } from "../dist/numeric/random.js";
import { Problem } from "../dist/problem/problem.js";
import type { Result } from "../dist/search/result.js";
import { solve } from "../dist/search/solve.js";
import { type Row, table } from "./markdown.js";

const { values } = parseArgs({
  options: {
    limit: { type: "string", default: "10" },
    gap: { type: "string", default: "1e-4" },
    only: { type: "string", default: "" },
  },
});
const limits = { timeLimit: Number(values.limit), relativeGap: Number(values.gap) };

interface Shape {
  readonly name: string;
  readonly variables: number;
  readonly rows: number;
  readonly kind: "separable" | "squares" | "products";
  readonly isInteger: boolean;
}

const SHAPES: Shape[] = [10, 30, 60].flatMap((variables) =>
  (["separable", "squares", "products"] as const).flatMap((kind) =>
    [false, true]
      .filter((isInteger) => !isInteger || variables <= 10)
      .map((isInteger) => ({
        name: `${kind} ${variables}${isInteger ? " whole" : ""}`,
        variables,
        rows: variables / 5,
        kind,
        isInteger,
      })),
  ),
);

function problemOf({ name, variables, rows, kind, isInteger }: Shape, seed: number): Problem {
  const random = new Random(seed);
  const number = (): number => Math.round(random.between(-1000, 1000)) / 1000;
  const sum = (factors: readonly number[]): string => factors.map((factor, j) => `(${factor})*x[${j}]`).join(" + ");
  const sparse = (): number[] => Array.from({ length: variables }, () => (random.uniform() < 0.4 ? number() : 0));
  const factors = Array.from({ length: Math.ceil(0.6 * variables) }, sparse);
  const terms: string[] = [];
  if (kind === "separable") for (let j = 0; j < variables; j++) terms.push(`(x[${j}] - (${2 * number()}))^2`);
  else if (kind === "squares") for (const row of factors) terms.push(`(${sum(row)} - (${number()}))^2`);
  else {
    for (let i = 0; i < variables; i++) {
      for (let j = i; j < variables; j++) {
        const entry = factors.reduce((total, row) => total + row[i] * row[j], 0);
        terms.push(`(${i === j ? entry + 0.01 : 2 * entry})*x[${i}]*x[${j}]`);
      }
    }
  }
  const linear = sum(Array.from({ length: variables }, number));
  return new Problem({
    name,
    variables: [{ name: "x", size: variables, lower: -3, upper: 3, integer: isInteger }],
    minimize: `${terms.join(" + ")} + ${linear}`,
    subjectTo: Array.from(
      { length: rows },
      () => `${sum(Array.from({ length: variables }, number))} <= ${number() + 1}`,
    ),
  });
}

const backend = new ThreadBackend();

async function timed(run: () => Promise<Result>): Promise<{ result: Result; cpu: number }> {
  const before = process.cpuUsage();
  const result = await run();
  const { user, system } = process.cpuUsage(before);
  return { result, cpu: (user + system) / 1e6 };
}

await solveInFullSpace(problemOf(SHAPES[0], 9), backend, limits);
const rows: Row[] = [];
for (const shape of SHAPES.filter(({ name }) => name.includes(values.only))) {
  const problem = problemOf(shape, 1);
  const all: Result[] = [];
  const add = (method: string, { result, cpu }: { result: Result; cpu: number }): void => {
    const { status, promise, objective, bound, rootBound, nodes, seconds, milp } = result;
    all.push(result);
    rows.push([
      shape.name,
      method,
      status,
      promise,
      objective ?? Number.NaN,
      bound,
      rootBound,
      nodes,
      milp?.rounds ?? 0,
      seconds,
      cpu,
    ]);
  };
  add("reduced", await timed(() => solve(problem, limits)));
  for (const quadratic of ["hessian", "tangents", "pieces"] as const) {
    add(quadratic, await timed(() => solveInFullSpace(problem, backend, { ...limits, formulation: { quadratic } })));
  }
  const best = Math.min(...all.map(({ objective }) => objective ?? Number.POSITIVE_INFINITY));
  const isWrong = all.some(({ status, objective, bound }) => {
    const slack = 1e-4 + 2 * limits.relativeGap * Math.abs(best);
    return bound > best + slack || (status === "optimal" && (objective as number) > best + slack);
  });
  if (isWrong) process.exitCode = 1;
}
await backend.close();
const head = [
  "program",
  "by",
  "status",
  "promise",
  "objective",
  "bound",
  "root bound",
  "nodes",
  "rounds",
  "seconds",
  "cpu",
];
console.log(table(head, rows));
