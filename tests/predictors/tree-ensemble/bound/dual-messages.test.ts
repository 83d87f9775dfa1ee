import { expect, test } from "vitest";
import { Random } from "../../../../src/numeric/random.js";
import { DualMessages } from "../../../../src/predictors/tree-ensemble/bound/dual-messages.js";
import type { EnsembleInstance } from "../../../../src/predictors/tree-ensemble/bound/instance.js";
import { allValues, randomRoot } from "./instance-values.js";

/** With whole terms of the features in half of the cases. */
function randomInstance(random: Random): EnsembleInstance {
  const root = randomRoot(random);
  if (random.uniform() < 0.5) return root;
  return { ...root, unary: Float64Array.from(root.firstCell, () => Math.round(2 ** 35 * random.normal())) };
}

function leastOf(instance: EnsembleInstance): number {
  let least = Number.POSITIVE_INFINITY;
  for (const { value } of allValues(instance)) least = Math.min(least, value);
  return least;
}

test("any messages prove a bound, sweeps raise it, and none is above the least sum", () => {
  for (let seed = 0; seed < 200; seed++) {
    const random = new Random(seed);
    const instance = randomInstance(random);
    const messages = new DualMessages(instance);
    const truth = leastOf(instance);
    for (let q = 0; q < instance.message.length; q++) instance.message[q] = Math.round(2 ** 34 * random.normal());
    let before = messages.load(instance);
    expect(before).toBeLessThanOrEqual(truth);
    for (let sweep = 0; sweep < 6; sweep++) {
      const after = messages.sweep(sweep % 2 === 0, Number.POSITIVE_INFINITY);
      expect(after).toBeGreaterThanOrEqual(before);
      expect(after).toBeLessThanOrEqual(truth);
      expect(messages.present).toBeLessThanOrEqual(after);
      expect(messages.isExact).toBe(true);
      before = after;
    }
    // What is kept up to date while messages pass is what a fresh start computes.
    const present = messages.present;
    expect(messages.load(instance)).toBe(present);
  }
});

test("cell bounds hold in every cell", () => {
  for (let seed = 0; seed < 100; seed++) {
    const instance = randomInstance(new Random(seed));
    const messages = new DualMessages(instance);
    messages.load(instance);
    messages.sweep(false, Number.POSITIVE_INFINITY);
    const least = new Float64Array(instance.firstCell.length).fill(Number.POSITIVE_INFINITY);
    for (const { cell, value } of allValues(instance)) {
      cell.forEach((c, j) => {
        const k = instance.cellStart[j] + c;
        least[k] = Math.min(least[k], value);
      });
    }
    least.forEach((value, c) => {
      expect(messages.cellBounds[c]).toBeLessThanOrEqual(value);
    });
  }
});

test("slices are no worse than no messages, leave the messages alone, and are exact for one feature", () => {
  for (let seed = 0; seed < 100; seed++) {
    const instance = randomInstance(new Random(seed));
    const messages = new DualMessages(instance);
    const without = messages.load(instance);
    const slices = messages.slices();
    const truth = leastOf(instance);
    expect(slices).toBeGreaterThanOrEqual(without);
    expect(slices).toBeLessThanOrEqual(truth);
    expect(instance.message.every((message) => message === 0)).toBe(true);
    if (instance.cellStart.length === 2) expect(slices).toBe(truth);
  }
});

test("sums that might have been rounded are not called exact", () => {
  const instance = randomRoot(new Random(3));
  const messages = new DualMessages(instance);
  messages.load(instance);
  expect(messages.isExact).toBe(true);
  for (const wrong of [2 ** 53, Number.NaN, Number.POSITIVE_INFINITY]) {
    instance.message.fill(wrong);
    messages.load(instance);
    expect(messages.isExact).toBe(false);
  }
});
