import { within } from "../../onnx/error.js";
import { pairWeights } from "../../onnx/operators/support-vector.js";
import type { Network } from "../network/network.js";
import { parsedJson, readTextFile } from "../text-file.js";
import type { MachineDefinition, MachineKernel } from "./definition.js";
import { checkMachineJson, isClassifier, type MachineJson } from "./json-schema.js";
import { machineNetwork } from "./machine-network.js";

/** Reads a `surety-svm` file (docs/formats.md). @throws OnnxError naming the file and everything that is wrong with it */
export function loadMachineFile(path: string): Network {
  return within({ file: path }, () => machineNetwork(definitionOf(checkMachineJson(parsedJson(readTextFile(path))))));
}

function definitionOf(json: MachineJson): MachineDefinition {
  const { supportVectors, coefficients, intercepts, supportsPerClass = [], inputs = {}, output = {} } = json;
  const dimension = supportVectors[0].length;
  const rows = Float64Array.from(coefficients.flat());
  const isPaired = isClassifier(json) && supportsPerClass.length > 2;
  return {
    inputs: dimension,
    inputOffset: Float64Array.from(inputs.offset ?? new Float64Array(dimension)),
    inputScale: Float64Array.from(inputs.scale ?? new Float64Array(dimension).fill(1)),
    kernel: { coef0: 0, ...json.kernel } as MachineKernel,
    supports: Float64Array.from(supportVectors.flat()),
    weights: isPaired ? pairWeights(supportsPerClass, rows, supportVectors.length) : rows,
    intercepts: Float64Array.from(intercepts),
    outputOffset: output.offset ?? 0,
    outputScale: output.scale ?? 1,
    probability: json.probability ?? null,
  };
}
