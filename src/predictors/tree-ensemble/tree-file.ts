import type { SymbolicTensor } from "../../onnx/algebra.js";
import { OnnxError, within } from "../../onnx/error.js";
import { NetworkBuilder } from "../network/builder.js";
import type { Predictor } from "../predictor.js";
import { readBinaryFile } from "../text-file.js";
import { readLightgbmText } from "./lightgbm-text.js";
import { type LinkedEnsemble, linked } from "./link.js";
import { readXgboostJson, readXgboostUbj } from "./xgboost-json.js";

/** Bytes that tell a text from binary data. */
const TEXT_START = 64;
/** Behind the brace of an object a text has a quote or space, the binary form the type of a number, or what all items have in common. */
const UBJSON_START = /^\{[iUIlL#$N]/;

/** Whether the name is one that XGBoost and LightGBM give to their own files: .json, .ubj or .txt, and not a Gaussian process. */
export function isTreeFile(path: string): boolean {
  return /\.(json|ubj|txt)$/i.test(path) && !/\.gp\.json$/i.test(path);
}

/** Reads an ensemble that XGBoost saved as JSON or Universal Binary JSON or LightGBM as text. @throws OnnxError naming the file */
export function loadTreeFile(path: string): Predictor {
  return within({ file: path }, () => linkedPredictor(readEnsemble(path)));
}

function readEnsemble(path: string): LinkedEnsemble {
  const bytes = readBinaryFile(path);
  const text = bytes.toString("utf8", 0, TEXT_START).replace(/^\ufeff/, "");
  // What a file holds shows in its first bytes; its name tells where these are damaged.
  const isBinary = UBJSON_START.test(text) || (/\.ubj$/i.test(path) && !/^\s*\{\s*["}]/.test(text));
  return isBinary ? readXgboostUbj(bytes) : linkedEnsemble(bytes.toString("utf8").replace(/^\ufeff/, ""));
}

function linkedEnsemble(text: string): LinkedEnsemble {
  if (/^\s*\{/.test(text)) return readXgboostJson(text);
  if (/^tree\s/.test(text)) return readLightgbmText(text);
  throw new OnnxError(
    "malformed",
    "neither JSON or Universal Binary JSON, as XGBoost saves it, nor a text that begins with tree, as LightGBM's do",
  );
}

/** The ensemble with its link behind it. */
export function linkedPredictor({ definition, link }: LinkedEnsemble): Predictor {
  const builder = new NetworkBuilder(definition.features);
  const scores = builder.ensemble(definition, builder.inputTensor());
  return builder.build(linked(builder, link, scores) as SymbolicTensor);
}
