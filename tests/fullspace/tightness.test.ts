import { afterAll, describe, expect, test } from "vitest";
import { elementBoundsOf } from "../../src/fullspace/bound-tightening.js";
import { DEFAULT_FORMULATION, type Formulation } from "../../src/fullspace/formulation.js";
import { MilpModel } from "../../src/fullspace/milp-model.js";
import { programOf, written } from "../../src/fullspace/program.js";
import { solveRootRelaxation } from "../../src/fullspace/root-relaxation.js";
import { safeDualBound } from "../../src/fullspace/safe-dual-bound.js";
import { ThreadBackend } from "../../src/fullspace/thread-backend.js";
import { Problem, solve } from "../../src/index.js";
import { Evaluation } from "../../src/predictors/network/evaluation.js";
import { generator, randomNetwork } from "../predictors/network/random-networks.js";

const backend = new ThreadBackend();
afterAll(() => backend.close());

const net = randomNetwork({ inputs: 2, widths: [7, 6], functions: ["relu"] }, generator(2));
const problem = new Problem({
  models: { net },
  variables: [{ name: "x", size: 2, lower: -1, upper: 1 }],
  minimize: "net(x)[0]",
});
const program = programOf(problem, 1e-6);

async function rootBound(chosen: Partial<Formulation>): Promise<number> {
  const formulation = { ...DEFAULT_FORMULATION, ...chosen };
  const bounds = await elementBoundsOf(program, formulation, backend, { timeLimit: 20 });
  if (bounds === null) throw new Error("not defined");
  const { model, encoding } = written(program, bounds, formulation);
  const session = await backend.open(model);
  const { claimed, proved } = await solveRootRelaxation(session, model, encoding.assembly, { timeLimit: 20 });
  await session.dispose();
  // What the multipliers prove is next to what the solver says.
  expect(proved).toBeLessThanOrEqual(claimed + 1e-9);
  expect(proved).toBeGreaterThan(claimed - 1e-6 * (1 + Math.abs(claimed)));
  return proved;
}

test("tighter bounds and tighter formulations give better linear relaxations, none above the optimum", async () => {
  const optimum = (await solve(problem, { relativeGap: 1e-6 })).objective as number;
  const interval = await rootBound({ elementBounds: "interval" });
  const backward = await rootBound({ elementBounds: "backward" });
  const lp = await rootBound({ elementBounds: "lp" });
  const milp = await rootBound({ elementBounds: "milp" });
  const halves = await rootBound({ relu: "partition", parts: 2, elementBounds: "lp" });
  const quarters = await rootBound({ relu: "partition", parts: 4, elementBounds: "lp" });
  const ideal = await rootBound({ relu: "ideal", elementBounds: "lp" });
  const whole = await rootBound({ relu: "partition", parts: 7, elementBounds: "lp" });
  const slack = 1e-6;
  expect(interval).toBeLessThanOrEqual(backward + slack);
  expect(backward).toBeLessThan(lp);
  expect(lp).toBeLessThanOrEqual(milp + slack);
  expect(lp).toBeLessThanOrEqual(halves + slack);
  expect(halves).toBeLessThanOrEqual(quarters + slack);
  // A part per term and all ideal cuts are the same relaxation, up to where separation stops.
  expect(Math.abs(ideal - whole)).toBeLessThan(1e-2 * (1 + Math.abs(whole)));
  expect(lp).toBeLessThan(ideal);
  for (const bound of [interval, backward, lp, milp, halves, quarters, ideal, whole]) {
    expect(bound).toBeLessThanOrEqual(optimum + slack);
  }
});

describe("bounds of neurons", () => {
  test.each(["lp", "milp"] as const)(
    "by %s hold at every point, and are no worse than the sweep's",
    async (elementBounds) => {
      const sweep = await elementBoundsOf(program, DEFAULT_FORMULATION, backend, { timeLimit: 20 });
      const bounds = await elementBoundsOf(program, { ...DEFAULT_FORMULATION, elementBounds }, backend, {
        timeLimit: 20,
        isWithOutputs: true,
      });
      if (bounds === null || sweep === null) throw new Error("not defined");
      expect(bounds.isProved).toBe(elementBounds === "lp");
      const { layers } = program.network;
      const random = generator(3);
      const prefixes = layers.map((_, k) => new Evaluation(layers.slice(0, k + 1)));
      let isTighter = false;
      for (let trial = 0; trial < 300; trial++) {
        const x = Float64Array.from({ length: 2 }, () => 2 * random() - 1);
        prefixes.forEach((prefix, k) => {
          prefix.run(x).forEach((value, j) => {
            expect(value).toBeGreaterThanOrEqual(bounds.lower[k][j] - (elementBounds === "lp" ? 1e-12 : 1e-6));
            expect(value).toBeLessThanOrEqual(bounds.upper[k][j] + (elementBounds === "lp" ? 1e-12 : 1e-6));
            expect(bounds.lower[k][j]).toBeGreaterThanOrEqual(sweep.lower[k][j]);
            isTighter ||= bounds.upper[k][j] < sweep.upper[k][j] - 1e-3;
          });
        });
      }
      expect(isTighter).toBe(true);
      const last = layers.length - 1;
      expect(bounds.upper[last][0] - bounds.lower[last][0]).toBeLessThan(sweep.upper[last][0] - sweep.lower[last][0]);
    },
  );
});

test("a dual bound from any multipliers is below the minimum", () => {
  const model = new MilpModel("dual");
  const x = model.addColumn(-2, 3);
  const y = model.addColumn(0, 5);
  model.addRow({ columns: [x, y], coefficients: [1, 1], constant: 0 }, 1, Number.POSITIVE_INFINITY);
  model.objective = { columns: [x, y], coefficients: [1, 2], constant: 0.5 };
  // The minimum is at x = 1, y = 0: 1.5.
  expect(safeDualBound(model, Float64Array.of(1))).toBeCloseTo(1.5, 12);
  for (const dual of [0, 0.3, 1, 1.7, 100, -3, Number.NaN]) {
    expect(safeDualBound(model, Float64Array.of(dual))).toBeLessThanOrEqual(1.5);
  }
  expect(safeDualBound(model, Float64Array.of(Number.POSITIVE_INFINITY))).toBe(Number.NEGATIVE_INFINITY);
});
