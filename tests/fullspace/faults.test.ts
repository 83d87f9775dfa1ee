import { afterAll, describe, expect, test } from "vitest";
import { failedClaim, type MilpClaim } from "../../src/fullspace/backend.js";
import { solveInFullSpace } from "../../src/fullspace/solve.js";
import { ThreadBackend } from "../../src/fullspace/thread-backend.js";
import { InternalContradiction, Problem, solve } from "../../src/index.js";
import { generator, randomNetwork } from "../predictors/network/random-networks.js";
import { lying } from "./fake-backend.js";

const honest = new ThreadBackend();
afterAll(() => honest.close());

const net = randomNetwork({ inputs: 2, widths: [8, 6], functions: ["relu"] }, generator(3));
const problem = new Problem({
  models: { net },
  variables: [{ name: "x", size: 2, lower: -1, upper: 1 }],
  minimize: "net(x)[0]",
});
const optimum = solve(problem, { relativeGap: 1e-6 });

/** Integer programs are lied about, linear ones too where it says so. */
function solveWithLie(lie: (claim: MilpClaim) => MilpClaim, alsoLinear = false) {
  return solveInFullSpace(
    problem,
    lying(honest, (claim, _, { isRelaxed }) => (isRelaxed && !alsoLinear ? claim : lie(claim))),
  );
}

describe("a solver that lies", () => {
  test("fails always: our own bound and point are kept", async () => {
    const result = await solveWithLie(() => failedClaim("it threw"), true);
    const { objective, bound } = await optimum;
    expect(result.status).toBe("precision-limit");
    expect(result.promise).toBe("bounded");
    expect(result.bound).toBeGreaterThan(Number.NEGATIVE_INFINITY);
    expect(result.bound).toBeLessThanOrEqual(objective as number);
    expect(result.objective as number).toBeGreaterThanOrEqual(bound);
  });

  test("gives a wrong point with a right bound: the point is evaluated again", async () => {
    const result = await solveWithLie((claim) => ({
      ...claim,
      point: claim.point?.map(() => 0.123) ?? null,
      objective: -1e6,
    }));
    expect(result.objective).toBe(problem.evaluate(Float64Array.from((result.x as { x: number[] }).x)));
    expect(result.bound).toBeLessThanOrEqual((await optimum).objective as number);
  });

  test("gives points that are no numbers", async () => {
    const nothing = (claim: MilpClaim) => ({ ...claim, point: claim.point?.fill(Number.NaN) ?? null });
    const result = await solveWithLie(nothing, true);
    expect(Number.isFinite(result.objective)).toBe(true);
  });

  test("claims a bound above a known point: a contradiction with both numbers", async () => {
    const attempt = solveWithLie((claim) => ({ ...claim, bound: claim.bound + 1 }));
    await expect(attempt).rejects.toThrow(InternalContradiction);
    await attempt.catch((error: InternalContradiction) => {
      expect(error.dump.bound).toBeGreaterThan(error.dump.value);
      expect(error.message).toContain(String(error.dump.bound));
      expect(error.message).toContain(String(error.dump.value));
    });
  });

  test("claims that there is no point", async () => {
    await expect(solveWithLie((claim) => ({ ...claim, status: "infeasible", point: null }))).rejects.toThrow(
      InternalContradiction,
    );
  });

  test("claims a bound far too low: the proved one is kept", async () => {
    const result = await solveWithLie((claim) => ({ ...claim, bound: -1e9 }));
    expect(result.status).toBe("precision-limit");
    expect(result.promise).toBe("bounded");
    expect(result.bound).toBeGreaterThan(-1e3);
  });

  test("gives multipliers that are no numbers, or wrong ones: no bound above the optimum follows", async () => {
    const { objective } = await optimum;
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, 1e3, -7]) {
      const result = await solveWithLie((claim) => {
        const rowDuals = claim.rowDuals?.map(() => value) ?? null;
        return { ...claim, rowDuals, status: claim.rowDuals ? "optimal" : "failed", bound: Number.NaN };
      }, true);
      expect(result.bound).toBeLessThanOrEqual(objective as number);
      expect(result.promise).toBe("bounded");
    }
  });
});

describe("a solver thread that misbehaves", () => {
  const header = 'const { parentPort: port } = require("node:worker_threads");';
  const answer = (source: string) => `${header} port.on("message", ({ sequence }) => { ${source} });`;
  test.each([
    ["throws", answer('throw new Error("planted");')],
    ["ends", answer("process.exit(1);")],
    ["answers nonsense", answer("port.postMessage({ sequence });")],
    ["reports an error", answer('port.postMessage({ sequence, error: "planted" });')],
  ])("%s", async (_, source) => {
    const backend = new ThreadBackend({ source, grace: 0.2 });
    const result = await solveInFullSpace(problem, backend, { timeLimit: 5 });
    expect(result.status).toBe("precision-limit");
    expect(result.promise).toBe("bounded");
    await backend.close();
  });

  test("hangs: it is stopped soon after its time limit", async () => {
    const backend = new ThreadBackend({ source: answer("for (;;);"), grace: 0.2 });
    const started = performance.now();
    const result = await solveInFullSpace(problem, backend, { timeLimit: 0.5 });
    expect(result.status).toBe("time-limit");
    expect(result.promise).toBe("bounded");
    expect(performance.now() - started).toBeLessThan(5000);
    await backend.close();
  });

  test("hangs and is interrupted", async () => {
    const backend = new ThreadBackend({ source: answer("for (;;);"), grace: 0.2 });
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 300);
    const result = await solveInFullSpace(problem, backend, {}, { signal: controller.signal });
    expect(result.status).toBe("interrupted");
    await backend.close();
  });
});

describe("HiGHS itself, on a problem too large for it", () => {
  const large = randomNetwork({ inputs: 12, widths: [60, 60], functions: ["relu"] }, generator(1));
  const variables = [{ name: "x", size: 12, lower: -1, upper: 1 }];
  const hard = new Problem({ models: { net: large }, variables, minimize: "net(x)[0]" });

  test("is interrupted soon, with a bound and a point", async () => {
    const started = performance.now();
    const result = await solveInFullSpace(hard, honest, {}, { signal: AbortSignal.timeout(1500) });
    expect(performance.now() - started).toBeLessThan(8000);
    expect(result.status).toBe("interrupted");
    expect(result.bound).toBeLessThanOrEqual(result.objective as number);
    expect(Number.isFinite(result.bound)).toBe(true);
  });

  test("ends at its time limit, and tells of its progress", async () => {
    const bounds: number[] = [];
    const listener = ({ bound }: { bound: number }) => bounds.push(bound);
    const result = await solveInFullSpace(hard, honest, { timeLimit: 2 }, { listener });
    expect(result.status).toBe("time-limit");
    expect(result.seconds).toBeLessThan(8);
    expect(bounds.length).toBeGreaterThan(0);
    expect(bounds.every((bound) => bound <= (result.objective as number))).toBe(true);
  });

  test("works on, in the same thread or a fresh one, after both", async () => {
    expect((await solveInFullSpace(problem, honest)).status).toBe("optimal");
  });
});
