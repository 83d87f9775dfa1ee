import { readModelFile } from "../onnx/model-file.js";
import { networkOf, type RecognitionOptions } from "./network/recognise.js";
import type { Predictor } from "./predictor.js";
import { isTreeFile, loadTreeFile } from "./tree-ensemble/tree-file.js";

/** Reads a model file as what it is. @throws OnnxError naming file, operator and node. */
export function loadPredictor(path: string, options: RecognitionOptions = {}): Predictor {
  if (isTreeFile(path)) return loadTreeFile(path);
  return networkOf(readModelFile(path, { allowExternalData: options.allowExternalData }), options);
}
