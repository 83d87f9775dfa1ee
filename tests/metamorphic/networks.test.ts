import { describe, expect, test } from "vitest";
import { Problem } from "../../src/index.js";
import { generator } from "../predictors/network/random-networks.js";
import { expectAgreement, type Located, located } from "./agreement.js";
import { networkOf, type PlainNetwork, randomPlainNetwork } from "./plain-network.js";
import {
  withInputsPermuted,
  withInputsScaled,
  withLayerSplit,
  withNeuronDuplicated,
  withNeuronsPermuted,
} from "./rewriting.js";

const ORDER = [2, 0, 1];
const OFFSET = [0.3, -170, 1e-3];
const SCALE = [2.5, 40, 3e-4];

function overBox(plain: PlainNetwork, lower: readonly number[], upper: readonly number[], negated = false): Problem {
  const models = { net: networkOf(plain) };
  const variables = [{ name: "x", size: lower.length, lower, upper }];
  return new Problem({ models, variables, ...(negated ? { maximize: "-net(x)" } : { minimize: "net(x)" }) });
}

/** The same minimum, stated in other ways. */
function statements(plain: PlainNetwork): (readonly [what: string, problem: Problem])[] {
  const lower = [-2, -1.5, -1];
  const upper = [1.5, 2, 1];
  const permuted = (values: readonly number[]) => ORDER.map((j) => values[j]);
  const scaled = (values: readonly number[]) => values.map((x, j) => (x - OFFSET[j]) / SCALE[j]);
  const width = plain[0].bias.length;
  const reversed = Array.from({ length: width }, (_, r) => width - 1 - r);
  const net = networkOf(plain);
  const inFormula = new Problem({
    models: { net },
    variables: [{ name: "t", size: 3, lower: scaled(lower), upper: scaled(upper) }],
    minimize: "net(0.3 + 2.5*t[0], -170 + 40*t[1], 1e-3 + 3e-4*t[2])",
  });
  const redundant = new Problem({
    models: { net },
    variables: [{ name: "x", size: 3, lower, upper }],
    minimize: "net(x)",
    subjectTo: ["x[0] + x[1] - x[2] <= 5"],
  });
  return [
    ["inputs permuted", overBox(withInputsPermuted(plain, ORDER), permuted(lower), permuted(upper))],
    ["negated and maximized", overBox(plain, lower, upper, true)],
    ["inputs rescaled in the network", overBox(withInputsScaled(plain, OFFSET, SCALE), scaled(lower), scaled(upper))],
    ["inputs rescaled in the formula", inFormula],
    ["a redundant constraint", redundant],
    ["the first layer split", overBox(withLayerSplit(plain, 0), lower, upper)],
    ["the second layer split", overBox(withLayerSplit(plain, 1), lower, upper)],
    ["a neuron duplicated", overBox(withNeuronDuplicated(plain, 1, 2), lower, upper)],
    ["neurons permuted", overBox(withNeuronsPermuted(plain, 0, reversed), lower, upper)],
    ["as it is", overBox(plain, lower, upper)],
  ];
}

describe.each(["tanh", "relu", "gelu", "sigmoid"])("random %s networks, stated in other ways", (phi) => {
  test("have the same minimum within the gap", async () => {
    const random = generator(phi.length + phi.charCodeAt(0));
    let compared = 0;
    let searched = 0;
    for (let k = 0; k < 8; k++) {
      const plain = randomPlainNetwork(k % 2 === 0 ? [3, 7, 5, 1] : [3, 5, 4, 5, 1], phi, random);
      const all: Located[] = [];
      for (const [what, problem] of statements(plain)) {
        all.push(await located(`${phi} ${k}, ${what}`, problem, { relativeGap: k % 2 === 0 ? 1e-4 : 1e-3 }));
      }
      if (all[0].nodes > 1) searched++;
      for (const one of all.slice(1)) {
        expectAgreement(all[0], one);
        compared++;
      }
    }
    expect(compared).toBe(72);
    // Where the root box is solved at once, little is shown.
    expect(searched).toBeGreaterThanOrEqual(4);
  });
});
