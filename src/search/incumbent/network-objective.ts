import type { Network } from "../../predictors/network/network.js";
import type { Objective, Rows } from "./objective.js";

/**
 * A network's output 0, with rows on the others.
 * @param isLocal steps of piecewise constant models are left out of gradients: for searches in boxes too small for them
 */
export function objectiveOf(network: Network, rows: Rows, isLocal = false): Objective {
  const values = new Float64Array(network.outputs);
  const first = new Float64Array(network.outputs);
  first[0] = 1;
  const gradientOf = (x: Float64Array, weights: Float64Array, out: Float64Array): void => {
    if (isLocal) network.derivative(x, weights, out);
    else network.gradient(x, weights, out);
  };
  return {
    variables: network.inputs,
    rows,
    evaluate(x) {
      network.evaluate(x, values);
      return values[0];
    },
    gradient(x, out) {
      gradientOf(x, first, out);
    },
    evaluateAll(x, out) {
      network.evaluate(x, out);
    },
    gradientOf,
  };
}
