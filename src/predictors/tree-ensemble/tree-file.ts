import type { SymbolicTensor } from "../../onnx/algebra.js";
import { OnnxError, within } from "../../onnx/error.js";
import { NetworkBuilder } from "../network/builder.js";
import type { Predictor } from "../predictor.js";
import { readTextFile } from "../text-file.js";
import { readLightgbmText } from "./lightgbm-text.js";
import { type LinkedEnsemble, linked } from "./link.js";
import { readXgboostJson } from "./xgboost-json.js";

/** Whether the name is one that XGBoost and LightGBM give to their own files: .json or .txt, and not a Gaussian process. */
export function isTreeFile(path: string): boolean {
  return /\.(json|txt)$/i.test(path) && !/\.gp\.json$/i.test(path);
}

/** Reads an ensemble that XGBoost saved as JSON or LightGBM as text. @throws OnnxError naming the file */
export function loadTreeFile(path: string): Predictor {
  return within({ file: path }, () => linkedPredictor(linkedEnsemble(readTextFile(path))));
}

function linkedEnsemble(text: string): LinkedEnsemble {
  if (/^\s*\{/.test(text)) return readXgboostJson(text);
  if (/^tree\s/.test(text)) return readLightgbmText(text);
  throw new OnnxError(
    "malformed",
    "neither JSON, as XGBoost saves it, nor a text that begins with tree, as LightGBM's do",
  );
}

/** The ensemble with its link behind it. */
export function linkedPredictor({ definition, link }: LinkedEnsemble): Predictor {
  const builder = new NetworkBuilder(definition.features);
  const scores = builder.ensemble(definition, builder.inputTensor());
  return builder.build(linked(builder, link, scores) as SymbolicTensor);
}
