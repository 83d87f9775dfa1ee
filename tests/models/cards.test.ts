import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { cards, modelFiles, modelPath } from "./cards.js";

test("every model has a card and every card a model", () => {
  expect(cards.length).toBeGreaterThanOrEqual(8);
  expect(cards.map((card) => card.file).sort()).toEqual([...modelFiles].sort());
});

describe.each(cards)("$name", (card) => {
  const bytes = readFileSync(modelPath(card));

  test("is the file that the card describes", () => {
    expect(createHash("sha256").update(bytes).digest("hex")).toBe(card.sha256);
    expect(bytes.length).toBe(card.bytes);
    expect(bytes.length).toBeLessThan(60_000);
  });

  test("has 20 test points within its box", () => {
    expect(card.test.points).toHaveLength(20);
    expect(card.test.outputs).toHaveLength(20);
    for (const point of card.test.points) {
      expect(point).toHaveLength(card.inputs);
      point.forEach((x, j) => {
        expect(x).toBeGreaterThanOrEqual(card.box.lower[j]);
        expect(x).toBeLessThanOrEqual(card.box.upper[j]);
        expect(x).toBe(Math.fround(x));
      });
    }
    for (const row of card.test.outputs) expect(row).toHaveLength(card.outputs);
  });
});
