import type { Random } from "../../numeric/random.js";
import { InputError } from "../../problem/input-error.js";
import type { Classifier, ClassifierJson, Learner, Sample } from "./classifier.js";
import { numbersFrom } from "./json-numbers.js";
import { type RegressionTree, regressionTree, valueAt } from "./regression-tree.js";

interface Settings {
  readonly rounds: number;
  readonly depth: number;
  readonly learningRate: number;
}

/** Sums of regression trees, one sum per class: logits. */
class BoostedTrees implements Classifier {
  constructor(
    readonly classes: number,
    private readonly dimension: number,
    /** Tree k of a round is that of class k. */
    private readonly rounds: readonly (readonly RegressionTree[])[],
  ) {}

  scores(theta: Float64Array, out: Float64Array): void {
    out.fill(0);
    for (const trees of this.rounds) for (let k = 0; k < trees.length; k++) out[k] += valueAt(trees[k], theta);
  }

  toJson(): ClassifierJson {
    const rounds = this.rounds.map((trees) =>
      trees.map(({ inputs, thresholds, values }) => ({
        inputs: [...inputs],
        thresholds: [...thresholds],
        values: [...values],
      })),
    );
    return { learner: "boosted-trees", classes: this.classes, dimension: this.dimension, rounds };
  }
}

/** Splits leave at least this many draws on either side. */
const MIN_BUCKET = 2;

/** Gradient-boosted trees on the multinomial deviance (J. H. Friedman, Annals of Statistics 29, 2001): a modern baseline. */
export const boostedTrees: Learner<Settings> = {
  name: "boosted-trees",
  description: "gradient-boosted trees",
  grid: [
    { rounds: 40, depth: 3, learningRate: 0.3 },
    { rounds: 80, depth: 4, learningRate: 0.1 },
  ],
  train(sample, settings, _: Random, deadline = Number.POSITIVE_INFINITY) {
    const { inputs, labels, classes, dimension } = sample;
    const logits = inputs.map(() => new Float64Array(classes));
    const orders = sortedOrders(sample);
    const targets = new Float64Array(inputs.length);
    const curvatures = new Float64Array(inputs.length);
    const rounds: RegressionTree[][] = [];
    for (let round = 0; round < settings.rounds && classes > 1; round++) {
      if (round > 0 && performance.now() >= deadline) break;
      const shares = logits.map(softmax);
      const trees: RegressionTree[] = [];
      for (let k = 0; k < classes; k++) {
        for (let i = 0; i < inputs.length; i++) {
          targets[i] = (labels[i] === k ? 1 : 0) - shares[i][k];
          curvatures[i] = shares[i][k] * (1 - shares[i][k]);
        }
        const limits = { depth: settings.depth, minBucket: MIN_BUCKET, scale: settings.learningRate };
        const tree = regressionTree(inputs, orders, targets, curvatures, limits);
        trees.push(tree);
        for (let i = 0; i < inputs.length; i++) logits[i][k] += valueAt(tree, inputs[i]);
      }
      rounds.push(trees);
    }
    return new BoostedTrees(classes, dimension, rounds);
  },
  fromJson(json) {
    const [classes, dimension] = numbersFrom([json["classes"], json["dimension"]], "boosted-trees: sizes");
    type StoredTree = Readonly<Record<"inputs" | "thresholds" | "values", unknown>>;
    const rounds = (json["rounds"] as StoredTree[][]).map((trees) =>
      trees.map(({ inputs, thresholds, values }): RegressionTree => {
        const tree = {
          inputs: Int32Array.from(numbersFrom(inputs, "boosted-trees: inputs")),
          thresholds: numbersFrom(thresholds, "boosted-trees: thresholds"),
          values: numbersFrom(values, "boosted-trees: values"),
        };
        const splits = tree.inputs.length;
        const isWhole = tree.thresholds.length === splits && tree.values.length === splits + 1;
        if (isWhole && tree.inputs.every((input) => input < dimension)) return tree;
        throw new InputError("boosted-trees: a tree's splits and leaves do not fit together");
      }),
    );
    return new BoostedTrees(classes, dimension, rounds);
  },
};

/** The draws by each input, ascending. */
function sortedOrders({ inputs, dimension }: Sample): Int32Array[] {
  return Array.from({ length: dimension }, (_, j) =>
    Int32Array.from(inputs.keys()).sort((a, b) => inputs[a][j] - inputs[b][j]),
  );
}

function softmax(logits: Float64Array): Float64Array {
  const most = logits.reduce((a, b) => Math.max(a, b));
  const powers = logits.map((value) => Math.exp(value - most));
  const total = powers.reduce((a, b) => a + b);
  return powers.map((value) => value / total);
}
