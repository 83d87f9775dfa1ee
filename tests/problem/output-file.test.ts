import { lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { devNull } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { writeOutput } from "../../src/problem/output-file.js";
import { temporaryFolder } from "../cli/folder.js";

test("replaces a file whole and leaves nothing beside it", () => {
  const { path: folder } = temporaryFolder();
  const path = join(folder, "model.json");
  writeOutput(path, "one");
  writeOutput(path, Uint8Array.of(116, 119, 111));
  expect(readFileSync(path, "utf8")).toBe("two");
  expect(readdirSync(folder)).toEqual(["model.json"]);
});

test("what cannot be written is named as the user named it", () => {
  const { path: folder } = temporaryFolder();
  expect(() => writeOutput(join(folder, "none", "a.json"), "x", '--json "a.json"')).toThrow(
    '--json "a.json": cannot be written (ENOENT)',
  );
  mkdirSync(join(folder, "inner"));
  expect(() => writeOutput(join(folder, "inner"), "x")).toThrow("cannot be written (EISDIR)");
});

test.skipIf(process.platform === "win32")("links stay, and devices are written to", () => {
  const { path: folder, write } = temporaryFolder();
  const file = write("file", "one");
  for (const [name, target] of [
    ["link", file],
    ["device", devNull],
  ]) {
    symlinkSync(target, join(folder, name));
    writeOutput(join(folder, name), "two");
    expect(lstatSync(join(folder, name)).isSymbolicLink()).toBe(true);
  }
  expect(readFileSync(file, "utf8")).toBe("two");
  expect(lstatSync(devNull).isCharacterDevice()).toBe(true);
});
