import type { Learner, Sample } from "./classifier.js";
import { type Standardization, standardizationOf, standardized } from "./standardization.js";
import { TreeClassifier, type TreeNode, treeFromJson } from "./tree.js";
import { searchedTree, type TreeSettings } from "./tree-search.js";

/** Depths and smallest leaves of the published grid. */
const SHAPES = [5, 10, 15].flatMap((depth) => [1, 5, 10].map((minBucket) => ({ depth, minBucket })));
const AXIS_GRID: readonly TreeSettings[] = SHAPES.map((shape) => ({ ...shape, price: 1e-5, restarts: 2 }));
const HYPERPLANE_GRID: readonly TreeSettings[] = SHAPES.map((shape) => ({ ...shape, price: 1e-4, restarts: 1 }));

/** Optimal classification trees with axis-parallel splits (OCT). */
export const axisTree = treeLearner("oct", "classification tree", false, AXIS_GRID);
/** The same with hyperplanes (OCT-H), sparse because weights cost. */
export const hyperplaneTree = treeLearner("oct-h", "classification tree with hyperplanes", true, HYPERPLANE_GRID);

function treeLearner(
  name: string,
  description: string,
  hasHyperplanes: boolean,
  grid: readonly TreeSettings[],
): Learner<TreeSettings> {
  return {
    name,
    description,
    grid,
    train(sample, settings, random, deadline) {
      const scale = standardizationOf(sample.inputs, sample.dimension);
      const tree = searchedTree(scaledSample(sample, scale), settings, hasHyperplanes, random, deadline);
      return new TreeClassifier(name, inOriginalUnits(tree, scale), sample.classes);
    },
    fromJson: treeFromJson,
  };
}

function scaledSample(sample: Sample, scale: Standardization): Sample {
  const inputs = sample.inputs.map((theta) => {
    const out = new Float64Array(sample.dimension);
    standardized(scale, theta, out);
    return out;
  });
  return { ...sample, inputs };
}

/** sum w_j (theta_j - mean_j) / deviation_j < t, with the largest weight made 1. */
function inOriginalUnits(node: TreeNode, { mean, deviation }: Standardization): TreeNode {
  if (node.kind === "leaf") return node;
  const weights = node.weights.map((weight, j) => weight / deviation[j]);
  const threshold = weights.reduce((sum, weight, j) => sum + weight * mean[j], node.threshold);
  const largest = weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0);
  return {
    kind: "split",
    weights: weights.map((weight) => weight / largest),
    threshold: threshold / largest,
    left: inOriginalUnits(node.left, { mean, deviation }),
    right: inOriginalUnits(node.right, { mean, deviation }),
  };
}
