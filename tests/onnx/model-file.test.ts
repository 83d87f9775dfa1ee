import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { OnnxError } from "../../src/onnx/error.js";
import { readModelFile } from "../../src/onnx/model-file.js";
import { evaluateConstant } from "./evaluation.js";
import { floats, message, node, simpleModel } from "./model-writing.js";

let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "surety-onnx-"));
  mkdirSync(join(folder, "model", "weights"), { recursive: true });
  writeFileSync(join(folder, "outside.bin"), floats([9, 9]));
  writeFileSync(join(folder, "model", "w.bin"), floats([7, 2, 3]));
  writeFileSync(join(folder, "model", "weights", "w.bin"), floats([2, 3]));
  symlinkSync(join(folder, "outside.bin"), join(folder, "model", "link.bin"));
  symlinkSync(join(folder, "model", "weights"), join(folder, "model", "linked"));
});

afterAll(() => rmSync(folder, { recursive: true }));

function write(location: string, entries: Readonly<Record<string, string>> = {}): string {
  const pairs = Object.entries({ location, ...entries }).map(([key, text]) => message([1, key], [2, text]));
  const tensor = message([1, 2], [2, 1], [8, "w"], ...pairs.map((pair) => [13, pair] as const), [14, 1]);
  const path = join(folder, "model", "m.onnx");
  writeFileSync(path, simpleModel(["N", 2], [node("Mul", ["x", "w"], ["y"])], [tensor]));
  return path;
}

const allowed = { allowExternalData: true };

test("external data is read within the folder, at its offset", () => {
  const model = readModelFile(write("w.bin", { offset: "4", length: "8" }), allowed);
  expect(Array.from(evaluateConstant(model, "y", [1, 1]).data)).toEqual([2, 3]);
  const below = readModelFile(write("weights/w.bin"), allowed);
  expect(Array.from(evaluateConstant(below, "y", [1, 1]).data)).toEqual([2, 3]);
});

test("external data is refused unless allowed", () => {
  expect(() => readModelFile(write("w.bin"))).toThrow(/tensor "w": its data is in another file \("w\.bin"\)/);
});

test.each([
  ["../outside.bin", {}, /does not stay in the model's folder/],
  ["weights/../../outside.bin", {}, /does not stay/],
  ["/etc/passwd", {}, /does not stay/],
  ["C:\\w.bin", {}, /does not stay/],
  ["weights\\w.bin", {}, /does not stay/],
  ["", {}, /does not stay/],
  ["link.bin", {}, /is or passes a link/],
  ["linked/w.bin", {}, /is or passes a link/],
  ["weights", {}, /is not a regular file/],
  ["absent.bin", {}, /no such file/],
  ["w.bin", { offset: "8" }, /bytes 8 to 16 .* which has 12/],
  ["w.bin", { offset: "-4" }, /offset "-4" of external data is not a byte count/],
  ["w.bin", { offset: "1e3" }, /is not a byte count/],
  ["w.bin", { length: "12" }, /12 bytes where 8 are needed/],
])("refused: location %j with %j", (location, entries, pattern) => {
  const path = write(location, entries);
  expect(() => readModelFile(path, allowed)).toThrow(OnnxError);
  expect(() => readModelFile(path, allowed)).toThrow(pattern);
});

test("files that are not there or not files", () => {
  expect(() => readModelFile(join(folder, "absent.onnx"))).toThrow(/absent\.onnx: no such file/);
  expect(() => readModelFile(folder)).toThrow(/not a regular file/);
});
