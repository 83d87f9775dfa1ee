import { expect, test } from "vitest";
import { Random } from "../../../../src/numeric/random.js";
import { type Coarseness, coarseTrees } from "../../../../src/predictors/tree-ensemble/bound/coarse-trees.js";
import { weightedLeaves } from "../../../../src/predictors/tree-ensemble/bound/weighted-leaves.js";
import type { Trees } from "../../../../src/predictors/tree-ensemble/trees.js";
import { randomBox, randomTrees } from "./random-trees.js";

/** The leaf that x reaches in each tree, and the inner nodes before it. */
function pathsAt({ roots, feature, threshold, left, right }: Trees, x: ArrayLike<number>): number[][] {
  return Array.from(roots, (root) => {
    const path = [root];
    for (let node = root; feature[node] >= 0; path.push(node)) {
      node = x[feature[node]] <= threshold[node] ? left[node] : right[node];
    }
    return path;
  });
}

test("every tree is below its original at every point, no deeper than it may be, and the widest ones are kept", () => {
  for (let seed = 0; seed < 200; seed++) {
    const random = new Random(seed);
    const features = 1 + random.below(3);
    const count = 2 + random.below(6);
    const trees = randomTrees(random, { features, trees: count, depth: 4, outputs: 2 });
    const leaves = weightedLeaves(trees, Float64Array.of(1, random.normal()));
    const step: Coarseness = [{ depth: random.below(4) }, { trees: random.below(count + 1) }, {}][random.below(3)];
    const coarse = coarseTrees(trees, leaves, step);
    let whole = 0;
    for (let k = 0; k < 20; k++) {
      const { lower } = randomBox(random, features);
      const reached = pathsAt(coarse.trees, lower).map((path) => path[path.length - 1]);
      pathsAt(trees, lower).forEach((path, t) => {
        const leaf = path[path.length - 1];
        expect(path).toContain(reached[t]);
        expect(path.indexOf(reached[t])).toBeLessThanOrEqual(step.depth ?? Number.POSITIVE_INFINITY);
        if (reached[t] === leaf) expect(coarse.leaves.estimates[leaf]).toBe(leaves.estimates[leaf]);
        else
          expect(coarse.leaves.estimates[reached[t]]).toBeLessThanOrEqual(leaves.estimates[leaf] - leaves.errors[leaf]);
      });
    }
    for (const root of trees.roots) if (trees.feature[root] >= 0 && coarse.trees.feature[root] >= 0) whole++;
    if (step.trees !== undefined) expect(whole).toBeLessThanOrEqual(step.trees);
    if (step.depth === undefined && step.trees === undefined) expect(coarse.trees.feature).toEqual(trees.feature);
  }
});
