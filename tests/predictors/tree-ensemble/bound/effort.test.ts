import { expect, test } from "vitest";
import { effortAfter, ROOT_EFFORT } from "../../../../src/predictors/tree-ensemble/bound/effort.js";

test("effort grows with the tree of boxes, up to a limit, and is never more than the whole box is worth", () => {
  let before = effortAfter(0);
  for (const parts of [1, 100, 1000, 1e4, 1e6]) {
    const effort = effortAfter(parts);
    expect(effort.sweeps).toBeGreaterThanOrEqual(before.sweeps);
    expect(effort.gain).toBeLessThanOrEqual(before.gain);
    expect(effort.sweeps).toBeLessThan(ROOT_EFFORT.sweeps);
    before = effort;
  }
});
