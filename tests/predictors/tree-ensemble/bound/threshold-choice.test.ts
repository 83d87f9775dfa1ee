import { expect, test } from "vitest";
import { Random } from "../../../../src/numeric/random.js";
import { DualMessages } from "../../../../src/predictors/tree-ensemble/bound/dual-messages.js";
import type { EnsembleInstance } from "../../../../src/predictors/tree-ensemble/bound/instance.js";
import { ThresholdChoice } from "../../../../src/predictors/tree-ensemble/bound/threshold-choice.js";
import { randomRoot } from "./instance-values.js";

function swept(instance: EnsembleInstance): DualMessages {
  const messages = new DualMessages(instance);
  messages.load(instance);
  messages.sweep(false, Number.POSITIVE_INFINITY);
  return messages;
}

test("the split is inside a feature with two cells, whatever the cutoff; without such a feature there is none", () => {
  for (let seed = 0; seed < 200; seed++) {
    const instance = randomRoot(new Random(seed));
    const messages = swept(instance);
    const choice = new ThresholdChoice(instance);
    const { cellStart } = instance;
    const widths = Array.from(cellStart.subarray(1), (end, j) => end - cellStart[j]);
    for (const cutoff of [Number.POSITIVE_INFINITY, messages.bound + 2 ** 40, messages.bound]) {
      const found = choice.choose(instance, messages, cutoff);
      expect(found).toBe(widths.some((width) => width > 1));
      if (!found) continue;
      expect(choice.cell).toBeGreaterThan(0);
      expect(choice.cell).toBeLessThan(widths[choice.feature]);
    }
  }
});

/** One factor per given feature: two leaves, of which the one above cell `cut` of four has the given value, the other none. */
function stumps(features: number, trees: readonly { feature: number; cut: number; above: number }[]): EnsembleInstance {
  const n = trees.length;
  const pairs = (k: number) => Int32Array.from({ length: n + 1 }, (_, g) => k * g);
  const featureSlots = trees.map((_, s) => s).sort((a, b) => trees[a].feature - trees[b].feature || a - b);
  return {
    origin: Symbol("root"),
    factors: n,
    tree: Int32Array.from(trees.keys()),
    constant: 0,
    leafStart: pairs(2),
    slotStart: pairs(1),
    entryStart: pairs(2),
    value: Float64Array.from(trees.flatMap(({ above }) => [0, above])),
    slotFeature: Int32Array.from(trees, ({ feature }) => feature),
    slotFactor: Int32Array.from(trees.keys()),
    segmentStart: pairs(2),
    segmentCell: Int32Array.from(trees.flatMap(({ cut }) => [0, cut])),
    message: new Float64Array(2 * n),
    first: Uint16Array.from(trees.flatMap(() => [0, 1])),
    last: Uint16Array.from(trees.flatMap(() => [0, 1])),
    cellStart: Int32Array.from({ length: features + 1 }, (_, j) => 4 * j),
    featureSlotStart: Int32Array.from({ length: features + 1 }, (_, j) => trees.filter((t) => t.feature < j).length),
    featureSlots: Int32Array.from(featureSlots),
    firstCell: Int32Array.from({ length: 4 * features }, (_, c) => c % 4),
    lastCell: Int32Array.from({ length: 4 * features }, (_, c) => c % 4),
    unary: null,
  };
}

test("a feature on which trees contradict each other is preferred to one that no tree knows", () => {
  const instance = stumps(2, [
    { feature: 1, cut: 2, above: 8 },
    { feature: 1, cut: 2, above: -8 },
    { feature: 1, cut: 1, above: 4 },
  ]);
  const choice = new ThresholdChoice(instance);
  expect(choice.choose(instance, swept(instance), Number.POSITIVE_INFINITY)).toBe(true);
  expect(choice.feature).toBe(1);
});
