import { storedType } from "./element-type.js";
import type { Graph } from "./model.js";

/**
 * Names of the tensors of type double among those that depend on the inputs. Numbers are real here whatever their type, but
 * decision trees compare inputs of type float in float32 and those of type double in float64. A result is double
 * where an input is, except after a Cast; the operators of ai.onnx.ml give float.
 */
export function doubleTensors(graph: Graph): ReadonlySet<string> {
  const doubles = new Set(graph.inputs.filter((input) => input.type === "double").map((input) => input.name));
  for (const node of graph.nodes) {
    if (node.domain === "ai.onnx.ml" && node.operator !== "ArrayFeatureExtractor") continue;
    const target = node.operator === "Cast" ? node.attributes.get("to") : undefined;
    const isDouble =
      target === undefined
        ? node.inputs.some((name) => doubles.has(name))
        : target.kind === "integer" && storedType(target.value).name === "double";
    if (isDouble) for (const name of node.outputs) doubles.add(name);
  }
  return doubles;
}
