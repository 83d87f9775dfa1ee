import { describe, expect, test } from "vitest";
import {
  cellOf,
  contradictions,
  details,
  gapOf,
  latest,
  medianRun,
  OWN,
  type PeerRun,
  refusals,
  remarks,
  summary,
} from "../../bench/peer-runs.js";

function run(changes: Partial<PeerRun>): PeerRun {
  return {
    instance: "peaks",
    solver: "scip",
    version: "SCIP 10.0",
    sense: "minimize",
    status: "optimal",
    objective: -6.5,
    bound: -6.505,
    gap: gapOf(-6.5, -6.505),
    nodes: 93,
    wall_s: 0.25,
    cpu_s: 0.2,
    threads: 1,
    gap_requested: 1e-3,
    limit: 60,
    point: [0.2, -1.6],
    value: -6.5,
    violation: 0,
    translated: -6.5,
    note: null,
    load: 1,
    ...changes,
  };
}
const own = run({ solver: OWN, translated: null });
const NOTHING = { objective: null, bound: null, gap: null, nodes: null, wall_s: null, cpu_s: null, point: null };
const refused = run({ ...NOTHING, value: null, violation: null, translated: null, status: "refused", note: "no erf" });

describe("contradictions", () => {
  test("none where both intervals of bound and value overlap", () => {
    expect(contradictions(own, run({ value: -6.5021, translated: -6.5021, bound: -6.503 }))).toEqual([]);
    expect(contradictions(own, run({ status: "limit", bound: -40 }))).toEqual([]);
    expect(contradictions(own, refused)).toEqual([]);
  });

  test("a peer's bound beyond our point, by more than tolerances of solvers", () => {
    expect(contradictions(own, run({ bound: -6.4 }))).toEqual([expect.stringContaining("bound -6.4 excludes")]);
    expect(contradictions(own, run({ bound: -6.50001 }))).toEqual([]);
    expect(contradictions(own, run({ status: "infeasible", ...NOTHING, value: null }))).toHaveLength(1);
  });

  test("our bound beyond a peer's point, unless the point violates constraints", () => {
    const better = { value: -6.6, translated: -6.6, bound: -6.7 };
    expect(contradictions(own, run(better))).toEqual([expect.stringContaining("Surety's bound -6.505 excludes")]);
    expect(contradictions(own, run({ ...better, violation: 1e-3 }))).toEqual([]);
    expect(contradictions(run({ solver: OWN, status: "infeasible", bound: null, value: null }), run({}))).toHaveLength(
      1,
    );
  });

  test("of maximizations the other way round", () => {
    const most = run({ sense: "maximize", objective: 6.5, value: 6.5, bound: 6.505, translated: null });
    expect(contradictions(most, run({ bound: 6.4, value: 6.4, translated: 6.4 }))).toHaveLength(1);
    expect(contradictions(most, run({ bound: 6.6, value: 6.5, translated: 6.5 }))).toEqual([]);
    expect(contradictions(most, run({ bound: 6.7, value: 6.6, translated: 6.6 }))).toHaveLength(1);
  });

  test("a translation that has another value at the same point", () => {
    expect(contradictions(own, run({ translated: -6.501 }))).toEqual([expect.stringContaining("the translation")]);
  });
});

test("remarks: a claim that is not the value, a point that is not feasible", () => {
  expect(remarks(run({}))).toEqual([]);
  expect(remarks(run({ objective: -6.51 }))).toEqual([expect.stringContaining("claims -6.51")]);
  expect(remarks(run({ violation: 1e-4 }))).toEqual([expect.stringContaining("by 0.000100")]);
});

test("repetitions count with their median times", () => {
  const times = [0.3, 0.1, 0.2].map((wall_s) => run({ wall_s, cpu_s: 2 * wall_s }));
  expect(medianRun(times)).toMatchObject({ wall_s: 0.2, cpu_s: 0.4, nodes: 93 });
  expect(medianRun([refused]).wall_s).toBeNull();
});

test("of runs that were repeated later the last counts", () => {
  expect(latest([own, run({ nodes: 1 }), run({ nodes: 2 })]).map(({ solver, nodes }) => [solver, nodes])).toEqual([
    [OWN, 93],
    ["scip", 2],
  ]);
});

test("cells", () => {
  expect(cellOf(run({}))).toBe("0.2 s, 93 nodes");
  expect(cellOf(run({ status: "limit", cpu_s: 55.01, bound: -7.8 }))).toBe("gap 0.2 after 55 s");
  expect(cellOf(run({ status: "limit", cpu_s: 55.01, bound: null }))).toBe("open after 55 s");
  expect(cellOf(run({ status: "heuristic", bound: null }))).toBe("(0.2 s) -6.500000");
  expect(cellOf(refused)).toBe("–");
  expect(cellOf(undefined)).toBe("");
});

test("tables", () => {
  const runs = [own, run({}), refused, run({ ...refused, instance: "camel", solver: "scip" })];
  const lines = summary(runs).split("\n");
  expect(lines[0]).toBe("| instance | surety | scip |");
  expect(lines.slice(2)).toEqual(["| peaks | 0.2 s, 93 nodes | 0.2 s, 93 nodes |", "| camel |  | – |"]);
  expect(details(runs).split("\n")).toHaveLength(4);
  expect(refusals(runs)).toBe("- `scip`: no erf (peaks, camel)");
});
