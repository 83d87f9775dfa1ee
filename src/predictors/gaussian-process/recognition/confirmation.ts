import { Random } from "../../../numeric/random.js";
import type { Graph } from "../../../onnx/model.js";
import type { GaussianProcessDefinition } from "../definition.js";
import { Posterior } from "../posterior.js";
import { outputAt } from "./graph-structure.js";

const POINTS = 8;

/**
 * Does the graph, evaluated in float64, give the posterior's mean? At training points and between them, to what rounding
 * in two orders of summation explains.
 */
export function confirmed(graph: Graph, output: string, definition: GaussianProcessDefinition): boolean {
  const { weights, outputScale, outputOffset, meanConstant, meanLinear } = definition;
  const posterior = new Posterior(definition);
  const magnitude =
    Math.abs(outputOffset) +
    Math.abs(outputScale) * (Math.abs(meanConstant) + weights.reduce((sum, w) => sum + Math.abs(w), 0));
  return testPoints(definition).every((x) => {
    const slope = meanLinear?.reduce((sum, s, j) => sum + Math.abs(s * x[j]), 0) ?? 0;
    const tolerance = 1e-12 * (magnitude + Math.abs(outputScale) * slope);
    // NaN confirms nothing.
    return Math.abs(outputAt(graph, output, x) - posterior.mean(x)) <= tolerance;
  });
}

/** Largest difference between the graph's standard deviation and the posterior's with the noise that the file adds. */
export function deviationError(
  graph: Graph,
  output: string,
  definition: GaussianProcessDefinition,
  predictiveNoise: number,
): number {
  const posterior = new Posterior(definition);
  const errors = testPoints(definition).map((x) =>
    Math.abs(outputAt(graph, output, x) - Math.sqrt(posterior.variance(x) + predictiveNoise)),
  );
  return Math.max(...errors);
}

/** Training points, and points between two of them. */
function testPoints({ inputs, count, points, inputFactor, inputOffset }: GaussianProcessDefinition): Float64Array[] {
  const random = new Random(1);
  return Array.from({ length: POINTS }, (_, k) => {
    const [a, b] = [random.below(count), random.below(count)];
    const share = k % 2 === 0 ? 0 : random.uniform();
    return Float64Array.from({ length: inputs }, (__, j) => {
      const z = (1 - share) * points[a * inputs + j] + share * points[b * inputs + j];
      return z / inputFactor[j] + inputOffset[j];
    });
  });
}
