import { expect, test } from "vitest";
import { loadNetwork } from "../../src/predictors/network/recognise.js";
import { type Background, findingsIn } from "../../src/problem/findings.js";
import { Problem, type ProblemDefinition } from "../../src/problem/problem.js";
import type { TrainingRange } from "../../src/problem/training-range.js";
import { networkOf, randomPlainNetwork } from "../metamorphic/plain-network.js";
import { generator } from "../predictors/network/random-networks.js";

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

/** The bundled network's scaler is centred at 0 with scale 1.73; it was trained on [-3, 3]. */
function trainedOn(lower: number, upper: number, ...names: string[]): Map<string, TrainingRange> {
  const range = { lower: Float64Array.of(lower, lower), upper: Float64Array.of(upper, upper), from: "its card" };
  return new Map((names.length > 0 ? names : ["net"]).map((name) => [name, range]));
}

function messages(changes: Partial<ProblemDefinition>, background: Partial<Background> = {}): string[] {
  const problem = new Problem({ ...SOUND, ...changes });
  const findings = findingsIn(problem, { tolerance: 1e-6, trained: trainedOn(-3, 3), ...background });
  return findings.map(({ kind, message }) => `${kind}: ${message}`);
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
  [
    "a constraint at an end of its range",
    { subjectTo: ["x[0]^2 + k <= 0"] },
    'holds-at-an-end: subjectTo: "x[0]^2 + k <= 0" holds only where its variable part has its smallest value: its variable part is from 0 to 13 over the box, needed is at most 0',
  ],
  [
    "an equation that fixes a variable",
    { subjectTo: ["2*x[1] - 3 == 1"] },
    'fixes-variable: subjectTo: "2*x[1] - 3 == 1" fixes x[1] at 2; write the number in its place, or give it as both bounds',
  ],
  [
    "an equation between whole numbers that never holds",
    {
      subjectTo: ["6*k - 4*j == 9"],
      variables: [...(SOUND.variables ?? []), { name: "j", lower: 0, upper: 9, integer: true }],
    },
    'never-holds: subjectTo: "6*k - 4*j == 9" can never hold: there are no whole numbers k, j with a variable part of 9',
  ],
  ["values that are too large for the tolerance", { subjectTo: ["(1e5*x[0])^2 + k <= 1e7"] }, "badly-scaled: "],
  [
    "values that are too small for the tolerance",
    { subjectTo: ["1e-5*x[0] <= 1e-5"] },
    "violations up to 0.000001 are accepted; multiply both sides",
  ],
  [
    "a very large coefficient",
    { subjectTo: ["x[0] - 3e8*k <= 5e8*(1 - x[1])"] },
    'large-coefficient: subjectTo: "x[0] - 3e8*k <= 5e8*(1 - x[1])": the coefficient of x[1] is 500000000; coefficients above 100000000 make bounds weak',
  ],
  [
    "a model called outside its training range",
    { minimize: "net(x) + net(x[0] + 0.5, x[1]) + k" },
    "outside-training: models.net: input 0 is from -3 to 3.5 over the box, trained on -3 to 3 (its card); a model says nothing beyond its data",
  ],
  [
    "a model called in other units",
    { minimize: "net(100 + x[0], 1000*x[1]) + k" },
    "unscaled-input: models.net: input 0 is from 97 to 103 over the box, trained on -3 to 3 (its card); look at its units",
  ],
  [
    "a model called with several inputs outside",
    { minimize: "net(x[0] - 1, x[1] + 1) + k" },
    "outside-training: models.net: input 0 is from -4 to 2 over the box, trained on -3 to 3 (its card) (input 1, too); a model",
  ],
  [
    "a model called with what hardly varies",
    { minimize: "net(x[0], x[1]/1e4) + k" },
    "unscaled-input: models.net: input 1 is from -0.0003 to 0.0003 over the box, trained on -3 to 3 (its card); look at its units",
  ],
  ["a pole", { minimize: "net(x) + k + 1/x[0]" }, "unbounded: minimize: intervals cannot bound the objective"],
])("%s", (_, changes, message) => {
  expect(messages(changes)).toEqual([expect.stringContaining(message)]);
});

test("what is violated within the tolerance can hold", () => {
  expect(messages({ subjectTo: ["k >= 4.0000009"] })).toEqual([expect.stringContaining("holds-at-an-end")]);
  expect(messages({ subjectTo: ["k >= 4.0000011"] })).toEqual([expect.stringContaining("never-holds")]);
});

test("a maximization needs its upper bound only", () => {
  const variables = [{ name: "t", lower: 0, upper: 1 }];
  const change = { models: {}, variables, subjectTo: [], minimize: undefined };
  expect(messages({ ...change, maximize: "log(t)" })).toEqual([]);
  expect(messages({ ...change, maximize: "-log(t)" })).toEqual([expect.stringMatching(/^unbounded: maximize/)]);
});

test("a large coefficient that several formulas have is named once", () => {
  const define = { y: "tanh(x[0] + 1e9*x[1])" };
  const found = messages({ define, minimize: "net(x) + y", subjectTo: ["y + k <= 1"] });
  expect(found).toEqual([expect.stringContaining("minimize: the coefficient of x[1] is 1000000000")]);
});

test("constant inputs do not count as narrow", () => {
  expect(messages({ minimize: "net(x[0], 2) + x[1] + k" })).toEqual([]);
  expect(messages({ minimize: "net(x[0], 4) + x[1] + k" })).toEqual([
    expect.stringContaining("unscaled-input: models.net: input 1 is from 4 to 4"),
  ]);
});

test("without a training range the scaler of the network is asked", () => {
  const unknown = { trained: new Map() };
  expect(messages({ minimize: "net(x) + net(x[0] + 2, x[1]) + k" }, unknown)).toEqual([]);
  const [far, ...others] = messages({ minimize: "net(100 + x[0], x[1]) + k" }, unknown);
  expect(far).toMatch(
    /^unscaled-input: models\.net: input 0 is from 97 to 103 .* values about -2\.\d+e-9, give or take 1\.73\d+; look/,
  );
  expect(others).toEqual([]);
});

test("without a training range and a scaler, that is said", () => {
  const plain = networkOf(randomPlainNetwork([2, 3, 1], "tanh", generator(1)));
  const found = messages({ models: { net: plain } }, { trained: new Map() });
  expect(found).toEqual([
    expect.stringMatching(/^not-checked: models\.net: its inputs were not checked, since nothing/),
  ]);
});

test("a model that is saturated over the whole box", () => {
  const plain = networkOf(randomPlainNetwork([2, 3, 1], "tanh", generator(1)));
  const found = messages(
    { models: { net: plain }, minimize: "net(1e5 + x[0], 1e5 + x[1]) + k" },
    { trained: new Map() },
  );
  expect(found).toContainEqual(
    expect.stringMatching(/^constant-model: models\.net: output 0 is -?[\d.]+ on the whole box/),
  );
});

test("a model of which nothing is known on the box is not called constant", () => {
  const found = messages({ minimize: "net(1/x[0], x[1]) + k" });
  expect(found.filter((line) => line.startsWith("constant-model"))).toEqual([]);
});

test("fractional bounds of whole numbers", () => {
  const variables = [
    { name: "x", size: 2, lower: -3, upper: 3 },
    { name: "k", lower: -0.5, upper: 4, integer: true },
    { name: "m", size: 2, lower: 0, upper: [3, 2.5], integer: true },
  ];
  const found = messages({ variables, minimize: "net(x) + k + sum(m)" }, { written: variables });
  expect(found).toEqual([
    "fractional-bound: variables[1].lower: k takes whole numbers, and -0.5 is none; 0 is used",
    "fractional-bound: variables[2].upper: m[1] takes whole numbers, and 2.5 is none; 2 is used",
  ]);
});
