import { expect, test } from "vitest";
import { loadNetwork } from "../../src/predictors/network/recognise.js";
import { findingsIn } from "../../src/problem/findings.js";
import { Problem, type ProblemDefinition } from "../../src/problem/problem.js";

const peaks = loadNetwork("models/network/peaks-tanh.onnx");

const SOUND: ProblemDefinition = {
  models: { net: peaks },
  variables: [
    { name: "x", size: 2, lower: -3, upper: 3 },
    { name: "k", lower: 0, upper: 4, integer: true },
  ],
  minimize: "net(x) + k",
  subjectTo: ["x[0]^2 + x[1]^2 <= 4", "x[0] + k == 1.5", "-1 <= k - 2 <= 1"],
};

function messages(changes: Partial<ProblemDefinition>): string[] {
  return findingsIn(new Problem({ ...SOUND, ...changes }), 1e-6).map(({ kind, message }) => `${kind}: ${message}`);
}

test("nothing is found in a sound problem", () => {
  expect(messages({})).toEqual([]);
});

const extra = [...(SOUND.variables ?? []), { name: "v", size: 3, lower: 0, upper: 1 }];

test.each<[string, Partial<ProblemDefinition>, string]>([
  ["a variable", { variables: extra }, "unused-variable: variables: v: no objective or constraint depends on it"],
  [
    "elements of a variable",
    { variables: extra, minimize: "net(x) + k + v[1]" },
    "unused-variable: variables: v[0], v[2]: no objective or constraint depends on it",
  ],
  ["a variable that cancels", { variables: extra, minimize: "net(x) + k + sum(v) - sum(v)" }, "unused-variable: "],
  ["a model", { models: { net: peaks, other: peaks } }, "unused-model: models.other: no formula depends on it"],
  [
    "a constraint that never binds",
    { subjectTo: ["x[0] + 1 <= 5 + k"] },
    'never-binds: subjectTo: "x[0] + 1 <= 5 + k" always holds: its variable part is from -7 to 3 over the box, needed is at most 4; remove it',
  ],
  ["a range that never binds", { subjectTo: ["-1 <= k <= 5"] }, "needed is from -1 to 5; remove it"],
  ["a constraint that never holds", { subjectTo: ["net(x) >= 1e6"] }, "needed is at least 1000000"],
  ["an equality that never holds", { subjectTo: ["k == 7"] }, "never-holds: "],
  ["a pole", { minimize: "net(x) + k + 1/x[0]" }, "unbounded: minimize: intervals cannot bound the objective"],
])("%s", (_, changes, message) => {
  expect(messages(changes)).toEqual([expect.stringContaining(message)]);
});

test("what is violated within the tolerance can hold", () => {
  expect(messages({ subjectTo: ["k >= 4.0000009"] })).toEqual([]);
  expect(messages({ subjectTo: ["k >= 4.0000011"] })).toHaveLength(1);
});

test("a maximization needs its upper bound only", () => {
  const variables = [{ name: "t", lower: 0, upper: 1 }];
  const change = { models: {}, variables, subjectTo: [], minimize: undefined };
  expect(messages({ ...change, maximize: "log(t)" })).toEqual([]);
  expect(messages({ ...change, maximize: "-log(t)" })).toEqual([expect.stringMatching(/^unbounded: maximize/)]);
});
