import { readModelFile } from "../onnx/model-file.js";
import { networkOf, type RecognitionOptions } from "./network/recognise.js";
import type { Predictor } from "./predictor.js";

/** Reads a model file as what it is. @throws OnnxError naming file, operator and node. */
export function loadPredictor(path: string, options: RecognitionOptions = {}): Predictor {
  return networkOf(readModelFile(path, { allowExternalData: options.allowExternalData }), options);
}
