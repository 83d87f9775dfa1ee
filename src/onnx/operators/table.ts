import { OnnxError, quoted } from "../error.js";
import type { Node } from "../model.js";
import type { Operator } from "../operator.js";
import { KNOWN_OPSETS } from "../opset.js";
import { activationOperators } from "./activation.js";
import { arithmeticOperators } from "./arithmetic.js";
import { castOperators } from "./cast.js";
import { classicalOperators } from "./classical.js";
import { constantOperators } from "./constant.js";
import { convolutionOperators } from "./convolution.js";
import { distanceOperators } from "./distance.js";
import { elementaryOperators } from "./elementary.js";
import { extremumOperators } from "./extremum.js";
import { labelEncoderOperators } from "./label-encoder.js";
import { logicOperators } from "./logic.js";
import { matrixOperators } from "./matrix.js";
import { normalizationOperators } from "./normalization.js";
import { normalizerOperators } from "./normalizer.js";
import { paddingOperators } from "./padding.js";
import { poolingOperators } from "./pooling.js";
import { powerOperators } from "./power.js";
import { reductionOperators } from "./reduction.js";
import { scanOperators } from "./scan.js";
import { selectionOperators } from "./selection.js";
import { shapeOperators } from "./shape.js";
import { softmaxOperators } from "./softmax.js";
import { supportVectorOperators } from "./support-vector.js";
import { treeEnsembleOperators } from "./tree-ensemble.js";

/** Every operator that is interpreted, by family. A new family is a file and a line here. */
const FAMILIES: readonly (readonly Operator[])[] = [
  activationOperators,
  arithmeticOperators,
  castOperators,
  classicalOperators,
  constantOperators,
  convolutionOperators,
  distanceOperators,
  elementaryOperators,
  extremumOperators,
  labelEncoderOperators,
  logicOperators,
  matrixOperators,
  normalizationOperators,
  normalizerOperators,
  paddingOperators,
  poolingOperators,
  powerOperators,
  reductionOperators,
  scanOperators,
  selectionOperators,
  shapeOperators,
  softmaxOperators,
  treeEnsembleOperators,
  supportVectorOperators,
];

const BY_NAME = new Map<string, Operator[]>();
for (const operator of FAMILIES.flat()) {
  const versions = BY_NAME.get(`${operator.domain}:${operator.name}`);
  if (versions === undefined) BY_NAME.set(`${operator.domain}:${operator.name}`, [operator]);
  else versions.push(operator);
}

/** Names of all operators that are interpreted, sorted; those of other domains with the domain in front. */
export function supportedOperators(): string[] {
  const names = Array.from(BY_NAME.values(), ([first]) =>
    first!.domain === "" ? first!.name : `${first!.domain}.${first!.name}`,
  );
  return names.sort();
}

/** The operator of a node. @throws OnnxError saying what is supported. */
export function findOperator(node: Node): Operator {
  const opset = node.opset;
  const versions = BY_NAME.get(`${node.domain}:${node.operator}`);
  if (versions === undefined) {
    const domain = KNOWN_OPSETS.has(node.domain) ? "" : `the operator domain ${quoted(node.domain)} is not known, and `;
    throw new OnnxError(
      "unsupported",
      `${domain}the operator is not supported; supported are ${supportedOperators().join(", ")}`,
    );
  }
  if (opset === undefined)
    throw new OnnxError("malformed", `the file does not import the operator set ${quoted(node.domain)}`);
  const found = versions.find(({ since = 0, until = Number.POSITIVE_INFINITY }) => opset >= since && opset <= until);
  if (found !== undefined) return found;
  const ranges = versions.map(({ since, until }) => `${since ?? "oldest"} to ${until ?? "newest"}`).join(", ");
  throw new OnnxError("unsupported", `the operator is supported in opsets ${ranges}`);
}
