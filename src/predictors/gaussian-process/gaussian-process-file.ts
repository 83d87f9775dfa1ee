import { readFileSync, statSync } from "node:fs";
import { OnnxError, within } from "../../onnx/error.js";
import type { GaussianProcessDefinition } from "./definition.js";
import { definitionOf } from "./json-definition.js";
import { checkGaussianProcessJson } from "./json-schema.js";

const MAX_BYTES = 256 * 2 ** 20;

/** A Gaussian process as it was read. */
export interface GaussianProcessFile {
  readonly definition: GaussianProcessDefinition;
  /** What a user should know about how the file was read; one sentence each. */
  readonly notes: readonly string[];
}

/** Reads a `surety-gp` file (docs/gaussian-processes.md). @throws OnnxError naming the file and everything that is wrong with it */
export function loadGaussianProcessJson(path: string): GaussianProcessFile {
  return within({ file: path }, () => readGaussianProcessJson(readText(path)));
}

/** The Gaussian process of a `surety-gp` text. @throws OnnxError */
export function readGaussianProcessJson(text: string): GaussianProcessFile {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new OnnxError("malformed", `not valid JSON: ${(error as Error).message}`);
  }
  return definitionOf(checkGaussianProcessJson(value));
}

function readText(path: string): string {
  try {
    const { size } = statSync(path);
    if (size > MAX_BYTES) throw new OnnxError("limit", `${size} bytes; up to ${MAX_BYTES} bytes are read`);
    return readFileSync(path, "utf8").replace(/^\ufeff/, "");
  } catch (error) {
    if (error instanceof OnnxError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    const reason =
      code === "ENOENT" ? "no such file" : code === "EISDIR" ? "a folder, not a file" : `cannot be read (${code})`;
    throw new OnnxError("file", reason);
  }
}
