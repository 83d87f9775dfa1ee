import { describe, expect, test } from "vitest";
import { box } from "../../src/numeric/box.js";
import { InternalContradiction } from "../../src/search/internal-contradiction.js";
import { bounderOf, bowl, CAMEL_MINIMUM, search, sixHumpCamel } from "./analytic.js";

describe("bounds that prove nothing", () => {
  test("NaN never fathoms a box", async () => {
    const bounder = bounderOf(2, () => Number.NaN);
    const outcome = await search(bowl, { bounder, limits: { nodeLimit: 101 } });
    expect(outcome).toMatchObject({ status: "node-limit", nodes: 101, openNodes: 51 });
    expect(outcome.bound).toBe(Number.NEGATIVE_INFINITY);
  });

  test("NaN in part of the box", async () => {
    const honest = bowl.makeBounder();
    const bounder = bounderOf(2, (part, cutoff) =>
      part.upper[0] - part.lower[0] > 0.5 ? Number.NaN : honest.bound(part, cutoff),
    );
    const outcome = await search(bowl, { bounder });
    expect(outcome.status).toBe("optimal");
    expect(outcome.bound).toBeLessThanOrEqual(-1);
  });

  test("-Infinity is a bound", async () => {
    const outcome = await search(bowl, {
      bounder: bounderOf(2, () => Number.NEGATIVE_INFINITY),
      limits: { nodeLimit: 11 },
    });
    expect(outcome.bound).toBe(Number.NEGATIVE_INFINITY);
    expect(outcome.incumbent).toBeCloseTo(-1, 10);
  });

  test("a child keeps its parent's bound if its own is worse", async () => {
    let calls = 0;
    const bounder = bounderOf(2, () => (calls++ === 0 ? -2 : -5));
    const outcome = await search(bowl, { bounder, limits: { nodeLimit: 21 } });
    expect(outcome.bound).toBe(-2);
  });
});

describe("boxes that cannot be split", () => {
  test("a point box", async () => {
    const root = box([0.5, 0.25], [0.5, 0.25]);
    const outcome = await search({ ...bowl, root });
    expect(outcome).toMatchObject({ status: "optimal", nodes: 1, incumbent: 0.5 ** 2 + 0.25 ** 2 - 1 });
  });

  test("its bound stays in the result, and the status says why the gap is open", async () => {
    const root = box([1, 1], [1 + 2 ** -52, 1]);
    const bounder = bounderOf(2, () => 0);
    const outcome = await search({ ...bowl, root }, { bounder });
    expect(outcome).toMatchObject({ status: "precision-limit", bound: 0, nodes: 1, openNodes: 0 });
    expect(outcome.incumbent).toBe(1);
  });

  test("an edge of two neighbouring numbers beside one that can be split", async () => {
    const root = box([1, 0], [1 + 2 ** -52, 1]);
    const outcome = await search({ ...bowl, root });
    expect(outcome.status).toBe("optimal");
    expect(outcome.bound).toBeLessThanOrEqual(0);
  });
});

describe("cuts", () => {
  test("what is cut away counts at the cutoff", async () => {
    const honest = sixHumpCamel.makeBounder();
    const bounder = bounderOf(2, (part, cutoff) => {
      // For y >= 0.96 and |x| <= 0.2 the function is above -0.6, so such parts may go once the cutoff is below that.
      if (cutoff < -0.6 && Math.abs(part.lower[0]) <= 0.2 && Math.abs(part.upper[0]) <= 0.2 && part.upper[1] > 0.96) {
        part.upper[1] = Math.max(part.lower[1], 0.96);
      }
      return honest.bound(part, cutoff);
    });
    const outcome = await search(sixHumpCamel, { bounder, limits: { relativeGap: 1e-2 } });
    expect(outcome.status).toBe("optimal");
    expect(outcome.bound).toBeLessThanOrEqual(CAMEL_MINIMUM);
  });

  test("nothing left below the cutoff: the bound is the cutoff", async () => {
    const bounder = bounderOf(2, () => Number.POSITIVE_INFINITY);
    const outcome = await search(bowl, { bounder, limits: { absoluteGap: 0.25, relativeGap: 0 } });
    expect(outcome).toMatchObject({ status: "optimal", nodes: 1 });
    expect(outcome.incumbent - outcome.bound).toBeCloseTo(0.25, 9);
    expect(outcome.incumbent - outcome.bound).toBeLessThanOrEqual(0.25);
  });

  test("nothing left and no point: infeasible", async () => {
    const nowhere = { ...bowl.objective, evaluate: () => Number.NaN };
    const bounder = bounderOf(2, () => Number.POSITIVE_INFINITY);
    const outcome = await search(bowl, { bounder, objective: nowhere });
    expect(outcome).toMatchObject({ status: "infeasible", x: null, bound: Number.POSITIVE_INFINITY });
  });
});

describe("a wrong bound is found out", () => {
  test.each([
    ["over the root", () => 5],
    [
      "in small boxes only",
      ({ lower, upper }: { lower: Float64Array; upper: Float64Array }) => (upper[0] - lower[0] < 1.5 ? 5 : -9),
    ],
  ])("%s", async (_, lie) => {
    const run = search(bowl, { bounder: bounderOf(2, lie) });
    await expect(run).rejects.toThrow(InternalContradiction);
    await expect(run).rejects.toMatchObject({ dump: { bound: 5, box: { lower: expect.any(Array) } } });
  });
});

describe("integer variables", () => {
  const isInteger = Uint8Array.of(1, 0);

  test("are split between integers, and boxes that the bounder cuts are rounded", async () => {
    const seen: [number, number][] = [];
    const bounder = bounderOf(2, (part) => {
      seen.push([part.lower[0], part.upper[0]]);
      if (part.upper[0] > 2) part.upper[0] = 2.5;
      return -2;
    });
    await search(bowl, { bounder, isInteger, limits: { nodeLimit: 41 } });
    expect(seen).toHaveLength(41);
    for (const edge of seen) expect(edge.every(Number.isInteger)).toBe(true);
    expect(seen).toContainEqual([-1, 3]);
    expect(seen).not.toContainEqual([2, 3]);
  });

  test("a cut that leaves no integer fathoms the box at the cutoff", async () => {
    const bounder = bounderOf(2, (part) => {
      part.lower[0] = 0.25;
      part.upper[0] = 0.75;
      return -2;
    });
    const outcome = await search(bowl, { bounder, isInteger, limits: { absoluteGap: 0.25, relativeGap: 0 } });
    expect(outcome).toMatchObject({ status: "optimal", nodes: 1, openNodes: 0 });
    expect(outcome.incumbent - outcome.bound).toBeCloseTo(0.25, 9);
  });

  test("a box that is cut down to one point is bounded as that point", async () => {
    const bounder = bounderOf(2, (part) => {
      const isPoint = part.lower[0] === part.upper[0];
      if (!isPoint) part.upper[0] = 1.5;
      return isPoint ? 1 : 0.5;
    });
    const root = box([1, 1], [2, 1]);
    const outcome = await search({ ...bowl, root }, { bounder, isInteger });
    expect(outcome).toMatchObject({ status: "optimal", incumbent: 1, nodes: 1 });
  });
});
