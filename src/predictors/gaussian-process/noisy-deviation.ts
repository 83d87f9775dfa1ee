import { univariateFunction } from "../../functions/table.js";
import { sparseMatrix } from "../../numeric/matrix.js";
import { NetworkBuilder } from "../network/builder.js";
import type { Predictor } from "../predictor.js";
import type { GaussianProcessDefinition } from "./definition.js";
import { GaussianProcess } from "./gaussian-process.js";

/**
 * sqrt(variance + noise): the standard deviation of an observation, as scikit-learn gives it where the kernel has white noise.
 * @param noise in units of the output squared
 */
export function noisyDeviation(definition: GaussianProcessDefinition, noise: number): Predictor {
  const process = new GaussianProcess(definition);
  const builder = new NetworkBuilder(definition.inputs);
  const outputs = builder.embedModel(process, builder.inputTensor());
  const pick = sparseMatrix(process.outputs, [[[process.named.indices["variance"], 1]]]);
  const variance = builder.affine([1], [{ x: outputs, matrix: pick }], { bias: Float64Array.of(noise) });
  return builder.build(builder.apply(univariateFunction("sqrt"), variance));
}
