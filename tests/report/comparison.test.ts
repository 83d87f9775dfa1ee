import { expect, test } from "vitest";
import { comparisonOf, comparisonTable, type Run } from "../../src/report/comparison.js";
import type { Result } from "../../src/search/result.js";

function run(instance: string, engine: string, seconds: number, more: Partial<Result> = {}): Run {
  const gap = { absolute: 0, relative: 0 };
  const result = {
    status: "optimal",
    objective: 1,
    seconds,
    nodes: 3,
    rootBound: 0,
    gap,
    ...more,
  } as unknown as Result;
  return { instance, engine, result };
}

const runs: Run[] = [
  run("a", "reduced", 1),
  run("a", "reduced", 9),
  run("a", "reduced", 2),
  run("a", "highs", 8, { milp: { formulation: {}, rows: 5, columns: 4, integers: 2, nonzeros: 9, rounds: 1 } }),
  run("b", "reduced", 60, { status: "time-limit" }),
  run("b", "highs", 3),
  run("c", "reduced", 1, { objective: 1 }),
  run("c", "highs", 1, { objective: 1.1 }),
  run("d", "reduced", 1, { objective: null, status: "infeasible" }),
  { instance: "d", engine: "highs", result: null },
];

test("medians, agreement, means and profile", () => {
  const { instances, totals } = comparisonOf(runs, 1e-4, 60);
  expect(instances.map(({ agrees }) => agrees)).toEqual([true, true, false, true]);
  expect(instances[0].engines.map(({ seconds }) => seconds)).toEqual([2, 8]);
  expect(instances[0].engines[1]).toMatchObject({ rows: 5, columns: 4, integers: 2 });
  expect(instances[1].engines[0].status).toBe("time-limit");
  expect(instances[2].disagreement).toBeCloseTo(0.1 / 1.1, 12);
  expect(instances[3].engines[1].status).toBe("failed");
  const [reduced, highs] = totals;
  expect([reduced.solved, highs.solved]).toEqual([3, 3]);
  // Times 2, 60 (the limit), 1 and 1, shifted by 1.
  expect(reduced.meanSeconds).toBeCloseTo((3 * 61 * 2 * 2) ** 0.25 - 1, 9);
  const share = (factor: number) => highs.profile.find((point) => point.factor === factor)?.share;
  expect([share(1), share(3), share(5)]).toEqual([0.5, 0.5, 0.75]);
});

test("the table says who disagrees", () => {
  const table = comparisonTable(comparisonOf(runs, 1e-4, 60));
  expect(table).toContain("| a | highs | optimal | 8 |");
  expect(table).toContain("5 x 4, 2 integer");
  expect(table.split("\n").filter((line) => line.includes("NO"))).toHaveLength(2);
});

test("a bound that excludes another engine's point is a disagreement, solved or not", () => {
  const stopped = { status: "time-limit", sense: "minimize" } as const;
  const compared = (bound: number, sense: "minimize" | "maximize") =>
    comparisonOf(
      [
        run("a", "reduced", 60, { ...stopped, sense, objective: 3, bound: sense === "minimize" ? -1 : 9 }),
        run("a", "highs", 60, { ...stopped, sense, objective: null, bound }),
      ],
      1e-4,
      60,
    ).instances[0].agrees;
  expect(compared(2.9, "minimize")).toBe(true);
  expect(compared(3.1, "minimize")).toBe(false);
  expect(compared(3.1, "maximize")).toBe(true);
  expect(compared(2.9, "maximize")).toBe(false);
  expect(compared(Number.NaN, "minimize")).toBe(true);
});

test("what an engine does not say is left empty", () => {
  const table = comparisonTable(
    comparisonOf([run("a", "peer", 2, { rootBound: Number.NaN, nodes: Number.NaN })], 1e-4, 60),
  );
  expect(table).toContain("| a | peer | optimal | 2 |  |  | 0 | 1 |");
});
