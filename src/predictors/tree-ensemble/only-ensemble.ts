import { Network } from "../network/network.js";
import type { Predictor } from "../predictor.js";
import { TreeEnsemble } from "./tree-ensemble.js";
import type { Trees } from "./trees.js";

/** The trees of a model that consists of them. @throws RangeError if there is anything else in front of them or behind */
export function onlyEnsemble(model: Predictor): Trees {
  if (model instanceof TreeEnsemble) return model.trees;
  if (model instanceof Network && model.layers.length === 2) {
    const [, last] = model.layers;
    if (last.kind === "model" && last.model instanceof TreeEnsemble) return last.model.trees;
  }
  throw new RangeError("the model is not just one ensemble of trees of its inputs");
}
