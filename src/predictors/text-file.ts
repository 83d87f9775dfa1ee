import { readFileSync, statSync } from "node:fs";
import { OnnxError } from "../onnx/error.js";

const MAX_BYTES = 512 * 2 ** 20;

/** The text of a model file, without a byte order mark. @throws OnnxError */
export function readTextFile(path: string): string {
  return readBinaryFile(path)
    .toString("utf8")
    .replace(/^\ufeff/, "");
}

/** The bytes of a model file. @throws OnnxError */
export function readBinaryFile(path: string): Buffer {
  try {
    const { size } = statSync(path);
    if (size > MAX_BYTES) throw new OnnxError("limit", `${size} bytes; up to ${MAX_BYTES} bytes are read`);
    return readFileSync(path);
  } catch (error) {
    if (error instanceof OnnxError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    const reason =
      code === "ENOENT" ? "no such file" : code === "EISDIR" ? "a folder, not a file" : `cannot be read (${code})`;
    throw new OnnxError("file", reason);
  }
}

/** Whether the file is in a form of our own, by what its text begins with: `"form": 1` comes first. @throws OnnxError */
export function isOfForm(path: string, form: string): boolean {
  return /\.json$/i.test(path) && new RegExp(`^\\s*\\{[^{}[\\]]*"${form}"`).test(readTextFile(path));
}

/** @throws OnnxError if the text is not JSON */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new OnnxError("malformed", `not valid JSON: ${(error as Error).message}`);
  }
}
