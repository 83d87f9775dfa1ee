import { SMALLEST } from "../../numeric/rounding.js";
import { type WeightedLeaves, weightedLeaves } from "../../predictors/tree-ensemble/bound/weighted-leaves.js";
import type { Trees } from "../../predictors/tree-ensemble/trees.js";
import type { WeighedEnsemble } from "./separation.js";

/** Several ensembles as one sum of trees over all variables: comparisons of constants are decided, and leaves carry their ensemble's weights. */
export class JoinedTrees {
  private readonly feature: number[] = [];
  private readonly threshold: number[] = [];
  private readonly left: number[] = [];
  private readonly right: number[] = [];
  private readonly estimates: number[] = [];
  private readonly errors: number[] = [];
  private readonly roots: number[] = [];
  private base = 0;
  private baseError = 0;

  /** @param variables features of the joined trees */
  constructor(
    private readonly variables: number,
    ensembles: readonly WeighedEnsemble[],
  ) {
    for (const ensemble of ensembles) this.add(ensemble);
  }

  /** The weights are in the leaves: the trees' one output is an estimate. */
  get trees(): Trees {
    return {
      features: this.variables,
      outputs: 1,
      roots: Int32Array.from(this.roots),
      feature: Int32Array.from(this.feature),
      threshold: Float64Array.from(this.threshold),
      left: Int32Array.from(this.left),
      right: Int32Array.from(this.right),
      values: Float64Array.from(this.estimates),
      base: Float64Array.of(this.base),
      aggregate: "sum",
    };
  }

  get leaves(): WeightedLeaves {
    return {
      estimates: Float64Array.from(this.estimates),
      errors: Float64Array.from(this.errors),
      base: this.base,
      baseError: this.baseError,
    };
  }

  private add(ensemble: WeighedEnsemble): void {
    const { trees, weights, weightErrors } = ensemble;
    const leaves = weightedLeaves(trees, weights);
    const divisor = trees.aggregate === "average" ? trees.roots.length : 1;
    for (const root of trees.roots) {
      this.roots.push(this.feature.length);
      this.addTree(ensemble, root, (node) => {
        this.estimates.push(leaves.estimates[node]);
        const error = leaves.errors[node] + spread(trees.values, node * trees.outputs, weightErrors, divisor);
        this.errors.push(error * (1 + 2 ** -40));
      });
    }
    const before = this.base;
    this.base += leaves.base;
    const rounding = before === 0 ? 0 : Math.abs(this.base) * Number.EPSILON;
    this.baseError += leaves.baseError + spread(trees.base, 0, weightErrors, 1) + rounding;
    this.baseError *= 1 + 2 ** -40;
  }

  /** Nodes in the order in which a walk meets them, so that each stands before those below it. */
  private addTree({ trees, inputs, constants }: WeighedEnsemble, root: number, addLeaf: (node: number) => void): void {
    const { feature, threshold, left, right } = trees;
    // Trees may be as deep as they have nodes: no recursion.
    const stack: [node: number, parent: number, isRight: boolean][] = [[root, -1, false]];
    while (stack.length > 0) {
      const [top, parent, isRight] = stack.pop() as [number, number, boolean];
      let node = top;
      while (feature[node] >= 0 && inputs[feature[node]] < 0) {
        node = constants[feature[node]] <= threshold[node] ? left[node] : right[node];
      }
      const isLeaf = feature[node] < 0;
      const place = this.feature.push(isLeaf ? -1 : inputs[feature[node]]) - 1;
      this.threshold.push(isLeaf ? 0 : threshold[node]);
      this.left.push(-1);
      this.right.push(-1);
      if (parent >= 0) (isRight ? this.right : this.left)[parent] = place;
      if (isLeaf) {
        addLeaf(node);
        continue;
      }
      this.estimates.push(0);
      this.errors.push(0);
      stack.push([right[node], place, true], [left[node], place, false]);
    }
  }
}

/** How far a weighted sum may be off because its weights are. */
function spread(values: Float64Array, from: number, weightErrors: Float64Array, divisor: number): number {
  let sum = 0;
  for (let o = 0; o < weightErrors.length; o++) sum += weightErrors[o] * Math.abs(values[from + o]);
  return sum === 0 ? 0 : (sum / divisor) * (1 + 2 ** -40) + SMALLEST;
}
