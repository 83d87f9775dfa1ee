import { expect, test } from "vitest";
import { readTrainingTable } from "../../src/problem/training-table.js";
import { temporaryFolder } from "../cli/folder.js";

const file = temporaryFolder().write("data.csv", "a,b,c\n1,2,3\n4,5,6\n");

test("takes all other columns for inputs, or those that are named, in their order", () => {
  expect(readTrainingTable(file, "b", undefined)).toEqual({
    names: ["a", "c"],
    X: Float64Array.of(1, 3, 4, 6),
    y: Float64Array.of(2, 5),
  });
  expect(readTrainingTable(file, "a", "c, b").X).toEqual(Float64Array.of(3, 2, 6, 5));
});

test("says which columns cannot be used", () => {
  expect(() => readTrainingTable(file, "z", undefined)).toThrow('"z"');
  expect(() => readTrainingTable(file, "a", "b,a")).toThrow('--inputs: "a" is the target');
  const single = temporaryFolder().write("single.csv", "y\n1\n2\n");
  expect(() => readTrainingTable(single, "y", undefined)).toThrow('no input columns beside the target "y"');
});
