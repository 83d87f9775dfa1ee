import { existsSync, readFileSync } from "node:fs";
import { type Box, box } from "../dist/numeric/box.js";
import { largestRoundedTo } from "../dist/predictors/tree-ensemble/cut.js";
import type { Trees } from "../dist/predictors/tree-ensemble/trees.js";
import { fromRoot } from "./box-solve.js";

/** An ensemble that models/ensembles.py trained, over the box of its training points. */
export interface BoxedEnsemble {
  readonly name: string;
  readonly box: Box;
  readonly trees: Trees;
}

/** Null where the file is absent. */
export function trainedEnsemble(name: string): BoxedEnsemble | null {
  const file = fromRoot(`build/ensembles/${name}.json`);
  if (!existsSync(file)) return null;
  const { lower, upper, trees } = JSON.parse(readFileSync(file, "utf8"));
  return {
    name,
    box: box(lower, upper),
    trees: {
      features: trees.features,
      outputs: trees.outputs,
      roots: Int32Array.from(trees.roots),
      feature: Int32Array.from(trees.feature),
      // scikit-learn rounds its inputs to float32.
      threshold: Float64Array.from(trees.threshold as number[], (t) => largestRoundedTo(t)),
      left: Int32Array.from(trees.left),
      right: Int32Array.from(trees.right),
      values: Float64Array.from(trees.values),
      base: Float64Array.from(trees.base),
      aggregate: trees.aggregate,
    },
  };
}
