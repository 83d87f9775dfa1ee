import { describe, expect, test } from "vitest";
import { box } from "../../src/numeric/box.js";
import { branchingRules } from "../../src/search/branching/table.js";
import type { IncumbentFinder } from "../../src/search/incumbent/finder.js";
import type { Progress } from "../../src/search/progress.js";
import { bounderOf, bowl, CAMEL_MINIMUM, search, sixHumpCamel } from "./analytic.js";

const noFinder: IncumbentFinder = { start() {}, visit() {}, polish() {} };

describe("optimum and bound", () => {
  test("a bowl", async () => {
    const outcome = await search(bowl);
    expect(outcome.status).toBe("optimal");
    expect(outcome.incumbent).toBeCloseTo(-1, 10);
    expect(outcome.bound).toBeLessThanOrEqual(-1);
    expect(outcome.incumbent - outcome.bound).toBeLessThanOrEqual(1e-4 * Math.abs(outcome.incumbent));
    expect(outcome.x).not.toBeNull();
  });

  test.each(Object.keys(branchingRules))("the six-hump camel function, branching by %s", async (name) => {
    const branching = branchingRules[name as keyof typeof branchingRules](2);
    const outcome = await search(sixHumpCamel, { branching, limits: { relativeGap: 1e-2 } });
    expect(outcome.status).toBe("optimal");
    expect(outcome.bound).toBeLessThanOrEqual(CAMEL_MINIMUM);
    expect(outcome.incumbent).toBeGreaterThanOrEqual(CAMEL_MINIMUM - 1e-14);
    expect(outcome.incumbent - outcome.bound).toBeLessThanOrEqual(1e-2 * Math.abs(outcome.incumbent));
  });

  test("without a finder the bounder's candidates suffice", async () => {
    const outcome = await search(bowl, { finder: noFinder });
    expect(outcome.status).toBe("optimal");
    expect(outcome.bound).toBeLessThanOrEqual(-1);
    expect(outcome.incumbent).toBeLessThan(-1 + 1e-3);
  });

  test("zero tolerances", async () => {
    const exact = { ...bowl, makeBounder: () => bounderOf(2, ({ lower, upper }) => corner(lower, upper)) };
    const outcome = await search(
      { ...exact, root: box([1, 1], [2, 3]) },
      { limits: { absoluteGap: 0, relativeGap: 0 } },
    );
    expect(outcome).toMatchObject({ status: "optimal", incumbent: 1, bound: 1, nodes: 1 });
  });
});

function corner(lower: Float64Array, _upper: Float64Array): number {
  return lower[0] ** 2 + lower[1] ** 2 - 1;
}

describe("limits", () => {
  test("nodes are never exceeded, and the bound stays valid", async () => {
    for (const nodeLimit of [1, 2, 3, 10, 11, 100]) {
      const outcome = await search(sixHumpCamel, { limits: { nodeLimit } });
      expect(outcome.status).toBe("node-limit");
      expect(outcome.nodes).toBeLessThanOrEqual(nodeLimit);
      expect(outcome.nodes).toBeGreaterThan(nodeLimit - 2);
      expect(outcome.bound).toBeLessThanOrEqual(CAMEL_MINIMUM);
    }
  });

  test("bounds only rise with more nodes", async () => {
    let before = Number.NEGATIVE_INFINITY;
    for (const nodeLimit of [1, 5, 25, 125, 625]) {
      const { bound } = await search(sixHumpCamel, { limits: { nodeLimit } });
      expect(bound).toBeGreaterThanOrEqual(before);
      before = bound;
    }
  });

  test("time", async () => {
    const outcome = await search(sixHumpCamel, { limits: { relativeGap: 0, absoluteGap: 0, timeLimit: 0.1 } });
    expect(outcome.status).toBe("time-limit");
    expect(outcome.seconds).toBeGreaterThanOrEqual(0.1);
    expect(outcome.bound).toBeLessThanOrEqual(CAMEL_MINIMUM);
    expect((await search(bowl, { limits: { timeLimit: 0 } })).status).toBe("time-limit");
  });

  test("memory of open nodes", async () => {
    const outcome = await search(sixHumpCamel, { limits: { relativeGap: 0, absoluteGap: 0, memoryLimit: 10_000 } });
    expect(outcome.status).toBe("memory-limit");
    expect(outcome.openNodes * 232).toBeGreaterThan(10_000);
    expect(outcome.openNodes * 232).toBeLessThan(11_000);
    expect(outcome.bound).toBeLessThanOrEqual(CAMEL_MINIMUM);
  });

  test("an interruption during the search", async () => {
    const controller = new AbortController();
    const limits = { relativeGap: 0, absoluteGap: 0 };
    setTimeout(() => controller.abort(), 30);
    const outcome = await search(sixHumpCamel, { signal: controller.signal, limits });
    expect(outcome.status).toBe("interrupted");
    expect(outcome.bound).toBeLessThanOrEqual(CAMEL_MINIMUM);
    expect(outcome.bound).toBeGreaterThan(-10);
  });

  test("the listener sees rising bounds and falling values, and the end", async () => {
    const seen: Progress[] = [];
    const controller = new AbortController();
    const listener = (progress: Progress): void => {
      seen.push(progress);
      if (seen.length === 3) controller.abort();
    };
    const limits = { relativeGap: 0, absoluteGap: 0 };
    const outcome = await search(sixHumpCamel, { limits, listener, signal: controller.signal });
    expect(seen).toHaveLength(4);
    for (let k = 1; k < seen.length; k++) {
      expect(seen[k].bound).toBeGreaterThanOrEqual(seen[k - 1].bound);
      expect(seen[k].incumbent).toBeLessThanOrEqual(seen[k - 1].incumbent);
      expect(seen[k].nodes).toBeGreaterThanOrEqual(seen[k - 1].nodes);
    }
    expect(seen.at(-1)).toMatchObject({ nodes: outcome.nodes, bound: outcome.bound });
  });
});

test("the same seed gives the same search", async () => {
  const limits = { relativeGap: 1e-2 };
  const [first, second] = [await search(sixHumpCamel, { limits }), await search(sixHumpCamel, { limits })];
  expect({ ...first, seconds: 0 }).toEqual({ ...second, seconds: 0 });
});
