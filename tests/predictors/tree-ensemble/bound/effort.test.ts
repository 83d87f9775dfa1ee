import { expect, test } from "vitest";
import { effortAfter, ROOT_EFFORT } from "../../../../src/predictors/tree-ensemble/bound/effort.js";

test("effort grows with the tree of boxes, and that of the whole box is larger", () => {
  const [early, late] = [effortAfter(0), effortAfter(1e6)];
  expect(late.sweeps).toBeGreaterThan(early.sweeps);
  expect(late.gain).toBeLessThan(early.gain);
  expect(ROOT_EFFORT.sweeps).toBeGreaterThan(late.sweeps);
  expect(effortAfter(100)).toEqual(early);
});
