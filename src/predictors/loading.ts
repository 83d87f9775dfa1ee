import { OnnxError } from "../onnx/error.js";
import type { Model } from "../onnx/model.js";
import { readModelFile } from "../onnx/model-file.js";
import { treeNotes } from "../onnx/tree-notes.js";
import { loadRegionsFile } from "./convex-regions/regions-file.js";
import { GaussianProcess } from "./gaussian-process/gaussian-process.js";
import { loadGaussianProcessJson } from "./gaussian-process/gaussian-process-file.js";
import { noisyDeviation } from "./gaussian-process/noisy-deviation.js";
import { recogniseGaussianProcess } from "./gaussian-process/recognition/recognise.js";
import { networkOf, type RecognitionOptions } from "./network/recognise.js";
import type { Predictor } from "./predictor.js";
import { loadMachineFile } from "./support-vector/machine-file.js";
import { isOfForm } from "./text-file.js";
import { isTreeFile, loadTreeFile } from "./tree-ensemble/tree-file.js";

/** A model as it was read. */
export interface LoadedModel {
  readonly predictor: Predictor;
  /** What a user should know about how the file was read; one sentence each. */
  readonly notes: readonly string[];
}

/**
 * Reads a model file as what it is: a Gaussian process, convex regions, a support vector machine or an ensemble of trees in a format of its own, or an ONNX file, in which Gaussian processes
 * are recognised and everything else becomes a layered network.
 * @throws OnnxError naming file, operator and node
 */
export function loadModel(path: string, options: RecognitionOptions = {}): LoadedModel {
  const native = loadNative(path, options);
  return native ?? modelOf(readModelFile(path, { allowExternalData: options.allowExternalData }), options);
}

/** A model in a format other than ONNX; null: the file is not in one of these. @throws OnnxError naming the file */
export function loadNative(path: string, options: RecognitionOptions = {}): LoadedModel | null {
  if (isProcessFile(path)) {
    refuseOutput(path, options);
    const { definition, notes } = loadGaussianProcessJson(path);
    return { predictor: new GaussianProcess(definition), notes };
  }
  if (isOfForm(path, "surety-regions")) {
    refuseOutput(path, options);
    return { predictor: loadRegionsFile(path), notes: [] };
  }
  if (isOfForm(path, "surety-svm")) {
    refuseOutput(path, options);
    return { predictor: loadMachineFile(path), notes: [] };
  }
  if (!isTreeFile(path)) return null;
  refuseOutput(path, options);
  return { predictor: loadTreeFile(path), notes: [] };
}

/** The predictor alone. @throws OnnxError naming file, operator and node */
export function loadPredictor(path: string, options: RecognitionOptions = {}): Predictor {
  return loadModel(path, options).predictor;
}

/** What an ONNX file that was read computes. @throws OnnxError */
export function modelOf(model: Model, options: RecognitionOptions = {}): LoadedModel {
  try {
    const found = recogniseGaussianProcess(model, options.output);
    if (found === null) return { predictor: networkOf(model, options), notes: treeNotes(model.graph) };
    const { definition, output, predictiveNoise, notes } = found;
    if (output === "mean") return { predictor: new GaussianProcess(definition), notes };
    if (predictiveNoise > 0) return { predictor: noisyDeviation(definition, predictiveNoise), notes };
    return { predictor: new GaussianProcess(definition, true, "std"), notes };
  } catch (error) {
    throw error instanceof OnnxError && model.file !== undefined ? error.at({ file: model.file }) : error;
  }
}

function isProcessFile(path: string): boolean {
  return /\.gp\.json$/i.test(path) || isOfForm(path, "surety-gp");
}

function refuseOutput(path: string, { output }: RecognitionOptions): void {
  if (output === undefined) return;
  throw new OnnxError("unsupported", `outputs are named in ONNX files only, not ${JSON.stringify(output)}`, {
    file: path,
  });
}
