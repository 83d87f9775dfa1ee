import { afterAll, expect, test } from "vitest";
import { RUN_DEFAULTS } from "../../src/fullspace/backend.js";
import { markImpliedIntegers } from "../../src/fullspace/implied-integers.js";
import { MilpModel } from "../../src/fullspace/milp-model.js";
import { selfTest } from "../../src/fullspace/self-test.js";
import { ThreadBackend } from "../../src/fullspace/thread-backend.js";

const backend = new ThreadBackend();
afterAll(() => backend.close());

test("the verdicts on the six stored programs: HiGHS up to 1.15.3 is wrong on one", async () => {
  const verdicts = await selfTest(backend);
  expect(verdicts).toHaveLength(6);
  const wrong = verdicts.filter(({ isRight }) => !isRight);
  expect(wrong.map(({ name, actual }) => [name, actual])).toEqual([["r3274", 1]]);
});

/** r3274: x2 is a whole number, because x0 + x2 = x3. */
function r3274(): MilpModel {
  const model = new MilpModel("r3274");
  const integer = { isInteger: true };
  const [x0, x1] = [model.addColumn(-100, 100, integer), model.addColumn(-100, 100, integer)];
  const [x2, x3] = [model.addColumn(0, 100), model.addColumn(0, 100, integer)];
  model.objective = { columns: [x1], coefficients: [1], constant: 0 };
  model.addRow({ columns: [x1, x2], coefficients: [1, -1], constant: 0 }, 0, Number.POSITIVE_INFINITY);
  model.addRow({ columns: [x0, x2, x3], coefficients: [1, 1, -1], constant: 0 }, 0, 0);
  model.addRow({ columns: [x2, x3], coefficients: [68, 1], constant: 0 }, Number.NEGATIVE_INFINITY, 12);
  return model;
}

test("marking what is implied to be whole keeps HiGHS from the error", async () => {
  const model = r3274();
  markImpliedIntegers(model);
  expect(model.isInteger).toEqual([true, true, true, true]);
  const session = await backend.open(model);
  expect((await session.run(RUN_DEFAULTS)).objective).toBe(0);
});

test("only equations in whole multiples of the column's coefficient imply anything", () => {
  const model = new MilpModel("not implied");
  const x = model.addColumn(0, 9, { isInteger: true });
  const y = model.addColumn(0, 9);
  model.addRow({ columns: [x, y], coefficients: [1, 2], constant: 0 }, 4, 4);
  model.addRow({ columns: [x, y], coefficients: [1, 1], constant: 0 }, 0.5, 0.5);
  model.addRow({ columns: [x, y], coefficients: [1, 1], constant: 0 }, 1, 4);
  markImpliedIntegers(model);
  expect(model.isInteger).toEqual([true, false]);
});
