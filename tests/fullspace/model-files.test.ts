import { createRequire } from "node:module";
import { describe, expect, test } from "vitest";
import { RUN_DEFAULTS } from "../../src/fullspace/backend.js";
import { lpText } from "../../src/fullspace/lp.js";
import { MilpModel } from "../../src/fullspace/milp-model.js";
import { mpsText } from "../../src/fullspace/mps.js";
import { ThreadBackend } from "../../src/fullspace/thread-backend.js";
import { generator } from "../predictors/network/random-networks.js";

interface ReadBack {
  getLp(format: "csr"): {
    readonly colCost: Float64Array;
    readonly colLower: Float64Array;
    readonly colUpper: Float64Array;
    readonly rowLower: Float64Array;
    readonly rowUpper: Float64Array;
    readonly offset: number;
    readonly matrix: { readonly starts: Int32Array; readonly indices: Int32Array; readonly values: Float64Array };
  };
  getModel(format: "csr"): {
    readonly hessian?: { readonly starts: Int32Array; readonly indices: Int32Array; readonly values: Float64Array };
  };
  dispose(): void;
}
type Reader = { createModel(source: { format: string; data: string | Uint8Array }): ReadBack };

const load = createRequire(import.meta.url)("highs") as () => Promise<Reader>;

/** Rows of every kind, awkward names, columns without entries, numbers that need all their digits. */
function awkwardModel(seed: number): MilpModel {
  const random = generator(seed);
  const number = (): number => (2 * random() - 1) * 10 ** Math.floor(6 * random() - 2);
  const model = new MilpModel("a model, with spaces");
  for (let c = 0; c < 7; c++) {
    const lower = c === 3 ? Number.NEGATIVE_INFINITY : number() - 1000;
    const isInteger = c % 3 === 1;
    model.addColumn(isInteger ? -5 : lower, c === 4 ? Number.POSITIVE_INFINITY : isInteger ? 9 : number() + 1e5, {
      isInteger,
      name: ["x[0]", "e5", "x_0", "3y", "é", "n", "nothing"][c],
    });
  }
  for (let r = 0; r < 6; r++) {
    const columns = [0, 1, 2, 3, 4, 5].filter((c) => (c + r) % 2 === 0);
    const side = number();
    const [lower, upper] = [
      [side, side],
      [Number.NEGATIVE_INFINITY, side],
      [side, Number.POSITIVE_INFINITY],
      [side - Math.abs(number()), side],
    ][r % 4];
    model.addRow({ columns, coefficients: columns.map(number), constant: 0 }, lower, upper);
  }
  model.objective = { columns: [0, 2, 4], coefficients: [number(), number(), number()], constant: number() };
  return model;
}

describe.each([
  ["mps", (model: MilpModel) => new TextEncoder().encode(mpsText(model))],
  ["lp", lpText],
] as const)("%s files", (format, text) => {
  test.each([1, 2, 3])("are read back bit by bit (%i)", async (seed) => {
    const model = awkwardModel(seed);
    const highs = await load();
    const read = highs.createModel({ format, data: text(model) });
    const lp = read.getLp("csr");
    expect(Array.from(lp.colCost)).toEqual(Array.from(model.objectiveCosts()));
    expect(lp.offset).toBe(model.objective.constant);
    expect(Array.from(lp.colLower)).toEqual(model.columnLower);
    expect(Array.from(lp.colUpper)).toEqual(model.columnUpper);
    const sides = (lower: ArrayLike<number>, upper: ArrayLike<number>) =>
      new Set([...Array.from(lower), ...Array.from(upper)].filter(Number.isFinite));
    const own = [...sides(model.rowLower, model.rowUpper)];
    const other = [...sides(lp.rowLower, lp.rowUpper)];
    for (const side of own) expect(other.some((value) => Math.abs(value - side) <= 2e-16 * Math.abs(side))).toBe(true);
    expect(new Set(lp.matrix.values)).toEqual(new Set(model.values));
    read.dispose();
  });
});

describe.each([
  ["mps", (model: MilpModel) => new TextEncoder().encode(mpsText(model))],
  ["lp", lpText],
] as const)("%s files with a quadratic objective", (format, text) => {
  test("are read back bit by bit", async () => {
    const model = awkwardModel(4);
    const quadratic = { rows: [0, 2, 2, 5], columns: [0, 0, 2, 5], values: [0.1, -1 / 3, 2 / 7, 1e-5] };
    model.quadratic = quadratic;
    const highs = await load();
    const read = highs.createModel({ format, data: text(model) });
    const { starts, indices, values } = read.getModel("csr").hessian as NonNullable<
      ReturnType<ReadBack["getModel"]>["hessian"]
    >;
    const entries: [number, number, number][] = [];
    for (let c = 0; c + 1 < starts.length; c++) {
      for (let e = starts[c]; e < starts[c + 1]; e++) if (values[e] !== 0) entries.push([indices[e], c, values[e]]);
    }
    expect(entries).toEqual(quadratic.rows.map((row, e) => [row, quadratic.columns[e], quadratic.values[e]]));
    read.dispose();
  });
});

test("small coefficients leave a row on its safe side", async () => {
  const model = new MilpModel("small");
  const x = model.addColumn(-1, 1);
  const y = model.addColumn(0, 1e6);
  model.addRow({ columns: [x, y], coefficients: [1, 5e-10], constant: 0 }, 0, 0.25);
  expect(model.values).toEqual([1]);
  expect(model.rowLower[0]).toBeLessThanOrEqual(-5e-4);
  expect(model.rowLower[0]).toBeGreaterThan(-5.001e-4);
  expect(model.rowUpper[0]).toBe(0.25);
  model.objective = { columns: [x], coefficients: [1], constant: 0 };
  const backend = new ThreadBackend();
  const session = await backend.open(model);
  const { objective } = await session.run(RUN_DEFAULTS);
  expect(objective).toBeLessThanOrEqual(0);
  await backend.close();
});
