import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync, readSync, statSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import { OnnxError, quoted } from "./error.js";
import { DEFAULT_LIMITS, type Limits } from "./limits.js";
import type { Model } from "./model.js";
import { checkFileSize, readModel } from "./model-reading.js";
import type { ExternalData } from "./tensor-reading.js";

export interface ReadFileOptions {
  /** Read weights that the model keeps in other files of its own folder (or below). Default: false, such models are refused. */
  readonly allowExternalData?: boolean | undefined;
  readonly limits?: Partial<Limits> | undefined;
}

/** Reads an ONNX file. @throws OnnxError naming the file. */
export function readModelFile(path: string, options: ReadFileOptions = {}): Model {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const externalData = options.allowExternalData ? folderData(dirname(path)) : undefined;
  return readModel(fileBytes(path, limits), { file: path, externalData, limits });
}

function fileBytes(path: string, limits: Limits): Uint8Array {
  try {
    const status = statSync(path);
    if (!status.isFile()) throw new OnnxError("file", "not a regular file");
    checkFileSize(status.size, limits);
    return readFileSync(path);
  } catch (error) {
    throw fileError(error, path);
  }
}

function fileError(error: unknown, path: string): OnnxError {
  if (error instanceof OnnxError) return error.at({ file: path });
  const code = (error as NodeJS.ErrnoException).code;
  const reason =
    code === "ENOENT" ? "no such file" : code === "EACCES" ? "no permission to read it" : (error as Error).message;
  return new OnnxError("file", reason, { file: path });
}

/** External data confined to a folder: relative locations without "..", no link anywhere on the way, ranges checked. */
export function folderData(folder: string): ExternalData {
  return (location, offset, length) => {
    const parts = location.split("/");
    const escapes = parts.some((part) => part === ".." || part === "." || part === "");
    if (isAbsolute(location) || escapes || /[\\:\0]/.test(location)) {
      throw new OnnxError("file", `location ${quoted(location)} of external data does not stay in the model's folder`);
    }
    let path = folder;
    try {
      for (const part of parts) {
        path = join(path, part);
        if (lstatSync(path).isSymbolicLink()) {
          throw new OnnxError("file", `location ${quoted(location)} of external data is or passes a link`);
        }
      }
      return readRange(path, location, offset, length);
    } catch (error) {
      if (error instanceof OnnxError) throw error;
      throw new OnnxError("file", `external data ${quoted(location)}: ${fileError(error, path).reason}`);
    }
  };
}

function readRange(path: string, location: string, offset: number, length: number): Uint8Array {
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const status = fstatSync(descriptor);
    if (!status.isFile()) throw new OnnxError("file", `external data ${quoted(location)} is not a regular file`);
    if (offset + length > status.size) {
      const range = `bytes ${offset} to ${offset + length}`;
      throw new OnnxError("malformed", `${range} of external data ${quoted(location)}, which has ${status.size}`);
    }
    const bytes = new Uint8Array(length);
    let done = 0;
    while (done < length) {
      const count = readSync(descriptor, bytes, done, length - done, offset + done);
      if (count === 0)
        throw new OnnxError("file", `external data ${quoted(location)} became shorter while it was read`);
      done += count;
    }
    return bytes;
  } finally {
    closeSync(descriptor);
  }
}
