import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll } from "vitest";
import { floatTensor, node, simpleModel } from "../onnx/model-writing.js";

/** A folder that is gone after the tests of the file. */
export function temporaryFolder(): {
  readonly path: string;
  write(name: string, content: string | Uint8Array): string;
} {
  const path = mkdtempSync(join(tmpdir(), "surety-cli-"));
  afterAll(() => rmSync(path, { recursive: true, force: true }));
  return {
    path,
    write(name, content) {
      const file = join(path, name);
      writeFileSync(file, content);
      return file;
    },
  };
}

export const PEAKS = resolve("models/network/peaks-tanh.onnx");

/** An instance over a model file, as text. */
export function instanceText(changes: object = {}): string {
  const plain = {
    surety: 1,
    name: "test",
    models: { net: { file: PEAKS } },
    variables: [{ name: "x", size: 2, lower: -3, upper: 3 }],
    minimize: "net(x)",
  };
  return JSON.stringify({ ...plain, ...changes });
}

/** y = W x with the given weights (2 inputs). */
export function linearModel(weights: readonly number[]): Uint8Array {
  return simpleModel([1, 2], [node("MatMul", ["x", "W"], ["y"])], [floatTensor("W", [2, 1], weights)]);
}
