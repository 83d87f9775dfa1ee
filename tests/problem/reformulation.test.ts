import { describe, expect, test } from "vitest";
import { compiled } from "../../src/problem/compilation.js";
import { Problem } from "../../src/problem/problem.js";
import { reformulated } from "../../src/problem/reformulation.js";
import { exactLayers, exactly, exactPoint } from "../predictors/network/exact.js";
import { generator } from "../predictors/network/random-networks.js";

function formOf(minimize: string, subjectTo: string[] = [], lower = 0.2) {
  const variables = ["x", "y", "z"].map((name) => ({ name, lower, upper: 3 }));
  const problem = new Problem({ variables, minimize, subjectTo });
  const { objective, constraints: rows, graph, box } = problem;
  return { before: { objective, rows }, after: reformulated({ objective, rows }, graph, box), problem };
}

function kinds(minimize: string, lower?: number): string[] {
  const { after } = formOf(minimize, [], lower);
  return compiled([after.objective], 3).layers.map((layer) => ("phi" in layer ? layer.phi.name : layer.kind));
}

const changed = ["x*y*z", "2*x*y/z + x", "x^2*y^0.5*z + 1", "1/(x*y)", "x*y*exp(z)", "(x + y)*z/(y + 1)", "1/(x*y*z)"];
const unchanged = ["x*y", "x/y", "-x*y*z", "x^2*y", "x + y + z", "(x - y)*y*z", "log(x*y*z)"];

describe("products of positive factors", () => {
  test.each(changed)("%s is an exponential of logarithms", (text) => {
    expect(kinds(text)).toEqual(expect.arrayContaining(["log", "exp"]));
  });

  test.each(unchanged)("%s stays as it is", (text) => {
    expect(kinds(text)).not.toContain("exp");
  });

  test("a factor that may be zero keeps its product", () => {
    expect(kinds("x*y*z", 0)).not.toContain("exp");
  });

  test.each(changed)("%s keeps its value, in exact arithmetic", (text) => {
    const { before, after } = formOf(text);
    const random = generator(text.length);
    const valueIn = (network: ReturnType<typeof compiled>, x: number[]) =>
      exactLayers(network, exactPoint(x))[network.layers.length - 1][0];
    for (let trial = 0; trial < 20; trial++) {
      const x = Array.from({ length: 3 }, () => 0.2 + 2.8 * random());
      const old = valueIn(compiled([before.objective], 3), x);
      const now = valueIn(compiled([after.objective], 3), x);
      expect(now.minus(old).abs().lte(old.abs().times("1e-40"))).toBe(true);
    }
  });
});

const rows = [
  "x*y*z >= 1",
  "3*x*y/z <= 2",
  "-2*x*y*z <= -0.7",
  "0.5 <= x*y*z <= 4",
  "x*y*z + x >= 1",
  "x*y*z + 1/x <= 9",
];

test.each(rows)("what satisfies %s satisfies its new form, in exact arithmetic", (text) => {
  const { before, after } = formOf("x", [text]);
  const random = generator(text.length);
  const [old, now] = [before, after].map(({ rows: [row] }) => ({ row, network: compiled([row.expression], 3) }));
  let feasible = 0;
  const holds = ({ row, network }: typeof old, x: number[]) => {
    const [value] = exactLayers(network, exactPoint(x))[network.layers.length - 1];
    return value.gte(exactly(row.lower)) && value.lte(exactly(row.upper));
  };
  for (let trial = 0; trial < 60; trial++) {
    const x = Array.from({ length: 3 }, () => 0.2 + 2.8 * random());
    if (trial % 3 === 0) x[2] = 1 / x[0] / x[1]; // on the edge of the first row
    if (!holds(old, x)) continue;
    feasible++;
    expect(holds(now, x)).toBe(true);
  }
  expect(feasible).toBeGreaterThan(5);
});

test("a row of a product alone is one on the sum of logarithms", () => {
  const { after } = formOf("x", ["x*y*z >= 1"]);
  expect(after.rows[0].expression.kind).toBe("sum");
  expect(after.rows[0].lower).toBeCloseTo(0, 12);
  expect(after.rows[0].upper).toBe(Number.POSITIVE_INFINITY);
});

test("a positive product that has to be negative keeps its row, which its range refutes", () => {
  const { before, after } = formOf("x", ["x*y*z <= -1"]);
  expect(after.rows).toEqual(before.rows.map((row) => expect.objectContaining({ upper: row.upper })));
});
