import type { Random } from "../../../../src/numeric/random.js";
import type { EnsembleInstance } from "../../../../src/predictors/tree-ensemble/bound/instance.js";
import { Quantum } from "../../../../src/predictors/tree-ensemble/bound/quantum.js";
import { rootInstance } from "../../../../src/predictors/tree-ensemble/bound/root-instance.js";
import { weightedLeaves } from "../../../../src/predictors/tree-ensemble/bound/weighted-leaves.js";
import { cellsOf, combinations, randomBox, randomTrees } from "./random-trees.js";

export function randomRoot(random: Random): EnsembleInstance {
  const features = 1 + random.below(3);
  const trees = randomTrees(random, { features, trees: 1 + random.below(6), depth: 4 });
  const leaves = weightedLeaves(trees, Float64Array.of(1));
  return rootInstance(trees, cellsOf(trees), leaves, new Quantum(1e4), randomBox(random, features));
}

/** The sum of the trees at one cell of each feature: of each factor the only leaf that covers all of them. */
export function valueAt(instance: EnsembleInstance, cell: readonly number[]): number {
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
    if (covering.length !== 1) throw new Error(`${covering.length} leaves of factor ${g} cover the cells`);
    sum += covering[0];
  }
  return sum;
}

export function cellsOfFeature({ cellStart }: EnsembleInstance, j: number): number[] {
  return Array.from({ length: cellStart[j + 1] - cellStart[j] }, (_, c) => c);
}

/** All combinations of cells with the sum of the trees and the features' own terms there. */
export function* allValues(instance: EnsembleInstance): Generator<{ cell: number[]; value: number }> {
  const features = instance.cellStart.length - 1;
  for (const cell of combinations(Array.from({ length: features }, (_, j) => cellsOfFeature(instance, j)))) {
    const own = cell.reduce((sum, c, j) => sum + (instance.unary?.[instance.cellStart[j] + c] ?? 0), 0);
    yield { cell, value: valueAt(instance, cell) + own };
  }
}
