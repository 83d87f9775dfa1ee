import { chmodSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { run } from "../../src/cli/program.js";
import { instanceText, temporaryFolder } from "./folder.js";
import { printed } from "./printed.js";

const folder = temporaryFolder();
const path = process.env["PATH"];
// Whole numbers, so that there is something to ask the solver; the optimum is -3 at k = (1, 1), y = 0.
const instance = folder.write(
  "whole.json",
  instanceText({
    models: {},
    variables: [
      { name: "k", size: 2, lower: 0, upper: 3, integer: true },
      { name: "y", lower: 0, upper: 0.25 },
    ],
    minimize: "0.3*y - 2*k[0] - k[1]",
    subjectTo: ["2*k[0] + 2*k[1] <= 5", "k[0] - y <= 1.5"],
  }),
);

beforeAll(() => {
  process.env["PATH"] = folder.path;
});
afterAll(() => {
  process.env["PATH"] = path;
});

/** Puts a program called highs on the path, which is called with --model_file, --solution_file and so on. */
function pretend(script: string): void {
  const text = `#!${process.execPath}\nconst [, , , model, , solution] = process.argv;\nconst fs = require("node:fs");\n${script}\n`;
  chmodSync(folder.write("highs", text), 0o755);
}

async function solved(...options: string[]) {
  const terminal = printed();
  const started = performance.now();
  const args = ["solve", instance, "--engine", "external", "--solver", "highs", "--json", ...options];
  const code = await run(args, terminal);
  const seconds = (performance.now() - started) / 1000;
  return { code, err: terminal.err, result: terminal.out === "" ? null : JSON.parse(terminal.out), seconds };
}

const say = (status: string, bound: number): string =>
  `console.log("  Status            ${status}\\n  Dual bound        ${bound}\\n  Nodes             1");`;
const write = (text: string): string => `fs.writeFileSync(solution, ${JSON.stringify(text)});`;

/** Our own: of the linear relaxation, proved; and the best point, found without the solver. */
function expectOwn(result: { status: string; promise: string; bound: number; objective: number }): void {
  expect(result.promise).toBe("bounded");
  expect(result.bound).toBeLessThanOrEqual(-3);
  expect(result.bound).toBeGreaterThan(-5);
  expect(result.objective).toBeGreaterThanOrEqual(-3);
}

describe("a solver on the path that", () => {
  test.each([
    ["ends at once", "process.exit(139);"],
    ["prints nothing of use", 'console.log("Segmentation fault (core dumped)");'],
    ["is optimal without a point and a bound", 'console.log("Status Optimal");'],
    ["writes rubbish for a point", `${say("Optimal", Number.NaN)} ${write("k_0 what\nk_1\n\u0000")}`],
    ["has a point of nothing but NaN", `${say("Optimal", Number.NaN)} ${write("k_0 nan\nk_1 NaN\ny nan")}`],
  ])("%s: exit code 4, our own bound and point", async (_, script) => {
    pretend(script);
    const { code, result, err } = await solved();
    expect([code, err]).toEqual([4, ""]);
    expect(result).toMatchObject({ status: "precision-limit", engine: "external" });
    expectOwn(result);
  });

  test("hangs: stopped soon after its time limit, exit code 4", async () => {
    pretend("for (;;);");
    const { code, result, seconds } = await solved("--time-limit", "1");
    expect(code).toBe(4);
    expect(result.status).toBe("time-limit");
    expectOwn(result);
    expect(seconds).toBeLessThan(20);
  });

  test("gives a point that violates the rows, and its value as the bound: exit code 6, since a better one is known", async () => {
    pretend(`${say("Optimal", -1)} ${write("k_0 1\nk_1 0\ny 0")}`);
    const { code, result, err } = await solved();
    expect([code, result]).toEqual([6, null]);
    expect(err).toMatch(/internal contradiction: the lower bound -1 was claimed .* a point of value -3/);
  });

  test("claims a bound above what is known: exit code 6 with both numbers and the dump", async () => {
    pretend(`${say("Optimal", 17)} ${write("k_0 1\nk_1 1\ny 0")}`);
    const { code, err } = await solved();
    expect(code).toBe(6);
    expect(err).toMatch(/lower bound 17 .* value -3; please report it with this dump: \{"box":\{"lower":\[0,0,0]/);
    expect(err).toContain("while running: surety solve");
    expect(err).not.toMatch(/\n\s+at /);
  });

  test("claims that there is no point: exit code 6", async () => {
    pretend('console.log("Status Infeasible");');
    const { code, err } = await solved();
    expect(code).toBe(6);
    expect(err).toContain("lower bound Infinity was claimed");
  });

  test("gives a point outside the rows with a right bound: the point is not believed", async () => {
    pretend(`${say("Optimal", -3)} ${write("k_0 3\nk_1 3\ny 0")}`);
    const { code, result } = await solved();
    expect(code).toBe(0);
    expect(result).toMatchObject({ status: "optimal", promise: "claimed", objective: -3 });
    expect(result.violation).toBeLessThanOrEqual(1e-6);
  });

  test("claims far too little: the proved bound is kept", async () => {
    pretend(`${say("Optimal", -1e9)} ${write("k_0 1\nk_1 1\ny 0")}`);
    const { code, result } = await solved();
    expect(code).toBe(4);
    expectOwn(result);
  });

  test("is not there: exit code 2 and what to do", async () => {
    const terminal = printed();
    expect(await run(["solve", instance, "--engine", "external", "--solver", "cbc"], terminal)).toBe(2);
    expect(terminal.err).toMatch(/no cbc on the path; install one, or use --engine highs/);
  });
});
