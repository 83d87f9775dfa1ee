import { within } from "../../onnx/error.js";
import { parsedJson, readTextFile } from "../text-file.js";
import type { GaussianProcessDefinition } from "./definition.js";
import { definitionOf } from "./json-definition.js";
import { checkGaussianProcessJson } from "./json-schema.js";

/** A Gaussian process as it was read. */
export interface GaussianProcessFile {
  readonly definition: GaussianProcessDefinition;
  /** What a user should know about how the file was read; one sentence each. */
  readonly notes: readonly string[];
}

/** Reads a `surety-gp` file (docs/gaussian-processes.md). @throws OnnxError naming the file and everything that is wrong with it */
export function loadGaussianProcessJson(path: string): GaussianProcessFile {
  return within({ file: path }, () => readGaussianProcessJson(readTextFile(path)));
}

/** The Gaussian process of a `surety-gp` text. @throws OnnxError */
export function readGaussianProcessJson(text: string): GaussianProcessFile {
  return definitionOf(checkGaussianProcessJson(parsedJson(text)));
}
