import { describe, expect, test } from "vitest";
import { Problem, type ProblemDefinition } from "../../src/index.js";
import { generator } from "../predictors/network/random-networks.js";
import { expectAgreement, type Located, located } from "./agreement.js";
import { networkOf } from "./plain-network.js";
import { type Design, randomDesign, rowsOf, scalars, WHOLE } from "./random-design.js";
import { withLayerSplit, withNeuronDuplicated } from "./rewriting.js";

const NAMES = ["a", "b", "c"];

/** The same problem in other words, and how far apart the tolerance of their rows may put them. */
function statements(design: Design): (readonly [what: string, definition: ProblemDefinition, slack?: number])[] {
  const { cost, quality } = design;
  const models = { cost: networkOf(cost), quality: networkOf(quality) };
  const variables = [...scalars(NAMES), WHOLE];
  const subjectTo = rowsOf(design);
  const [first, second, third] = subjectTo;
  const plain = { models, variables, subjectTo, minimize: "cost(a, b, c, k)" };
  const shifted = { define: { b: "(t + 10)/20 - 1" }, variables: [] as ProblemDefinition["variables"] };
  shifted.variables = [...scalars(["a", "c"]), { name: "t", lower: -30, upper: 50 }, WHOLE];
  const binary = [
    { name: "p", binary: true },
    { name: "q", binary: true },
  ];
  return [
    ["as it is", plain],
    ["variables permuted", { ...plain, variables: [...variables].reverse() }],
    ["rows permuted", { ...plain, subjectTo: [...subjectTo].reverse() }],
    ["negated and maximized", { models, variables, subjectTo, maximize: "-cost(a, b, c, k)" }],
    ["a redundant constraint", { ...plain, subjectTo: [...subjectTo, "a + b <= 7"] }],
    ["a constraint twice", { ...plain, subjectTo: [first, ...subjectTo] }],
    ["an implied constraint", { ...plain, subjectTo: [...subjectTo, "a + 2*b - c + a^2 <= 5.5"] }],
    ["rows negated", { ...plain, subjectTo: [`-quality(a, b, c, k) <= ${-design.needed}`, second, "0.5 >= -a*b - k"] }],
    ["a rescaled variable", { ...plain, ...shifted }],
    ["a layer split", { ...plain, models: { ...models, cost: networkOf(withLayerSplit(cost, 1)) } }],
    [
      "a neuron duplicated",
      { ...plain, models: { ...models, quality: networkOf(withNeuronDuplicated(quality, 0, 1)) } },
    ],
    ["a whole number by its digits", { ...plain, define: { k: "p + 2*q" }, variables: [...scalars(NAMES), ...binary] }],
    [
      "a quality of its own name",
      {
        ...plain,
        variables: [...variables, { name: "level", lower: design.needed, upper: design.needed + 20 }],
        subjectTo: ["level == quality(a, b, c, k)", second, third],
      },
      // The equation may be off by 1e-6, and then the quality is as much too low.
      1e-4,
    ],
  ];
}

describe.each(["tanh", "relu", "gelu", "sigmoid"])("random designs with %s networks, stated in other ways", (phi) => {
  test("have the same minimum within the gap", async () => {
    const random = generator(3 * phi.length + phi.charCodeAt(1));
    let compared = 0;
    let active = 0;
    for (let n = 0; n < 2; n++) {
      const design = randomDesign(phi, random);
      const all: [Located, number | undefined][] = [];
      for (const [what, definition, slack] of statements(design)) {
        all.push([await located(`${phi} ${n}, ${what}`, new Problem(definition), { relativeGap: 1e-4 }), slack]);
      }
      const [[first], ...others] = all;
      for (const [other, slack] of others) {
        expectAgreement(first, other, slack);
        compared++;
      }
      const [[, relaxed]] = statements(design);
      const free = await located(`${phi} ${n}, without rows`, new Problem({ ...relaxed, subjectTo: [] }));
      expect(free.bound).toBeLessThanOrEqual(first.objective);
      if (free.objective < first.bound) active++;
    }
    expect(compared).toBe(24);
    // Rows that never matter would show nothing.
    expect(active).toBeGreaterThanOrEqual(1);
  });
});
