import { expect, test } from "vitest";
import { Random } from "../../../../src/numeric/random.js";
import { DualMessages } from "../../../../src/predictors/tree-ensemble/bound/dual-messages.js";
import { bytesOf, type EnsembleInstance } from "../../../../src/predictors/tree-ensemble/bound/instance.js";
import { Restriction } from "../../../../src/predictors/tree-ensemble/bound/restriction.js";
import { cellsOfFeature, randomRoot, valueAt } from "./instance-values.js";
import { combinations } from "./random-trees.js";

test("the cells that are left keep their sums, each in one leaf of every tree, and no bound falls", () => {
  for (let seed = 0; seed < 150; seed++) {
    const random = new Random(seed);
    const root = randomRoot(random);
    const messages = new DualMessages(root);
    messages.load(root);
    messages.sweep(false, Number.POSITIVE_INFINITY);
    const before = messages.load(root);
    const restriction = new Restriction(root);
    const alive = Uint8Array.from(root.firstCell, () => (random.uniform() < 0.7 ? 1 : 0));
    const part = restriction.run(root, alive);
    const features = root.cellStart.length - 1;
    const left = Array.from({ length: features }, (_, j) =>
      cellsOfFeature(root, j).filter((c) => alive[root.cellStart[j] + c] !== 0),
    );
    if (left.some(({ length }) => length === 0)) {
      expect(part).toBeNull();
      continue;
    }
    const instance = part as EnsembleInstance;
    expect(bytesOf(instance)).toBeLessThanOrEqual(bytesOf(root));
    expect(messages.load(instance)).toBeGreaterThanOrEqual(before);
    for (const cell of combinations(left)) {
      const there = cell.map((c, j) => {
        const global = root.firstCell[root.cellStart[j] + c];
        const own = cellsOfFeature(instance, j);
        return own.findLastIndex((k) => instance.firstCell[instance.cellStart[j] + k] <= global);
      });
      expect(valueAt(instance, there)).toBe(valueAt(root, cell));
    }
  }
});
