import { type Graph, type Node, qualifiedOperator } from "./model.js";

/**
 * What a user should know about trees in an ONNX file. LightGBM and scikit-learn's histogram boosting compare float64 inputs
 * with float64 thresholds; their converters round the thresholds to float32. Such files are told from others by comparisons
 * x <= t with a way for missing values: XGBoost's are x < t, and other trees of scikit-learn have no such ways.
 */
export function treeNotes({ nodes }: Graph): string[] {
  const rounded = nodes.filter(hasRoundedThresholds);
  if (rounded.length === 0) return [];
  const names = [...new Set(rounded.map(qualifiedOperator))].join(", ");
  return [
    `${names}: the thresholds look like those of LightGBM or histogram boosting, which the export to ONNX rounded from float64 to float32; the file is taken as it is, and the original model may differ from it at inputs next to a threshold`,
  ];
}

function hasRoundedThresholds({ domain, operator, attributes }: Node): boolean {
  if (domain !== "ai.onnx.ml" || !/^TreeEnsemble(Regressor|Classifier)$/.test(operator)) return false;
  const modes = attributes.get("nodes_modes");
  const tracks = attributes.get("nodes_missing_value_tracks_true");
  const thresholds = attributes.get("nodes_values");
  if (modes?.kind !== "strings" || tracks?.kind !== "integers" || thresholds?.kind !== "floats") return false;
  return modes.value.some((mode, k) => mode === "BRANCH_LEQ" && tracks.value[k] === 1);
}
