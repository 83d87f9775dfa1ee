import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseJson } from "../../src/problem/json-text.js";

test("reads what JSON.parse reads", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(0, 2), (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      expect(parseJson(text)).toEqual(JSON.parse(text));
    }),
  );
});

test("numbers beyond the range of float64 are infinite, and refused where they are used", () => {
  expect(parseJson("[1e400, -1e400]")).toEqual([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]);
});

test("a key like __proto__ is a key", () => {
  const value = parseJson('{"__proto__": {"a": 1}}') as object;
  expect(Object.keys(value)).toEqual(["__proto__"]);
  expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
});

describe("errors name line, column and what was found", () => {
  test.each([
    ['{\n  "a": 1,\n}', 'line 3, column 1: expected a string in double quotes, found "}"'],
    ['{"a" 1}', 'line 1, column 6: expected ":", found "1}"'],
    ["[1, 2", 'line 1, column 6: expected "," or "]", found the end of the file'],
    ["", "line 1, column 1: expected a value, found the end of the file"],
    ["{} {}", 'line 1, column 4: expected the end of the file, found "{}"'],
    ['{"a": NaN}', 'line 1, column 7: expected a value, found "NaN}"'],
    ['{"a": Infinity}', "column 7: expected a value"],
    ["[01]", 'column 3: expected "," or "]"'],
    ['{"a": 1, "a": 2}', 'line 1, column 10: the key "a" is there twice'],
    ['["a\tb"]', "column 2: expected a string in double quotes"],
    ["// note\n{}", "line 1, column 1: expected a value"],
    ["[".repeat(100_000), "nested deeper than 200"],
  ])("%.20s", (text, message) => {
    expect(() => parseJson(text)).toThrow(message);
  });
});
