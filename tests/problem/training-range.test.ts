import { describe, expect, test } from "vitest";
import { InputError } from "../../src/problem/input-error.js";
import { cardRange, declaredRange } from "../../src/problem/training-range.js";
import { temporaryFolder } from "../cli/folder.js";

describe("declared in the instance", () => {
  test("one number for all inputs, or one each", () => {
    const range = declaredRange({ lower: -1, upper: [2, 3] }, 2);
    expect([Array.from(range.lower), Array.from(range.upper)]).toEqual([
      [-1, -1],
      [2, 3],
    ]);
  });

  test.each([
    [{ lower: 0, upper: [1, 2, 3] }, "trainedOn.upper: [1,2,3]; give one finite number, or a list of 2"],
    [{ lower: "0", upper: 1 }, 'trainedOn.lower: "0"; give'],
    [{ upper: 1 }, "trainedOn.lower: nothing; give"],
    [{ lower: 0, upper: [1, null] }, "trainedOn.upper: [1,null]; give"],
    [{ lower: [0, 2], upper: 1 }, "trainedOn: input 1 has lower 2 > upper 1; exchange them"],
  ])("%j is refused", (definition, message) => {
    expect(() => declaredRange(definition, 2)).toThrow(InputError);
    expect(() => declaredRange(definition, 2)).toThrow(message);
  });
});

describe("in a card beside the model", () => {
  const folder = temporaryFolder();
  const rangeIn = (card: string) => cardRange(folder.write("net.json", card).replace(/json$/, "onnx"), 2);

  test.each(['{ "box": { "lower": [0, 1], "upper": [2, 3] } }', '{ "box": [[0, 2], [1, 3]] }'])("%s", (card) => {
    const range = rangeIn(card);
    expect([Array.from(range?.lower ?? []), Array.from(range?.upper ?? [])]).toEqual([
      [0, 1],
      [2, 3],
    ]);
    expect(range?.from).toBe('"box" in net.json');
  });

  test.each([
    "{",
    "null",
    "[]",
    "{}",
    '{ "box": [[0, 1]] }',
    '{ "box": [[0, 1], [2]] }',
    '{ "box": { "lower": [1, 1] } }',
  ])("%s is no card", (card) => expect(rangeIn(card)).toBeNull());

  test("no such file, and a file that is its own card", () => {
    expect(cardRange(`${folder.path}/other.onnx`, 2)).toBeNull();
    expect(cardRange(folder.write("model.json", '{ "box": [[0, 2], [1, 3]] }'), 2)).toBeNull();
  });
});
