import { expect, test } from "vitest";
import { Random } from "../../../../src/numeric/random.js";
import { DualMessages } from "../../../../src/predictors/tree-ensemble/bound/dual-messages.js";
import { bytesOf, type EnsembleInstance } from "../../../../src/predictors/tree-ensemble/bound/instance.js";
import { Quantum } from "../../../../src/predictors/tree-ensemble/bound/quantum.js";
import { Restriction } from "../../../../src/predictors/tree-ensemble/bound/restriction.js";
import { rootInstance } from "../../../../src/predictors/tree-ensemble/bound/root-instance.js";
import { weightedLeaves } from "../../../../src/predictors/tree-ensemble/bound/weighted-leaves.js";
import { cellsOf, combinations, randomBox, randomTrees } from "./random-trees.js";

function randomRoot(random: Random): EnsembleInstance {
  const features = 1 + random.below(3);
  const trees = randomTrees(random, { features, trees: 1 + random.below(6), depth: 4 });
  const leaves = weightedLeaves(trees, Float64Array.of(1));
  return rootInstance(trees, cellsOf(trees), leaves, new Quantum(1e4), randomBox(random, features));
}

/** The sum of the trees at one cell of each feature: of each factor the only leaf that covers all of them. */
function valueAt(instance: EnsembleInstance, cell: readonly number[]): number {
  let sum = instance.constant;
  for (let g = 0; g < instance.factors; g++) {
    const from = instance.leafStart[g];
    const leaves = instance.leafStart[g + 1] - from;
    const covering: number[] = [];
    for (let i = 0; i < leaves; i++) {
      let isCovering = true;
      for (let s = instance.slotStart[g]; s < instance.slotStart[g + 1]; s++) {
        const entry = instance.entryStart[g] + (s - instance.slotStart[g]) * leaves + i;
        const starts = instance.segmentCell.subarray(instance.segmentStart[s], instance.segmentStart[s + 1]);
        const segment = starts.findLastIndex((start) => start <= cell[instance.slotFeature[s]]);
        if (segment < instance.first[entry] || segment > instance.last[entry]) isCovering = false;
      }
      if (isCovering) covering.push(instance.value[from + i]);
    }
    expect(covering).toHaveLength(1);
    sum += covering[0];
  }
  return sum;
}

function cellsOfFeature({ cellStart }: EnsembleInstance, j: number): number[] {
  return Array.from({ length: cellStart[j + 1] - cellStart[j] }, (_, c) => c);
}

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
