import { execFileSync, spawn } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { instanceText, temporaryFolder } from "./folder.js";

/** Inside of the repository, for the packages to be found; removed afterwards. */
const cache = resolve("node_modules/.cache");
let build: string;

beforeAll(() => {
  mkdirSync(cache, { recursive: true });
  build = mkdtempSync(join(cache, "surety-"));
  copyFileSync("package.json", join(build, "package.json"));
  execFileSync(process.execPath, [
    "node_modules/typescript/bin/tsc",
    ...["-p", "tsconfig.build.json", "--outDir", join(build, "dist"), "--declaration", "false", "--sourceMap", "false"],
  ]);
}, 60_000);

afterAll(() => rmSync(build, { recursive: true, force: true }));

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the real command line; `interruptAfter` sends SIGINT after so many milliseconds. */
function surety(args: readonly string[], interruptAfter?: number): Promise<Ended> {
  return new Promise((done) => {
    const child = spawn(process.execPath, [join(build, "dist/cli/main.js"), ...args]);
    const written = { out: "", err: "" };
    child.stdout.on("data", (data) => {
      written.out += data;
    });
    child.stderr.on("data", (data) => {
      written.err += data;
    });
    // The progress log shows that the search has begun.
    if (interruptAfter !== undefined) {
      child.stderr.once("data", () => setTimeout(() => child.kill("SIGINT"), interruptAfter));
    }
    child.on("close", (code) => done({ code, ...written }));
  });
}

const folder = temporaryFolder();
const instance = folder.write("peaks.json", instanceText());

describe("the real process", () => {
  test("solves and ends with 0", async () => {
    const { code, out, err } = await surety(["solve", instance, "--json"]);
    expect([code, err]).toEqual([0, ""]);
    expect(JSON.parse(out).status).toBe("optimal");
  });

  test("bad input ends with 2 and one line, without a stack trace", async () => {
    for (const [name, text] of [
      ["json", "{"],
      ["box", instanceText({ variables: [{ name: "x", size: 2, lower: 1, upper: 0 }] })],
      ["model", instanceText({ models: { net: { file: instance } } })],
    ]) {
      const { code, out, err } = await surety(["solve", folder.write(`${name}.json`, text)]);
      expect([code, out]).toEqual([2, ""]);
      expect(err.trimEnd()).toMatch(name === "box" ? /^surety: [^\n]+\nsurety: [^\n]+$/ : /^surety: [^\n]+$/);
      expect(err).not.toMatch(/\n\s+at /);
    }
  });

  test("usage errors end with 1", async () => {
    expect((await surety(["solve"])).code).toBe(1);
  });

  test("SIGINT ends the search with a valid bound, status interrupted, exit code 130", async () => {
    // The zero gap cannot be closed in the time that the test has.
    const options = ["--gap", "0", "--absolute-gap", "0", "--bounds", "interval", "--json", "--log", "csv"];
    const { code, out } = await surety(["solve", instance, ...options], 300);
    expect(code).toBe(130);
    const result = JSON.parse(out);
    expect(result).toMatchObject({ status: "interrupted", promise: "bounded" });
    expect(result.bound).toBeLessThan(result.objective);
    expect(result.bound).toBeGreaterThan(-1000);
  });
});

test("SIGINT stops HiGHS, too: exit code 130 with a bound and a point", async () => {
  const relu = resolve("models/network/peaks-relu.onnx");
  const variables = ["x", "y", "z"].map((name) => ({ name, size: 2, lower: -3, upper: 3 }));
  const hard = folder.write(
    "hard.json",
    instanceText({ models: { net: { file: relu } }, variables, minimize: "net(x) - net(y) + abs(net(z) - 1)" }),
  );
  const { code, out } = await surety(["solve", hard, "--engine", "highs", "--json", "--log", "csv"], 300);
  expect(code).toBe(130);
  const result = JSON.parse(out);
  expect(result).toMatchObject({ status: "interrupted", engine: "highs" });
  expect(result.bound).toBeLessThan(result.objective);
});

describe("surety compare", () => {
  test("runs engines and others apart, takes medians and says who agrees", async () => {
    const small = folder.write(
      "disc.json",
      instanceText({ models: {}, minimize: "x[0]^2 + x[1]", subjectTo: ["x[0] + x[1] >= 0.5"] }),
    );
    const script = folder.write(
      "peer.mjs",
      `console.log(JSON.stringify({ status: "optimal", objective: Number(process.argv[3]), bound: 0.25, wall_s: 0.5 }));`,
    );
    const target = join(folder.path, "compared.json");
    const peer = `peer=${process.execPath} ${script} {file} 0.25`;
    const args = ["compare", small, "--repeat", "2", "--json", target, "--with", peer];
    const { code, out, err } = await surety(args);
    expect(err.split("\n").map((line) => line.replace(/^.*: /, ""))).toEqual([
      ...["reduced, run 1 of 2", "highs, run 1 of 2", "peer, run 1 of 2"],
      ...["peer, run 2 of 2", "highs, run 2 of 2", "reduced, run 2 of 2", ""],
    ]);
    const { instances, totals } = JSON.parse(readFileSync(target, "utf8"));
    expect(instances[0].engines.map((engine: { status: string }) => engine.status)).toEqual(Array(3).fill("optimal"));
    expect(instances[0].engines[0].allSeconds).toHaveLength(2);
    expect(instances[0].agrees).toBe(true);
    expect(totals.map(({ solved }: { solved: number }) => solved)).toEqual([1, 1, 1]);
    expect(out).toMatch(/^\| instance \| engine \| status \|/);
    expect(code).toBe(0);
    const wrong = await surety([...args.slice(0, -1), peer.replace(/0.25$/, "0.2"), "--repeat", "1"]);
    expect(wrong.code).toBe(6);
    expect(wrong.out).toContain("NO");
  });
});
