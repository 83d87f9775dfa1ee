import { expect, test } from "vitest";
import { Random } from "../../../../src/numeric/random.js";
import { DualMessages } from "../../../../src/predictors/tree-ensemble/bound/dual-messages.js";
import { Extrapolation } from "../../../../src/predictors/tree-ensemble/bound/extrapolation.js";
import { allValues, randomRoot } from "./instance-values.js";

test("steps prove no less than the sweeps before them, and never too much", () => {
  for (let seed = 0; seed < 200; seed++) {
    const instance = randomRoot(new Random(seed));
    let least = Number.POSITIVE_INFINITY;
    for (const { value } of allValues(instance)) least = Math.min(least, value);
    const messages = new DualMessages(instance);
    const extrapolation = new Extrapolation(instance);
    messages.load(instance);
    extrapolation.start(instance);
    for (let round = 0; round < 20; round++) {
      const swept = messages.sweep(round % 2 === 0, Number.POSITIVE_INFINITY);
      const { present } = messages;
      const bound = extrapolation.step(instance, messages);
      expect(bound).toBeGreaterThanOrEqual(swept);
      expect(messages.present).toBeGreaterThanOrEqual(present);
      expect(messages.isExact).toBe(true);
      expect(bound).toBeLessThanOrEqual(least);
    }
  }
});
