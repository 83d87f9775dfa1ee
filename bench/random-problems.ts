import { univariateFunction } from "../dist/functions/table.js";
import { denseMatrix } from "../dist/numeric/matrix.js";
import { Random } from "../dist/numeric/random.js";
import { NetworkBuilder } from "../dist/predictors/network/builder.js";
import type { Network } from "../dist/predictors/network/network.js";
import { TreeEnsemble } from "../dist/predictors/tree-ensemble/tree-ensemble.js";
import { Problem } from "../dist/problem/problem.js";
import { boostedTrees } from "./boosted-trees.js";

/** An instance that is made from its name, so that a fresh process can make it again. */
export interface RandomInstance {
  readonly name: string;
  readonly family: "relu" | "trees";
  readonly inputs: number;
  /** Hidden neurons, or trees. */
  readonly size: number;
  make(): Problem;
}

/** "relu 2-20-20 linear 1": ReLU network with 2 inputs and two layers of 20, a linear row, seed 1. */
export function reluInstance(inputs: number, widths: readonly number[], rows: Rows, seed: number): RandomInstance {
  return {
    name: `relu ${[inputs, ...widths].join("-")} ${rows} ${seed}`,
    family: "relu",
    inputs,
    size: widths.reduce((sum, width) => sum + width, 0),
    make: () => problemOf({ net: reluNetwork(inputs, widths, new Random(seed)) }, "net", inputs, rows, [-1, 1]),
  };
}

/** "trees 4x100 depth 3 free 1": 100 boosted trees of depth 3 on 4 features. */
export function treeInstance(inputs: number, trees: number, depth: number, rows: Rows, seed: number): RandomInstance {
  return {
    name: `trees ${inputs}x${trees} depth ${depth} ${rows} ${seed}`,
    family: "trees",
    inputs,
    size: trees,
    make() {
      const net = new TreeEnsemble(boostedTrees({ inputs, trees, depth }, new Random(seed)));
      return problemOf({ net }, "net", inputs, rows, [0, 1]);
    },
  };
}

/** Without constraints; with one linear row; with the row and the first inputs on an integer grid. */
export type Rows = "free" | "linear" | "integer";

function problemOf(
  models: Record<string, Network | TreeEnsemble>,
  name: string,
  inputs: number,
  rows: Rows,
  [lower, upper]: [number, number],
): Problem {
  const integers = rows === "integer" ? Math.max(1, inputs >> 1) : 0;
  const steps = 5;
  const middle = inputs * 0.5 * (lower + upper);
  const x = Array.from({ length: inputs }, (_, j) =>
    j < integers ? `(${lower} + k[${j}]*${(upper - lower) / steps})` : `x[${j - integers}]`,
  );
  const variables = [];
  if (integers > 0) variables.push({ name: "k", size: integers, lower: 0, upper: steps, integer: true });
  if (integers < inputs) variables.push({ name: "x", size: inputs - integers, lower, upper });
  return new Problem({
    name,
    models,
    variables,
    minimize: `${name}(${x.join(", ")})`,
    subjectTo: rows === "free" ? [] : [`${x.join(" + ")} <= ${middle}`],
  });
}

/** Weights uniform with He's variance, biases of the same size, one output. */
export function reluNetwork(inputs: number, widths: readonly number[], random: Random): Network {
  const builder = new NetworkBuilder(inputs);
  const affine = (x: ReturnType<NetworkBuilder["inputTensor"]>, rows: number) => {
    const columns = x.elements.length;
    const limit = Math.sqrt(6 / columns);
    const data = Float64Array.from({ length: rows * columns }, () => Math.fround(random.between(-limit, limit)));
    const bias = Float64Array.from({ length: rows }, () => Math.fround(random.between(-0.5, 0.5)));
    return builder.affine([rows], [{ x, matrix: denseMatrix(rows, columns, data) }], { bias });
  };
  let x = builder.inputTensor();
  for (const width of widths) x = builder.apply(univariateFunction("relu"), affine(x, width));
  return builder.build(affine(x, 1));
}
