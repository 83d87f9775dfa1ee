import { describe, expect, test } from "vitest";
import type { Box } from "../../../../src/numeric/box.js";
import { Random } from "../../../../src/numeric/random.js";
import type { Cells } from "../../../../src/predictors/tree-ensemble/bound/cells.js";
import { EnsembleBound, type EnsembleMethod } from "../../../../src/predictors/tree-ensemble/bound/ensemble-bound.js";
import type { EnsembleInstance } from "../../../../src/predictors/tree-ensemble/bound/instance.js";
import { linearTerm } from "../../../../src/predictors/tree-ensemble/bound/univariate-term.js";
import type { Trees } from "../../../../src/predictors/tree-ensemble/trees.js";
import { ExactTrees, least } from "./exact-trees.js";
import { bestOfCells, combinations, randomBox, randomTrees } from "./random-trees.js";

const methods: readonly EnsembleMethod[] = ["minima", "slices", "messages"];

function randomPart(random: Random, { lower, upper }: Box): Box {
  const low = lower.map((x, j) => (random.uniform() < 0.5 ? x : random.between(x, upper[j])));
  return { lower: low, upper: upper.map((x, j) => (random.uniform() < 0.5 ? x : random.between(low[j], x))) };
}

interface Case {
  readonly trees: Trees;
  readonly weights: Float64Array;
  readonly slopes: Float64Array | null;
  readonly isInteger: Uint8Array | null;
  readonly box: Box;
  readonly exact: ExactTrees;
}

function randomCase(random: Random): Case {
  const features = 1 + random.below(4);
  const outputs = 1 + random.below(2);
  const aggregate = random.uniform() < 0.3 ? "average" : "sum";
  const trees = randomTrees(random, { features, trees: 1 + random.below(7), depth: 3, outputs, aggregate });
  const weights = Float64Array.from({ length: outputs }, () => (random.uniform() < 0.5 ? 1 : random.normal()));
  const slopes = random.uniform() < 0.4 ? Float64Array.from({ length: features }, () => 5 * random.normal()) : null;
  const isInteger = random.uniform() < 0.3 ? Uint8Array.from({ length: features }, () => random.below(2)) : null;
  const exact = new ExactTrees(trees, weights, slopes);
  return { trees, weights, slopes, isInteger, box: randomBox(random, features, isInteger), exact };
}

function ensembleBound({ trees, weights, slopes, isInteger }: Case, method: EnsembleMethod): EnsembleBound {
  return new EnsembleBound(trees, weights, { method, terms: slopes && Array.from(slopes, linearTerm), isInteger });
}

function minimumOver({ exact, slopes, isInteger }: Case, cells: Cells, box: Box): bigint | null {
  return least(Array.from(combinations(bestOfCells(cells, box, slopes, isInteger)), (x) => exact.at(x)));
}

describe.each(methods)("bound by %s", (method) => {
  test("is not above the exact minimum, whatever is inherited and ruled out", () => {
    for (let seed = 0; seed < 400; seed++) {
      const random = new Random(seed);
      const instance = randomCase(random);
      const { exact, isInteger } = instance;
      const bound = ensembleBound(instance, method);
      const root = minimumOver(instance, bound.cells, instance.box);
      let { box } = instance;
      let inherited: EnsembleInstance | null = null;
      // What is ruled out on the way has at least this value.
      let cutoff = Number.POSITIVE_INFINITY;
      for (let level = 0; level < 4; level++) {
        const truth = minimumOver(instance, bound.cells, box);
        if (level > 0 && root !== null)
          cutoff = Math.min(cutoff, exact.toNumber(root) + random.uniform() * 10 ** random.below(3));
        const lower = Math.min(bound.run(box, cutoff, inherited), cutoff);
        if (truth !== null && !(lower < Number.POSITIVE_INFINITY && exact.of(lower) <= truth)) {
          expect({ seed, level, lower }).toEqual({ seed, level, lower: exact.toNumber(truth) });
        }
        if (truth === null) expect(bound.instance).toBeNull();
        if (bound.instance === null || isInteger !== null) break;
        inherited = random.uniform() < 0.7 ? bound.instance : null;
        box = randomPart(random, box);
      }
    }
  });
});

test("messages are at least as good as the trees' own minima, but for a few units, and exact for one tree", () => {
  for (let seed = 0; seed < 200; seed++) {
    const instance = randomCase(new Random(seed));
    const [minima, messages] = (["minima", "messages"] as const).map((method) => ensembleBound(instance, method));
    const lower = minima.run(instance.box, Number.POSITIVE_INFINITY, null);
    const better = messages.run(instance.box, Number.POSITIVE_INFINITY, null);
    if (lower === Number.POSITIVE_INFINITY) continue;
    expect(better).toBeGreaterThanOrEqual(lower - 1000 * messages.unit);
    if (instance.trees.roots.length > 1 || instance.slopes !== null) continue;
    const truth = minimumOver(instance, messages.cells, instance.box);
    if (truth !== null) expect(better).toBeCloseTo(instance.exact.toNumber(truth), 9);
  }
});

test("cell bounds hold for every point of the cell", () => {
  for (let seed = 0; seed < 150; seed++) {
    const whole = randomCase(new Random(1000 + seed));
    const bound = ensembleBound(whole, "messages");
    bound.run(whole.box, Number.POSITIVE_INFINITY, null);
    const { instance, messages } = bound;
    if (instance === null || messages === null || bound.isSettled) continue;
    const points = bestOfCells(bound.cells, whole.box, whole.slopes, whole.isInteger);
    for (let j = 0; j < points.length; j++) {
      for (let c = instance.cellStart[j]; c < instance.cellStart[j + 1]; c++) {
        const inCell = points[j].filter((x) => {
          const cell = bound.cells.cellOf(j, x);
          return instance.firstCell[c] <= cell && cell <= instance.lastCell[c];
        });
        const truth = least(Array.from(combinations(points.with(j, inCell)), (x) => whole.exact.at(x)));
        if (truth === null) continue;
        expect(whole.exact.of(messages.cellBounds[c] * bound.unit) <= truth).toBe(true);
      }
    }
  }
});
