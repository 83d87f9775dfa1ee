import { Network } from "../network/network.js";
import type { Predictor } from "../predictor.js";
import { explainPoint, type PointExplanation } from "./point-explanation.js";
import { TreeEnsemble } from "./tree-ensemble.js";

/** An ensemble inside a model, explained at what it is given there. */
export interface ExplainedEnsemble extends PointExplanation {
  /** The ensemble reads the model's inputs as they are; otherwise its features are numbers computed from them. */
  readonly readsInputs: boolean;
}

/** Each ensemble of trees in a model, explained at x; empty where there is none. */
export function explainEnsembles(model: Predictor, x: Float64Array): ExplainedEnsemble[] {
  if (model instanceof TreeEnsemble) return [{ readsInputs: true, ...explainPoint(model.trees, x) }];
  if (!(model instanceof Network)) return [];
  return model.layers.flatMap((layer) => {
    if (layer.kind !== "model" || !(layer.model instanceof TreeEnsemble)) return [];
    const before = new Network(model.layers.slice(0, layer.source + 1));
    const z = new Float64Array(before.outputs);
    before.evaluate(x, z);
    return [{ readsInputs: layer.source === 0, ...explainPoint(layer.model.trees, z) }];
  });
}
