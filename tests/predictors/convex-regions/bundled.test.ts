import { resolve } from "node:path";
import { expect, test } from "vitest";
import { loadPredictor, Problem, solve } from "../../../src/index.js";
import { columnsOf, readDataTable } from "../../../src/problem/data-table.js";

const FOLDER = "models/convex-regions";

test.each([
  ["tree", 0.093, -9.612636],
  ["oblique", 0.096, -7.215177],
  ["cluster", 0.202, -7.795133],
] as const)(
  "peaks-%s: the error at its data and the minimum that the documentation names",
  async (kind, error, least) => {
    const net = loadPredictor(resolve(`${FOLDER}/peaks-${kind}.json`));
    const file = resolve(`${FOLDER}/peaks.csv`);
    const data = readDataTable(file);
    const X = columnsOf(data, ["a", "b"], file);
    const y = columnsOf(data, ["y"], file);
    const value = new Float64Array(1);
    let squares = 0;
    y.forEach((target, i) => {
      net.evaluate(X.subarray(2 * i, 2 * i + 2), value);
      squares += (value[0] - target) ** 2;
    });
    expect(Math.sqrt(squares / y.length)).toBeLessThan(error);
    const variables = [{ name: "x", size: 2, lower: -3, upper: 3 }];
    const { objective, nodes } = await solve(
      new Problem({ name: kind, models: { net }, variables, minimize: "net(x)" }),
    );
    expect(objective).toBeCloseTo(least, 5);
    expect(nodes).toBe(1);
  },
);
