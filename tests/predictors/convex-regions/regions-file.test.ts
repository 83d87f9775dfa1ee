import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { regionsText } from "../../../src/predictors/convex-regions/regions-file.js";
import { loadPredictor } from "../../../src/predictors/loading.js";
import { randomRegions } from "./random-regions.js";

const folder = mkdtempSync(join(tmpdir(), "surety-regions-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function loaded(content: string) {
  const file = join(folder, "model.json");
  writeFileSync(file, content);
  return loadPredictor(file);
}

test("what is written is read again", () => {
  const definition = randomRegions({ inputs: 2, regions: 5, kind: "oblique", isCurved: true, seed: 2 });
  const model = loaded(regionsText(definition, ["a", "b"]));
  expect([model.family, model.inputs, model.outputs]).toEqual(["convex-regions", 2, 1]);
  const y = new Float64Array(1);
  model.evaluate(Float64Array.of(0.1, 0.2), y);
  expect(y[0]).not.toBeNaN();
});

describe("refused", () => {
  const region = { constant: 0, slopes: [1] };
  const cases: [string, object, RegExp][] = [
    ["another version", { "surety-regions": 2, inputs: 1, regions: [region] }, /write "surety-regions": 1/],
    ["no regions", { inputs: 1, regions: [] }, /regions/],
    ["slopes of another length", { inputs: 2, regions: [region] }, /slopes: 1 entries, but there are 2 inputs/],
    ["limits without rows", { inputs: 1, regions: [{ ...region, limits: [1] }] }, /1 numbers, but there are 0 rows/],
    ["empty sides", { inputs: 1, regions: [{ ...region, lower: [2], upper: [1] }] }, /lower\[0\] = 2 is above upper/],
    ["an unknown key", { inputs: 1, regions: [region], weights: [] }, /weights/],
    ["text", { inputs: 1, regions: [{ constant: "a", slopes: [1] }] }, /regions\[0\]\.constant/],
    ["a negative tolerance", { inputs: 1, tolerance: -1, regions: [region] }, /tolerance/],
  ];
  test.each(cases)("%s", (_, content, message) => {
    expect(() => loaded(JSON.stringify({ "surety-regions": 1, ...content }))).toThrow(message);
  });

  test("what is not JSON, and numbers beyond float64", () => {
    expect(() => loaded('{ "surety-regions": 1, "inputs": ')).toThrow(/not valid JSON/);
    expect(() =>
      loaded('{ "surety-regions": 1, "inputs": 1, "regions": [{ "constant": 1e999, "slopes": [1] }] }'),
    ).toThrow(/constant/);
  });
});
