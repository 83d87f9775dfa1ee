import { expect, test } from "vitest";
import { sourceFiles } from "./sources.js";

const FORBIDDEN = ["utils", "util", "helpers", "helper", "common", "core", "misc", "shared", "stuff"];
const KEBAB = /^[a-z0-9]+(-[a-z0-9]+)*$/;

const files = sourceFiles("src", "tests", "bench");

/** The names along a path, endings removed: `tests/a/b-c.test.ts` -> tests, a, b-c. */
function names(path: string): string[] {
  return path.replace(/(\.test)?\.ts$/, "").split("/");
}

test("files and folders are named in kebab-case", () => {
  expect(files.length).toBeGreaterThan(20);
  expect(files.filter((file) => !names(file.path).every((name) => KEBAB.test(name))).map((file) => file.path)).toEqual(
    [],
  );
});

test("no file or folder is named after nothing in particular", () => {
  expect(
    files.filter((file) => names(file.path).some((name) => FORBIDDEN.includes(name))).map((file) => file.path),
  ).toEqual([]);
});

test("no path of one machine is written into the code", () => {
  const elsewhere = /["'`(]\/(work|root|home|Users)\//;
  expect(files.filter((file) => elsewhere.test(file.text)).map((file) => file.path)).toEqual([]);
});
