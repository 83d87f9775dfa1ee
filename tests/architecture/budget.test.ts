import { expect, test } from "vitest";
import { lineCount, sourceFiles } from "./sources.js";

const LONGEST = 400;
const MEDIAN = 120;

test("no file of src, tests or bench is longer than 400 lines", () => {
  const files = sourceFiles("src", "tests", "bench");
  expect(files.length).toBeGreaterThan(20);
  const long = files
    .filter((file) => lineCount(file) > LONGEST)
    .map((file) => `${file.path}: ${lineCount(file)} lines`);
  expect(long).toEqual([]);
});

test("half of the files of src are 120 lines or shorter", () => {
  const lengths = sourceFiles("src")
    .map(lineCount)
    .sort((a, b) => a - b);
  expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThanOrEqual(MEDIAN);
});
