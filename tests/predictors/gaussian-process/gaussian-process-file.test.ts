import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { loadGaussianProcessJson } from "../../../src/predictors/gaussian-process/gaussian-process-file.js";
import { gaussianProcessText } from "../../../src/predictors/gaussian-process/json-text.js";
import { Posterior } from "../../../src/predictors/gaussian-process/posterior.js";

const FOLDER = fileURLToPath(new URL("../../../models/gaussian-process/", import.meta.url));
const files = readdirSync(FOLDER).filter((name) => name.endsWith(".gp.json"));

test("there are bundled models", () => {
  expect(files.length).toBeGreaterThan(30);
});

test.each(files.filter((name) => !/-(500|1000)\./.test(name)))("%s meets its observations up to the noise", (name) => {
  const json = JSON.parse(readFileSync(FOLDER + name, "utf8"));
  const { definition, notes } = loadGaussianProcessJson(FOLDER + name);
  expect(notes).toEqual([]);
  const posterior = new Posterior(definition);
  let squares = 0;
  json.X.forEach((z: number[], i: number) => {
    const x = Float64Array.from(z, (v, j) => json.inputs.offset[j] + json.inputs.scale[j] * v);
    squares += ((posterior.mean(x) - json.output.offset) / json.output.scale - json.y[i]) ** 2;
    expect(posterior.variance(x)).toBeLessThan(json.output.scale ** 2 * json.noiseVariance * 1.0001);
  });
  expect(Math.sqrt(squares / json.y.length)).toBeLessThan(3 * Math.sqrt(json.noiseVariance) + 1e-6);
});

test("what is written is read again", () => {
  const json = JSON.parse(readFileSync(`${FOLDER}branin-m52-8.gp.json`, "utf8"));
  expect(JSON.parse(gaussianProcessText(json))).toEqual(json);
});
