import { describe, expect, test } from "vitest";
import { InputError } from "../../src/problem/input-error.js";
import { checkInstance } from "../../src/problem/instance-schema.js";

function problemsOf(value: unknown): readonly string[] {
  try {
    checkInstance(value);
  } catch (error) {
    if (error instanceof InputError) return error.problems;
    throw error;
  }
  return [];
}

const plain = { surety: 1, variables: [{ name: "x", lower: 0, upper: 1 }], minimize: "x" };

describe("what the file may hold", () => {
  test.each([
    ["nothing more than needed", plain, []],
    ["an unknown key", { ...plain, minimise: "x" }, [/^minimise: unknown key; known here are surety, name, models/]],
    [
      "an unknown key of a variable",
      { ...plain, variables: [{ name: "x", lo: 0 }] },
      [/^variables\[0\]\.lo: unknown key; known here are name, size/],
    ],
    [
      "an unknown key of a model",
      { ...plain, models: { net: { file: "a", path: "b" } } },
      [/^models\.net\.path: unknown key; known here are file, output/],
    ],
    ["a missing file", { ...plain, models: { net: {} } }, [/^models\.net\.file: expected a text, found nothing/]],
    ["another version", { ...plain, surety: 2 }, [/^surety: 2 where the format's version is expected/]],
    ["a number for a formula", { ...plain, minimize: 3 }, [/^minimize: expected a text, found 3/]],
    [
      "an infinite known value",
      { ...plain, known: { objective: Number.POSITIVE_INFINITY, from: "" } },
      [/^known\.objective: expected a finite number, found Infinity/],
    ],
    ["a list", [], [/^the instance: expected an object, found \[\]/]],
    ["null", null, [/^the instance: expected an object, found null/]],
    ["several", { surety: 1, variables: 3, minimize: 4, more: 5 }, [/^variables/, /^minimize/, /^more/]],
  ])("%s", (_, value, messages) => {
    expect(problemsOf(value)).toEqual(messages.map((message) => expect.stringMatching(message)));
  });
});
